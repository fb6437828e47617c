//! Texts that are to be pasted elsewhere, each with a button that copies it. The button is there where the
//! browser has a clipboard to give, on a page that is alive; everywhere else one click selects the whole text.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use web_sys::{
    Clipboard,
    js_sys::{Reflect, futures::JsFuture},
    wasm_bindgen::JsCast,
};

use super::{
    i18n::{CommonTexts, Spoken, use_locale},
    in_browser::in_browser,
    ui::{
        button::{Button, Variant},
        icon::Icon,
    },
};

/// How long it is said that the text is copied: it may be another one's turn then.
const SAID: Duration = Duration::from_secs(8);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Copied,
    /// The browser was asked not to let the page copy.
    Refused,
}

/// A text to be pasted elsewhere, whole, with its button.
pub fn copyable(text: impl Into<String>) -> AnyView {
    with_button(text.into(), None)
}

/// One of several on a page, whose buttons say which is copied.
pub fn copyable_called(text: impl Into<String>, called: &str) -> AnyView {
    with_button(text.into(), Some(called))
}

fn with_button(text: String, called: Option<&str>) -> AnyView {
    let shown = text.clone();
    view! {
        <div class="copyable">
            <code class="address">{shown}</code>
            {copies(text, called)}
        </div>
    }
    .into_any()
}

/// The button for what stands beside it in another form. `called` tells it from the others of its page, to
/// whoever does not see beside what it stands.
pub fn copies(text: String, called: Option<&str>) -> AnyView {
    let t = CommonTexts::spoken(use_locale());
    let text = StoredValue::new(text);
    let offered = RwSignal::new(false);
    let done: RwSignal<Option<Done>> = RwSignal::new(None);
    in_browser(move || offered.set(clipboard().is_some()));
    let copy = Callback::new(move |()| {
        let Some(clipboard) = clipboard() else { return };
        done.set(None);
        let copied = JsFuture::from(text.with_value(|text| clipboard.write_text(text)));
        spawn_local(async move {
            let ended = if copied.await.is_ok() { Done::Copied } else { Done::Refused };
            // The page may have gone meanwhile, as it may have when the time is over.
            done.try_set(Some(ended));
            set_timeout(
                move || {
                    done.try_set(None);
                },
                SAID,
            );
        });
    });
    let spoken = called.map(|called| (t.labelled)(t.copy, called));
    let button = move || {
        let spoken = spoken.clone().unwrap_or_else(|| t.copy.to_owned());
        offered.try_get().unwrap_or_default().then(|| {
            view! {
                <Button label=t.copy variant=Variant::Quiet icon=Icon::Copy spoken=spoken on_press=copy/>
            }
            .into_any()
        })
    };
    let said = move || match done.try_get().flatten() {
        None => "",
        Some(Done::Copied) => t.copied,
        Some(Done::Refused) => t.copy_refused,
    };
    view! {
        <span class="copies">
            {button}
            <span class="hint" role="status">{said}</span>
        </span>
    }
    .into_any()
}

/// The clipboard of the browser, which gives it to pages that came over HTTPS or from this machine alone.
fn clipboard() -> Option<Clipboard> {
    let there = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    there.dyn_into().ok()
}
