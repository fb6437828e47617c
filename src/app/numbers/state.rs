//! How a number stands, in words: the same wherever it is listed.

use leptos::prelude::*;

use crate::{
    app::{
        telling::Telling,
        ui::pill::{Pill, Tone},
    },
    domain::{
        answerer::{Answerer, AnswererKind},
        number::{CallsGoTo, NumberDetails, NumberSource, NumberState, NumberView},
        operation::OperationState,
    },
};

/// `standing` is how the last operation on it stands, where that is known.
pub fn word(number: &NumberView, standing: Option<OperationState>, w: Telling) -> (Tone, &'static str) {
    let (t, leave) = (&w.t.numbers, &w.t.managed.leave);
    let managed = number.source == NumberSource::Managed;
    let helped = |state: OperationState| (Tone::Warn, (w.t.operations.state)(state));
    // While it is set right, how that goes is the news.
    if let (Some(kind), NumberState::Ready | NumberState::Unassigned) = (number.drift, number.state) {
        return (Tone::Warn, (w.t.drift.pill)(kind));
    }
    match (number.state, standing) {
        (NumberState::Requested | NumberState::Importing, Some(OperationState::Waiting)) => {
            helped(OperationState::Waiting)
        }
        (NumberState::Releasing, Some(OperationState::Attention)) => helped(OperationState::Attention),
        (NumberState::Failed, _) if number.left => (Tone::Off, t.left),
        (NumberState::Releasing, _) if managed => (Tone::Busy, leave.being_released),
        (NumberState::Released, _) if managed => (Tone::Off, leave.released),
        (state, _) => (tone(state), (t.state)(state)),
    }
}

fn tone(state: NumberState) -> Tone {
    match state {
        NumberState::Requested | NumberState::Importing | NumberState::Releasing => Tone::Busy,
        NumberState::Ready => Tone::Ok,
        NumberState::Unassigned => Tone::Warn,
        NumberState::Failed => Tone::Bad,
        NumberState::Released => Tone::Off,
    }
}

/// Where its calls go, as far as that is known.
pub fn calls_go_to(number: &NumberDetails, w: Telling) -> Option<String> {
    let t = &w.t.numbers;
    Some(match number.calls_go_to.as_ref()? {
        CallsGoTo::Agent(agent) => (t.to_agent)(agent),
        CallsGoTo::Elsewhere(answerer) | CallsGoTo::Own(answerer) => (w.t.answerers.who)(answerer),
    })
}

/// Who takes its messages, as far as that is AVA's matter.
pub fn messages_go_to(number: &NumberDetails, w: Telling) -> String {
    let t = &w.t.numbers;
    match &number.messages_go_to {
        Some(answerer) if number.sms_enabled => (w.t.answerers.who)(answerer),
        _ if number.sms_enabled => t.sms_vapi.to_owned(),
        _ => t.sms_own.to_owned(),
    }
}

/// Of one that a person left to whoever answers it.
pub fn left_with(answerer: Option<&Answerer>, w: Telling) -> String {
    let unnamed = Answerer::nameless(AnswererKind::Assistant);
    (w.t.answerers.left)(answerer.unwrap_or(&unnamed))
}

pub fn pill(number: &NumberView, standing: Option<OperationState>, w: Telling) -> AnyView {
    let (tone, label) = word(number, standing, w);
    view! { <Pill tone=tone label=label/> }.into_any()
}
