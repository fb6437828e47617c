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
  phase "Lints, browser" \
    cargo clippy --locked --features hydrate --lib --target wasm32-unknown-unknown
  text_lints
  need_cargo_deny
  phase "Dependencies" dependencies
}

text_lints() {
  phase "Format" cargo fmt --check
  # What is wrong in them is a warning, which Cargo.toml denies.
  phase "Links in comments" \
    cargo doc --locked --features ssr --lib --no-deps --document-private-items
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

# Clippy lints what it compiles: the tests, and the browser's half of the release. Linting them
# first would read the whole crate, all of its tests included, once more. What is installed
# and the release come about on what the tests leave of the processors, since many a compiler
# uses one and many a test waits.
all() {
  need_rust
  # What the next build could begin with costs the first one more than it gives.
  [[ -d $target/debug ]] || export CARGO_INCREMENTAL=0
  trap 'kill $(jobs -p) 2>/dev/null || :' EXIT
  behind install
  text_lints
  ahead install
  phase "Dependencies" dependencies
  LINTER=clippy-driver behind build
  export RUSTC_WORKSPACE_WRAPPER=clippy-driver
  phase "Lints and compilation of the tests" cargo test --locked --features ssr --no-run
  unit
  programs
  ahead build
  walk
  say "── All: $SECONDS s"
}

# Everything that a phase of the tests or the release would install.
install() {
  need_cargo_deny
  need_wasm_bindgen
  need_npm "$tools"
  need_npm "$root/end2end"
  need_postgres
  need_python
  need_chromium
}

# What ends the job ends the script.
build() {
  exec scripts/build.sh
}

# behind JOB: begins it at the lowest priority; `ahead JOB` waits for its end.
declare -A jobs
behind() {
  local log
  log=$(mktemp)
  {
    renice -n 19 -p "$BASHPID"
    "$1"
  } >"$log" 2>&1 &
  jobs[$1]="$! $log"
}

ahead() {
  phase "Rest of: $1" ended "$1"
}

ended() {
  local job log
  read -r job log <<<"${jobs[$1]}"
  if ! wait "$job"; then
    cat "$log"
    die "Failed: $1"
  fi
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
