//! Buttons, and links that look like one. A button submits its form; one with
//! `on_press` acts in the browser only, so nothing essential may hang on it.

use super::icon::Icon;
use leptos::{ev::MouseEvent, prelude::*};

/// How loud a button is. One `Primary` per view; `Destroy` only where the
/// consequence has just been spelled out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    Primary,
    #[default]
    Plain,
    Quiet,
    Danger,
    Destroy,
}

impl Variant {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button quiet danger",
            Self::Destroy => "button danger solid",
        }
    }
}

/// A button of a form. While `pending` it shows a spinner and cannot be pressed
/// again; the server renders it ready, so it works without WASM.
#[component]
pub fn Button(
    #[prop(into)] label: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] pending: Signal<bool>,
    /// Name and value that the form carries when this button submits it.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    /// A longer name for screen readers; it starts with the visible label.
    #[prop(optional, into)]
    spoken: Option<String>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let kind = if on_press.is_some() { "button" } else { "submit" };
    let press = move |event: MouseEvent| {
        // By the second click of a double click the button may belong to something else.
        if event.detail() > 1 {
            event.prevent_default();
        }
        if let Some(run) = on_press {
            run.run(());
        }
    };
    let drawing = move || {
        let shown = if pending.try_get().unwrap_or_default() { Some(Icon::Spinner) } else { icon };
        shown.map(Icon::view)
    };
    view! {
        <button
            type=kind
            class=variant.class()
            name=name
            value=value
            aria-label=spoken
            aria-busy=move || pending.try_get().unwrap_or_default().then_some("true")
            disabled=move || pending.try_get().unwrap_or_default()
            on:click=press
        >
            {drawing}
            {label}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] spoken: Option<String>,
) -> impl IntoView {
    view! {
        <a href=href class=variant.class() aria-label=spoken>
            {icon.map(Icon::view)}
            {label}
        </a>
    }
    .into_any()
}
