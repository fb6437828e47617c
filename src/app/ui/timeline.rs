//! The steps of a longer job: where it stands, what came back, what it waits for.

use super::icon::Icon;
use super::time::{Moment, Time};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Waiting,
    Failed,
    Todo,
    Skipped,
}

impl StepState {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "step done",
            Self::Now => "step now",
            Self::Waiting => "step waiting",
            Self::Failed => "step failed",
            Self::Todo => "step todo",
            Self::Skipped => "step skipped",
        }
    }

    fn icon(self) -> Option<Icon> {
        match self {
            Self::Done => Some(Icon::Check),
            Self::Now => Some(Icon::Spinner),
            Self::Waiting => Some(Icon::Clock),
            Self::Failed => Some(Icon::X),
            Self::Skipped => Some(Icon::Skip),
            Self::Todo => None,
        }
    }
}

/// The list around [`Step`]s.
#[component]
pub fn Timeline(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ol class="steps" aria-label=label>{children()}</ol> }.into_any()
}

/// The provider's result: an id, a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub text: String,
    /// The full text, shown on hover.
    pub whole: String,
}

/// One step. Children are its buttons, such as "Connect" or "Try again".
#[component]
pub fn Step(
    state: StepState,
    /// The state as a word, for those who do not see the dot.
    #[prop(into)]
    state_label: String,
    #[prop(into)] title: String,
    #[prop(optional, into)] detail: Option<String>,
    #[prop(optional)] receipt: Option<Receipt>,
    #[prop(optional)] at: Option<Moment>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let current = (state == StepState::Now).then_some("step");
    view! {
        <li class=state.class() aria-current=current>
            <span class="dot">{state.icon().map(Icon::view)}</span>
            <div>
                <b>{title}</b>
                <span class="sr">" "{state_label}</span>
                {detail.map(|text| view! { <p>{text}</p> }.into_any())}
                {receipt.map(|it| view! { <p class="receipt" title=it.whole>{it.text}</p> }.into_any())}
                {children.map(|buttons| view! { <div class="actions">{buttons()}</div> }.into_any())}
            </div>
            {at.map(|at| view! { <Time at=at/> }.into_any())}
        </li>
    }
    .into_any()
}
