//! AVA: a control panel for AI phone assistants.
//!
//! Three roots, told apart by what each compiles for: `domain` (both sides, pure rules),
//! `app` (both sides, the pages) and `server` (native).
#![recursion_limit = "256"]

pub mod app;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;

// Whether views are erased decides the markup, so both halves must agree on it.
#[cfg(not(erase_components))]
compile_error!("built without --cfg erase_components: RUSTFLAGS replaces the flags of .cargo/config.toml");

/// The browser's entry point: brings the page, which is there already, to life.
///
/// All of it is alive once this returns, since its data arrived with the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        app::in_browser::tell_panic(&panic.to_string());
    }));
    leptos::mount::hydrate_body(app::App);
}
