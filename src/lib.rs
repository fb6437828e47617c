//! AVA: a control panel for AI phone assistants.
//!
//! Three roots, and what each compiles for is its meaning: `domain` (both
//! sides, pure rules), `app` (both sides, the pages) and `server` (native).
#![recursion_limit = "256"]

pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;
