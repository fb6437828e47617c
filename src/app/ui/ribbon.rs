//! The strip above the page that says in which world one is.

use super::icon::Icon;
use super::notice::NextStep;
use leptos::prelude::*;

/// A landmark of its own, so it needs a `label`.
#[component]
pub fn Ribbon(
    #[prop(into)] label: String,
    #[prop(into)] text: String,
    #[prop(optional)] next: Option<NextStep>,
) -> impl IntoView {
    view! {
        <aside class="ribbon" aria-label=label>
            {Icon::Flask.view()}
            <span>{text}</span>
            {next.map(|next| view! { <a href=next.href>{next.label}</a> }.into_any())}
        </aside>
    }
    .into_any()
}
