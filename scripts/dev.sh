#!/usr/bin/env bash
# From a fresh clone to a serving page.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_rust
need_npm "$tools"
need_wasm_bindgen
# One bundle has everything, and serves as those of all areas and languages.
build_whole
pack_site debug site
cargo build --locked --features ssr --bin ava
exec "$target/debug/ava" serve
