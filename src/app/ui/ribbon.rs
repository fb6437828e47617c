//! The strip above the page that says whether the providers are real.

use super::icon::Icon;
use super::notice::NextStep;
use leptos::prelude::*;

/// A landmark of its own, so it needs a `label`.
#[component]
pub fn Ribbon(
    #[prop(into)] label: String,
    #[prop(into)] text: String,
    /// A second sentence, for where there is room.
    #[prop(into)]
    more: String,
    #[prop(optional)] next: Option<NextStep>,
) -> impl IntoView {
    view! {
        <aside class="ribbon" aria-label=label>
            {Icon::Flask.view()}
            <span>{text}<span class="more">" "{more}</span></span>
            {next.map(|next| view! { <a href=next.href>{next.label}</a> }.into_any())}
        </aside>
    }
    .into_any()
}
