#!/usr/bin/env bash
# The release: dist/ava and dist/site, which are all that a server needs.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_rust
need_npm "$tools"
need_wasm_bindgen
mkdir -p dist
# Beside each other: linking keeps one core busy and no more, and each has a folder that
# cargo locks for itself. Where one fails, the other has no use.
trap 'kill $(jobs -p) 2>/dev/null || :' EXIT
builds=()
build_browser & builds+=($!)
cargo build --locked --release --features ssr --bin ava & builds+=($!)
for build in "${builds[@]}"; do
  wait "$build"
done
pack_site release dist/site
# A running server keeps the file it was started from.
cp "$target/release/ava" dist/ava.next
mv dist/ava.next dist/ava

row() { printf '%-44s %12s %12s\n' "$@"; }
size() { numfmt --to=iec --suffix=B "$(stat -c %s "$1")"; }

echo
row '' raw brotli
row dist/ava "$(size dist/ava)" ''
for file in dist/site/pkg/*.{js,wasm,css}; do
  row "$file" "$(size "$file")" "$(size "$file.br")"
done
