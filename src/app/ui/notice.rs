//! A sentence that must be seen: what happened, whose it is, what to do next.

use super::button::ButtonLink;
use super::icon::Icon;
use super::pill::Tone;
use leptos::prelude::*;

/// The link of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    pub href: String,
    pub label: String,
}

/// A banner within the page. Bad news interrupts a screen reader, the rest waits.
#[component]
pub fn Notice(
    tone: Tone,
    #[prop(into)] text: String,
    #[prop(optional, into)] title: Option<String>,
    /// Somebody else's words, below those of AVA.
    #[prop(optional, into)]
    quote: Option<String>,
    #[prop(optional)] next: Option<NextStep>,
    /// The id to quote to support, already with its word: "Reference 4f2a…".
    #[prop(optional, into)]
    reference: Option<String>,
    /// A form that does what the text speaks of.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    let icon = if tone == Tone::Off { Icon::Info } else { tone.icon() };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {icon.view()}
            <div>
                {title.map(|title| view! { <b>{title}</b> }.into_any())}
                <p>{text}</p>
                {quote.map(|words| view! { <p class="quote">{words}</p> }.into_any())}
                {reference.map(|text| view! { <p class="ref">{text}</p> }.into_any())}
                {children.map(|form| form())}
            </div>
            {next.map(|next| view! { <ButtonLink href=next.href label=next.label/> }.into_any())}
        </div>
    }
    .into_any()
}
