//! The coloured tile with a letter that stands for a service.

use leptos::prelude::*;

/// The tile's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    Teal,
    Rose,
}

impl Tint {
    fn class(self) -> &'static str {
        match self {
            Self::Teal => "mark teal",
            Self::Rose => "mark rose",
        }
    }
}

/// Decoration beside a name, so hidden from screen readers.
#[component]
pub fn Mark(#[prop(into)] letter: String, tint: Tint) -> impl IntoView {
    view! { <span class=tint.class() aria-hidden="true">{letter}</span> }.into_any()
}
