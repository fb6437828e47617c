//! AVA: a control panel for AI phone assistants.
//!
//! Three roots, and what each compiles for is its meaning: `domain` (both
//! sides, pure rules), `app` (both sides, the pages) and `server` (native).
#![recursion_limit = "256"]

pub mod app;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;

/// Where the browser starts: the page is there already, and comes to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
