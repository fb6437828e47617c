//! AVA: a control panel for AI phone assistants.
//!
//! Three roots, and what each compiles for is its meaning: `domain` (both
//! sides, pure rules), `app` (both sides, the pages) and `server` (native).
#![recursion_limit = "256"]

pub mod app;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;

// Whether views are erased decides the markup, so both halves must agree on it.
#[cfg(not(erase_components))]
compile_error!("built without --cfg erase_components: RUSTFLAGS replaces the flags of .cargo/config.toml");

/// Where the browser starts: the page is there already, and comes to life.
///
/// All of it is alive once this returns, since what the page shows arrived with it.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        app::in_browser::tell_panic(&panic.to_string());
    }));
    leptos::mount::hydrate_body(app::App);
}
