#!/usr/bin/env bash
# Everything CI runs, or one part of it:
#   scripts/test.sh [lint | unit [cargo test arguments] | programs | e2e [Playwright arguments]]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# phase TITLE COMMAND…
phase() {
  local title=$1 began=$SECONDS
  shift
  say "── $title"
  "$@"
  say "── $title: $((SECONDS - began)) s"
}

lint() {
  need_rust
  phase "Lints, server" cargo clippy --locked --features ssr --all-targets
  other_lints
}

other_lints() {
  phase "Format" cargo fmt --check
  phase "Lints, browser" \
    cargo clippy --locked --features hydrate --lib --target wasm32-unknown-unknown
  # What is wrong in them is a warning, which Cargo.toml denies.
  phase "Links in comments" \
    cargo doc --locked --features ssr --lib --no-deps --document-private-items
  need_cargo_deny
  phase "Dependencies" dependencies
}

# What deny.toml asks. Known vulnerabilities are in a database of RustSec's, which
# is cloned from GitHub: where that cannot be had, they are not looked for.
dependencies() {
  cargo deny --locked check --hide-inclusion-graph bans licenses sources
  if cargo deny fetch db; then
    cargo deny --locked check advisories
  else
    say "KNOWN VULNERABILITIES WERE NOT LOOKED FOR: their database cannot be had from here."
  fi
}

need_cargo_deny() {
  local version=0.20.2
  if [[ $(cargo deny --version 2>/dev/null) != "cargo-deny $version" ]]; then
    say "Installing cargo-deny $version (about two minutes)"
    # Unoptimised it is there in less than half the time.
    CARGO_PROFILE_DEV_DEBUG=false cargo install cargo-deny \
      --version "$version" --locked --debug --force --root "$target/tools"
  fi
}

# The integration tests wait for simulated providers as much as they compute.
unit() {
  need_rust
  need_postgres
  export RUST_TEST_THREADS=${RUST_TEST_THREADS:-8}
  phase "Unit and integration tests" cargo test --locked --features ssr "$@"
}

# Generated clients, schemathesis and the like, against servers of the integration tests.
programs() {
  need_rust
  need_postgres
  need_python
  phase "Programs of other makes" \
    cargo test --locked --features ssr --test integration programs::others -- --ignored
}

# The tests are compiled by clippy, which lints what it compiles: linting them first would
# read the whole crate, all of its tests included, once more. The release compiles beside
# the tests on what they leave of the processors, since many a compiler uses one and many a
# test waits; but not beside their compilers, which want as much memory as it does.
all() {
  need_rust
  # What the next build could begin with costs the first one more than it gives.
  [[ -d $target/debug ]] || export CARGO_INCREMENTAL=0
  other_lints
  local log release
  log=$(mktemp)
  RUSTC_WORKSPACE_WRAPPER=clippy-driver \
    phase "Lints and compilation of the tests" cargo test --locked --features ssr --no-run
  nice -n 19 scripts/build.sh >"$log" 2>&1 &
  release=$!
  # shellcheck disable=SC2064
  trap "kill $release 2>/dev/null || :" EXIT
  RUSTC_WORKSPACE_WRAPPER=clippy-driver unit
  RUSTC_WORKSPACE_WRAPPER=clippy-driver programs
  if ! phase "Rest of the release" wait "$release"; then
    cat "$log"
    die "The release does not build."
  fi
  walk
  say "── All: $SECONDS s"
}

# Against the release and nothing else: what is tested is what ships.
e2e() {
  phase "Release" scripts/build.sh
  walk "$@"
}

walk() {
  need_npm "$root/end2end"
  phase "Types of the end-to-end tests" npm --prefix end2end run --silent check
  need_chromium
  phase "End-to-end tests" npm --prefix end2end test -- "$@"
}

# The integration tests start a server of their own from these programs.
need_postgres() {
  if ! has initdb && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    apt_install "PostgreSQL (initdb and pg_ctl)" postgresql
  fi
}

case ${1-} in
  '') all ;;
  lint | unit | programs | e2e) "$@" ;;
  *) die "usage: scripts/test.sh [lint | unit | programs | e2e]" ;;
esac
