//! Effects of a page once it lives in a browser.

use leptos::prelude::*;
use web_sys::{CustomEvent, CustomEventInit};

/// Runs `act` when the page has come to life, and again when a signal that it
/// reads has changed; never on the server.
pub fn in_browser(act: impl Fn() + 'static) {
    boxed(Box::new(act));
}

/// Gives all effects one type: each further type of effect costs a kilobyte.
fn boxed(act: Box<dyn Fn()>) {
    Effect::new(act);
}

/// Tells the script that brought the page to life that nothing here works any more.
pub fn tell_panic(message: &str) {
    let detail = CustomEventInit::new();
    detail.set_detail(&message.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict("ava:panic", &detail) {
        // Fails only for an event that is being dispatched already.
        let _ = window().dispatch_event(&event);
    }
}
