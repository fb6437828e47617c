//! Asking before something is destroyed. The browser's own `<dialog>` keeps the
//! focus inside, closes on Esc and gives the focus back. Without WASM its
//! trigger is a link to a page that asks the same.

use super::button::Variant;
use super::icon::Icon;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog that follows `open`.
#[component]
pub fn Dialog(
    /// Names the heading, so unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] title: String,
    #[prop(into)] close_label: String,
    open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // Refused only for a dialog that has left the page.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let heading = format!("{id}-title");
    let labelled_by = heading.clone();
    view! {
        <dialog
            class="dialog"
            id=id
            aria-labelledby=labelled_by
            node_ref=node
            on:close=move |_| open.set(false)
        >
            <h2 id=heading>{title}</h2>
            <div class="dialog-body">{children()}</div>
            <button type="button" class="close" aria-label=close_label on:click=move |_| open.set(false)>
                {Icon::X.view()}
            </button>
        </dialog>
    }
    .into_any()
}

/// The trigger: a link to the page that asks, which opens the dialog instead
/// once the browser can. Opening it in another tab stays possible.
#[component]
pub fn ConfirmLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    #[prop(default = Variant::Danger)] variant: Variant,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] spoken: Option<String>,
    #[prop(optional)] opens: Option<RwSignal<bool>>,
) -> impl IntoView {
    let press = move |ev: MouseEvent| {
        let Some(open) = opens else { return };
        if ev.ctrl_key() || ev.meta_key() || ev.shift_key() {
            return;
        }
        ev.prevent_default();
        open.set(true);
    };
    view! {
        <a
            href=href
            class=variant.class()
            aria-label=spoken
            aria-haspopup=opens.map(|_| "dialog")
            on:click=press
        >
            {icon.map(Icon::view)}
            {label}
        </a>
    }
    .into_any()
}
