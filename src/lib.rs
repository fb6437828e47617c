//! AVA: a control panel for AI phone assistants.
//!
//! Four roots, told apart by what each compiles for: `domain` (both sides, pure rules),
//! `app` (both sides, the pages), `server` (native) and `cli` (native, a client of `server`’s API).
#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod cli;
pub mod domain;
#[cfg(feature = "hydrate")]
mod entry_points;
#[cfg(feature = "ssr")]
pub mod server;

// Whether views are erased decides the markup, so both halves must agree on it.
#[cfg(not(erase_components))]
compile_error!("built without --cfg erase_components: RUSTFLAGS replaces the flags of .cargo/config.toml");
