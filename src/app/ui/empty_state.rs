//! A place with nothing in it yet: what this is, why one wants it, the first step.

use super::icon::Icon;
use leptos::prelude::*;

/// Children are the buttons of the first step.
#[component]
pub fn EmptyState(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            {icon.view()}
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|buttons| view! { <div class="actions">{buttons()}</div> }.into_any())}
        </section>
    }
    .into_any()
}
