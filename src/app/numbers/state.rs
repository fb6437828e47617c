//! The state of a number in words: the same wherever it is listed.

use leptos::prelude::*;

use super::{AnswererTexts, DriftTexts, NumbersTexts};
use crate::{
    app::{
        i18n::Spoken,
        numbers::managed::ManagedTexts,
        operations::OperationsTexts,
        page_cx::PageCx,
        ui::pill::{Pill, Tone},
    },
    domain::{
        answerer::{Answerer, AnswererKind},
        number::{CallsGoTo, NumberDetails, NumberSource, NumberState, NumberView},
        operation::OperationState,
    },
};

/// `standing` is the state of the last operation on the number, if known.
pub fn word(number: &NumberView, standing: Option<OperationState>, cx: PageCx) -> (Tone, &'static str) {
    let (t, leave) = (NumbersTexts::spoken(cx.locale), &ManagedTexts::spoken(cx.locale).leave);
    let managed = number.source == NumberSource::Managed;
    let helped = |state: OperationState| (Tone::Warn, (OperationsTexts::spoken(cx.locale).state)(state));
    // While the number is being repaired, the state of the repair is shown instead.
    if let (Some(kind), NumberState::Ready | NumberState::Unassigned) = (number.drift, number.state) {
        return (Tone::Warn, (DriftTexts::spoken(cx.locale).pill)(kind));
    }
    match (number.state, standing) {
        (NumberState::Requested | NumberState::Importing, Some(OperationState::Waiting)) => {
            helped(OperationState::Waiting)
        }
        (NumberState::Releasing, Some(OperationState::NeedsAttention)) => {
            helped(OperationState::NeedsAttention)
        }
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

/// Says where the number's calls go, as far as that is known.
pub fn calls_go_to(number: &NumberDetails, cx: PageCx) -> Option<String> {
    let t = NumbersTexts::spoken(cx.locale);
    Some(match number.calls_go_to.as_ref()? {
        CallsGoTo::Agent(agent) => (t.to_agent)(agent),
        CallsGoTo::Elsewhere(answerer) | CallsGoTo::Own(answerer) => {
            (AnswererTexts::spoken(cx.locale).who)(answerer)
        }
    })
}

/// Says who takes the number's messages, as far as AVA is concerned with them.
pub fn messages_go_to(number: &NumberDetails, cx: PageCx) -> String {
    let t = NumbersTexts::spoken(cx.locale);
    match &number.messages_go_to {
        Some(answerer) if number.sms_enabled => (AnswererTexts::spoken(cx.locale).who)(answerer),
        _ if number.sms_enabled => t.sms_vapi.to_owned(),
        _ => t.sms_own.to_owned(),
    }
}

/// Says who answers a number that a person left as it was.
pub fn left_with(answerer: Option<&Answerer>, cx: PageCx) -> String {
    let unnamed = Answerer::nameless(AnswererKind::Assistant);
    (AnswererTexts::spoken(cx.locale).left)(answerer.unwrap_or(&unnamed))
}

pub fn pill(number: &NumberView, standing: Option<OperationState>, cx: PageCx) -> AnyView {
    let (tone, label) = word(number, standing, cx);
    view! { <Pill tone=tone label=label/> }.into_any()
}
