#!/usr/bin/env bash
# From a fresh clone to a serving page: scripts/dev.sh [--no-serve]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1-} in
  '' | --no-serve) ;;
  *) die "usage: scripts/dev.sh [--no-serve]" ;;
esac

need_rust
need_npm "$tools"
need_wasm_bindgen
build_site debug site
cargo build --locked --features ssr --bin ava

if [[ ${1-} != --no-serve ]]; then
  exec "$target/debug/ava" serve
fi
