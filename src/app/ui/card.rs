//! The white sheet that groups related content.

use super::{icon::Icon, pill::Tone};
use leptos::prelude::*;

/// A padded card. A `tone` colours its edge.
#[component]
pub fn Card(
    #[prop(optional)] tone: Option<Tone>,
    /// A heading, with a sentence under it.
    #[prop(optional, into)]
    title: Option<String>,
    #[prop(optional, into)] lead: Option<String>,
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Some(tone) => format!("card pad {}", tone.class()),
        None => "card pad".to_owned(),
    };
    let head = title.map(|title| {
        view! {
            <header class="card-head">
                <div>
                    <h2>{title}</h2>
                    {lead.map(|text| view! { <p>{text}</p> }.into_any())}
                </div>
            </header>
        }
        .into_any()
    });
    view! { <section class=class>{head}{children()}</section> }.into_any()
}

/// A card that is one line until it is opened, without a script.
#[component]
pub fn FoldedCard(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="card fold" open=open>
            <summary class="button quiet">{Icon::ChevronDown.view()}{summary}</summary>
            <div>{children()}</div>
        </details>
    }
    .into_any()
}
