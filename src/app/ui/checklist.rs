//! The few steps to a first success, in order, each a link to where it is done.

use super::icon::Icon;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Done,
    Current,
    /// Under way by itself.
    Checking,
    Todo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckItem {
    pub title: String,
    /// The result of the step, or why it is next.
    pub detail: String,
    pub href: String,
    pub state: CheckState,
    /// The state as a word, for those who do not see the number.
    pub state_label: String,
}

/// The steps side by side where there is room, else one under the other.
#[component]
pub fn Checklist(#[prop(into)] label: String, items: Vec<CheckItem>) -> impl IntoView {
    let items: Vec<AnyView> = items.into_iter().enumerate().map(item).collect();
    view! {
        <nav class="card checklist" aria-label=label>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}

fn item((at, item): (usize, CheckItem)) -> AnyView {
    let (class, current) = match item.state {
        CheckState::Done => ("done", None),
        CheckState::Current => ("current", Some("step")),
        CheckState::Checking | CheckState::Todo => ("todo", None),
    };
    let spoken = format!("{}, {}", item.title, item.state_label);
    let number = match item.state {
        CheckState::Done => Icon::Check.view(),
        CheckState::Checking => Icon::Clock.view(),
        CheckState::Current | CheckState::Todo => (at + 1).to_string().into_any(),
    };
    view! {
        <li class=class>
            <span class="n" aria-hidden="true">{number}</span>
            <div>
                <a href=item.href aria-current=current aria-label=spoken>{item.title}</a>
                <p>{item.detail}</p>
            </div>
        </li>
    }
    .into_any()
}
