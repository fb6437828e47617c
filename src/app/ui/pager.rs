//! Further pages of a list.

use super::button::ButtonLink;
use super::icon::Icon;
use super::notice::NextStep;
use leptos::prelude::*;

/// Links back to the first page and on to the next; nothing if there is one page.
pub fn pager(label: &'static str, first: Option<NextStep>, next: Option<NextStep>) -> Option<AnyView> {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=label>
                <span>
                    {first.map(|to| view! { <ButtonLink href=to.href label=to.label icon=Icon::Back/> })}
                </span>
                <span>{next.map(|to| view! { <ButtonLink href=to.href label=to.label/> })}</span>
            </nav>
        }
        .into_any()
    })
}
