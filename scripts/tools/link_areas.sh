#!/usr/bin/env bash
# The linker that rustc is given for the browser's half of a release:
#   link_areas.sh ARGUMENTS OF wasm-ld… --areas=AREA,…
# It links what rustc compiled once for each area, with that area's entry point and
# without the others', so that a bundle has nothing which only others need. Compiling
# takes most of a build, and is the same for all. They are laid beside the file that was
# asked for: ava.start.wasm, ava.agents.wasm, and so on.
set -euo pipefail

lld=$(rustc --print target-libdir)/../bin/rust-lld
arguments=() exports=() areas=() out=
while (($#)); do
  case $1 in
    --areas=*) IFS=, read -r -a areas <<<"${1#--areas=}" ;;
    --export=*) exports+=("${1#--export=}") ;;
    --export) exports+=("$2") && shift ;;
    -o) out=$2 && shift ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

# of AREA: the exports of its bundle. wasm-bindgen ends a name with a hash, and describes what is
# exported by exports as well. Left out are the classes by which wasm-streams hands streams of ours to
# the browser: nothing makes one, and an export would keep their code.
of() {
  local name
  for name in "${exports[@]}"; do
    if [[ $name =~ ^(__wbindgen_describe_|__wbg_)?intounderlying ]]; then
      continue
    fi
    if [[ ! $name =~ ^(__wbindgen_describe_)?hydrate_ || $name =~ hydrate_$1(_[0-9a-f]+)?$ ]]; then
      printf -- '--export=%s\n' "$name"
    fi
  done
}

[[ -n $out ]]
for area in "${areas[@]}"; do
  mapfile -t of_area < <(of "$area")
  grep -q "hydrate_$area" <<<"${of_area[*]}" || { echo "no entry point hydrate_$area" >&2 && exit 1; }
  "$lld" "${arguments[@]}" "${of_area[@]}" -o "${out%.wasm}.$area.wasm"
done
# rustc asks for one file, which nothing uses.
cp "${out%.wasm}.${areas[0]}.wasm" "$out"
