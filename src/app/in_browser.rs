//! What a page does once it lives in a browser.

use leptos::prelude::*;

/// Runs `act` when the page has come to life, and again when a signal that it
/// reads has changed; never on the server.
pub fn in_browser(act: impl Fn() + 'static) {
    boxed(Box::new(act));
}

/// Of one type, whatever is done: each type of effect is a kilobyte.
fn boxed(act: Box<dyn Fn()>) {
    Effect::new(act);
}
