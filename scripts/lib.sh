# What every script here shares: where things are, what must be installed, and
# how the site is built. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
tools=$root/scripts/tools
export PATH="$target/tools/bin:$PATH"

say() { printf '\033[1m%s\033[0m\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null; }

# apt_install WHAT PACKAGE…: only root on Debian gets software installed.
apt_install() {
  local what=$1
  shift
  if [[ $(id -u) -ne 0 ]] || ! has apt-get; then
    die "$what is needed and was not found. On Debian: apt-get install $*"
  fi
  say "Installing $*"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

# The toolchain that rust-toolchain.toml pins, and a C compiler for SQLite.
need_rust() {
  has rustup || die "rustup is needed: https://rustup.rs"
  if ! rust_ready; then
    say "Installing the pinned Rust toolchain"
    rustup toolchain install --no-self-update || die "rustup 1.28 or later is needed: rustup self update"
  fi
  has cc || apt_install "A C compiler" build-essential
}

rust_ready() {
  [[ -d $(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) ]] &&
    cargo clippy --version >/dev/null 2>&1 &&
    cargo fmt --version >/dev/null 2>&1
}

# The command line must be of the very version of the crate.
need_wasm_bindgen() {
  local version
  version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
  if [[ $(wasm-bindgen --version 2>/dev/null) != "wasm-bindgen $version" ]]; then
    say "Installing wasm-bindgen $version (about a minute)"
    # Unoptimised it is there in less than half the time, and works seconds longer.
    CARGO_PROFILE_DEV_DEBUG=false cargo install wasm-bindgen-cli --bin wasm-bindgen \
      --version "$version" --locked --debug --force --root "$target/tools"
  fi
}

# need_npm FOLDER: installs its lock file, once.
need_npm() {
  local folder=$1 installed=$1/node_modules/.installed-lock.json
  has npm || die "Node 20 or later with npm is needed: https://nodejs.org"
  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' ||
    die "Node 20 or later is needed; this is $(node --version)."
  if ! cmp -s "$folder/package-lock.json" "$installed"; then
    # npm would empty the folder that a link leads to, which is another checkout's.
    if [[ -L $folder/node_modules ]]; then
      die "$folder/node_modules is a link, and what it leads to is not of this lock file."
    fi
    say "Installing the npm packages of ${folder#"$root"/}"
    npm ci --prefix "$folder" --loglevel=error
    cp "$folder/package-lock.json" "$installed"
  fi
}

# need_python: programs of other makes, in an environment of their own; AVA_PYTHON says where.
need_python() {
  local wanted=$tools/programs/requirements.txt
  export AVA_PYTHON=$target/tools/python
  python_ready || apt_install "Python 3.11 or later with venv" python3 python3-venv
  if ! cmp -s "$wanted" "$AVA_PYTHON/.installed.txt"; then
    say "Installing the programs in Python"
    python3 -m venv --clear "$AVA_PYTHON"
    "$AVA_PYTHON/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" "$AVA_PYTHON/.installed.txt"
  fi
}

python_ready() {
  python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# find_chromium: CHROMIUM is the one that is set, else the system's; the one that
# draws no window needs a third less time.
find_chromium() {
  local name
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    CHROMIUM=${CHROMIUM:-$(command -v "$name" || :)}
  done
  export CHROMIUM
  [[ -n $CHROMIUM ]]
}

# Debian's package where it can be installed, else Playwright's own.
need_chromium() {
  if ! find_chromium; then
    if [[ $(id -u) -eq 0 ]] && has apt-get; then
      apt_install Chromium chromium-headless-shell fonts-liberation
      find_chromium || die "Debian's package brought no Chromium."
    else
      npm --prefix end2end exec -- playwright install chromium
    fi
  fi
}

# Those of src/domain/area.rs; a server whose site lacks one does not start.
areas=(start integrations providers removals agents numbers calls appointments contacts operations health webhooks people account admin)

# build_browser: the browser's half of a release in each language. What others have written is compiled
# for the first of them: the second begins with a copy. LINTER, where it is set, compiles the first.
build_browser() {
  local en=$target/site/build-en fr=$target/site/build-fr
  RUSTC_WORKSPACE_WRAPPER=${LINTER-} build_areas en
  if [[ ! -d $fr ]]; then
    cp -a "$en" "$fr.next"
    mv "$fr.next" "$fr"
  fi
  build_areas fr
}

# build_areas LOCALE: the release's bundles in a language, one for each area of the site,
# compiled as one in a folder of their own, which cargo locks, and linked apart.
build_areas() {
  local locale=$1 folder=$target/site/build-$1 area
  say "Building the browser's half in $locale"
  AVA_LOCALE=$locale compile_browser "$folder" --profile wasm-release -- \
    -C linker="$tools/link_areas.sh" \
    -C link-arg=--areas="$(IFS=, && echo "${areas[*]}")"
  for area in "${areas[@]}"; do
    bundle release "$area-$locale" "$folder/wasm32-unknown-unknown/wasm-release/deps/ava.$area.wasm"
  done
}

# build_whole: the one bundle that serves as all of them while developing.
build_whole() {
  compile_browser "$target"
  bundle debug whole "$target/wasm32-unknown-unknown/debug/ava.wasm"
}

# compile_browser FOLDER ARGUMENTS OF cargo rustc…
compile_browser() {
  cargo rustc --locked --lib --crate-type cdylib --features hydrate \
    --target wasm32-unknown-unknown --target-dir "$@"
}

# pack_site debug|release OUT: the browser's half, ready to be served, of the bundles.
pack_site() {
  node "$tools/pack.mjs" "$1" "$target/site/$1" "$2" "${areas[@]}"
}

# bundle debug|release NAME WASM: what wasm-bindgen makes of it, once for the same file.
bundle() {
  local glue=$target/site/$1/$2 wasm=$3 key
  key=$(cat "$wasm" scripts/lib.sh "$tools/package-lock.json" | sha256sum)
  if [[ ! -f $glue/.key || $(<"$glue/.key") != "$key" ]]; then
    rm -rf "$glue"
    wasm-bindgen --target web --no-typescript --out-name ava --out-dir "$glue" "$wasm"
    if [[ $1 == release ]]; then
      optimise "$glue/ava_bg.wasm"
    fi
    printf '%s\n' "$key" >"$glue/.key"
  fi
}

# The features are those that rustc emits for its WebAssembly target. What has
# one caller stays a function of its own: a larger file, but compressed a
# smaller one, since such functions are alike; so are those whose names are, which
# therefore stand together. Repeating it until nothing changes would take twice as long,
# and gain nothing once compressed. Nothing that has an address is below 1024, where the
# stack ends, so that an offset may stand in the instruction that reads.
optimise() {
  say "Optimising the WebAssembly of ${1#"$target/site/release/"}"
  "$tools/node_modules/.bin/wasm-opt" -Oz --one-caller-inline-max-function-size=0 \
    --low-memory-unused --reorder-functions-by-name \
    --enable-bulk-memory --enable-multivalue --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext \
    "$1" -o "$1"
}
