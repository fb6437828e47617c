//! Facts in pairs: a term and its value.

use leptos::prelude::*;

/// The list around [`Fact`]s. `boxed` sets it off from the card it stands in.
#[component]
pub fn DataList(#[prop(optional)] boxed: bool, children: Children) -> impl IntoView {
    let class = if boxed { "facts boxed" } else { "facts" };
    view! { <dl class=class>{children()}</dl> }.into_any()
}

/// A term with its value.
#[component]
pub fn Fact(#[prop(into)] term: String, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
    .into_any()
}
