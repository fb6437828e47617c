//! Short confirmations of what the server has committed. A toast repeats what
//! the page shows; it never carries the only copy of a message.

use super::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(8);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    id: u32,
    text: String,
}

/// The queue, provided once for the whole page with [`Toasts::provide`].
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self { shown: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// Shows `text` for a few seconds. Call it from an effect or an event: it
    /// needs the browser's timer.
    pub fn push(&self, text: impl Into<String>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        self.shown.update(|all| all.push(Toast { id, text: text.into() }));
        let toasts = *self;
        set_timeout(move || toasts.dismiss(id), STAYS);
    }

    fn dismiss(&self, id: u32) {
        // The page may be gone by the time the timer fires.
        self.shown.try_update(|all| all.retain(|toast| toast.id != id));
    }
}

/// Where toasts appear; announced politely.
#[component]
pub fn ToastRegion(toasts: Toasts, #[prop(into)] dismiss_label: String) -> impl IntoView {
    let dismiss_label = StoredValue::new(dismiss_label);
    let each = move |toast: Toast| {
        let id = toast.id;
        view! {
            <div class="toast">
                {Icon::Check.view()}
                <p>{toast.text}</p>
                <button
                    type="button"
                    class="close"
                    aria-label=dismiss_label.get_value()
                    on:click=move |_| toasts.dismiss(id)
                >
                    {Icon::X.view()}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id children=each/>
        </div>
    }
    .into_any()
}
