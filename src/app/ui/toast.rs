//! Short confirmations of what the server has committed. A toast confirms what the page
//! shows, in other words than the page: a toast does not repeat the notice beside a button.

use super::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(8);

/// The most toasts at once: the oldest gives way to a further one.
const PLACES: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    id: usize,
    text: String,
}

/// The toasts, provided once for the whole page with [`Toasts::provide`]. Each
/// keeps its place, so that none is announced twice.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    places: [RwSignal<Option<Toast>>; PLACES],
    next_id: StoredValue<usize>,
}

impl Toasts {
    pub fn provide() -> Self {
        let places = [(); PLACES].map(|()| RwSignal::new(None));
        let toasts = Self { places, next_id: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// Shows `text` for a few seconds. Call it from an effect or an event: it
    /// needs the browser's timer.
    pub fn push(&self, text: impl Into<String>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        let text = text.into();
        let says_it = |place: &&RwSignal<Option<Toast>>| {
            place.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.text == text))
        };
        // A text that is pushed once more is not shown twice.
        let place = *self.places.iter().find(says_it).unwrap_or(&self.places[id % PLACES]);
        place.set(Some(Toast { id, text }));
        set_timeout(
            move || {
                if place.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.id == id)) {
                    place.set(None);
                }
            },
            STAYS,
        );
    }
}

/// The place where toasts appear; it is announced politely.
#[component]
pub fn ToastRegion(toasts: Toasts, #[prop(into)] dismiss_label: String) -> impl IntoView {
    let places: Vec<AnyView> =
        toasts.places.into_iter().map(|place| shown(place, dismiss_label.clone())).collect();
    view! { <div class="toasts" role="status" aria-live="polite">{places}</div> }.into_any()
}

fn shown(place: RwSignal<Option<Toast>>, dismiss_label: String) -> AnyView {
    let toast = move || {
        place.get().map(|toast| {
            view! {
                <div class="toast">
                    {Icon::Check.view()}
                    <p>{toast.text}</p>
                    <button
                        type="button"
                        class="close"
                        aria-label=dismiss_label.clone()
                        on:click=move |_| place.set(None)
                    >
                        {Icon::X.view()}
                    </button>
                </div>
            }
            .into_any()
        })
    };
    view! { {move || toast()} }.into_any()
}
