//! Takes a number's calls, and its messages where Vapi is to have them, from their answerer: only
//! with a person's agreement to exactly that, and never so that two are set to answer.

use super::import::is_or_was_own;
use crate::{
    domain::{
        answerer::{Answerer, AnswererKind},
        operation::WaitingFor,
        problem::{Problem, ProblemKind},
        provider::vapi::VapiRegion,
    },
    server::{
        numbers::{
            answering::{self, Stranger},
            findings,
            repo::{self as numbers, Number},
        },
        operations::{
            queue::Question,
            step::{Effect, Flow, StepCx, StepError},
        },
        providers::{
            twilio::{TwilioAuth, TwilioNumber},
            vapi::{NumberField, VapiAuth, VapiNumber},
        },
    },
};

/// The former answerers that a person agreed to take the number from.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) from: Vec<Answerer>,
    /// The former answerer of the messages, where Vapi answers them from now on.
    pub(super) messages: Option<Answerer>,
    /// The fields to clear at Vapi before an assistant is set.
    pub(super) cleared: Vec<NumberField>,
}

/// The answerers that lose the number when this assistant is to answer it; asks about each that
/// nobody agreed to. `there` is the number at Vapi, if it is there.
pub(super) async fn taken(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    assistant: &str,
    there: Option<&VapiNumber>,
    at_twilio: &TwilioNumber,
) -> Result<Taken, StepError> {
    if at_twilio.is_on_trunk_or_app() {
        return Err(ProblemKind::NumberOnTrunkOrApp.into());
    }
    let mut taken = Taken::default();
    let calls = answering::calls(at_twilio, vapi.region);
    if !matches!(calls.answerer.kind, AnswererKind::Nobody | AnswererKind::Vapi) {
        agreed(cx, WaitingFor::Takeover, &calls)?;
        taken.from.push(calls.answerer);
    }
    for stranger in there.map(answering::at_vapi).unwrap_or_default() {
        let kind = stranger.answerer.kind;
        if kind == AnswererKind::Hook {
            return Err(ProblemKind::AnswererStays(kind).into());
        }
        let stranger = if kind == AnswererKind::Assistant {
            // The number moves from one agent of this org to another, as asked.
            if stranger.key == assistant || is_or_was_own(cx, &stranger.key).await? {
                continue;
            }
            match named(cx, vapi, stranger).await? {
                Some(named) => named,
                // The number is bound to an assistant that is gone: nobody answers.
                None => continue,
            }
        } else {
            stranger
        };
        agreed(cx, WaitingFor::Takeover, &stranger)?;
        taken.cleared.extend(field(kind).filter(|_| silences(kind)));
        taken.from.push(stranger.answerer);
    }
    Ok(taken)
}

async fn named(cx: &StepCx<'_>, vapi: &VapiAuth, stranger: Stranger) -> Result<Option<Stranger>, StepError> {
    let name = match cx.services.providers.vapi.get_assistant(&cx.call(), vapi, &stranger.key).await {
        Ok(assistant) => assistant.name.unwrap_or(assistant.id),
        Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => return Ok(None),
        Err(problem) => return Err(problem.into()),
    };
    Ok(Some(Stranger { answerer: Answerer::named(AnswererKind::Assistant, name), ..stranger }))
}

/// The answerer of messages that Vapi is to have. `None`: Vapi is to have none, or a person left
/// them where they go.
pub(super) async fn messages(
    cx: &StepCx<'_>,
    number: &Number,
    twilio: &TwilioAuth,
    at_twilio: &TwilioNumber,
    region: VapiRegion,
) -> Result<Option<Stranger>, StepError> {
    if !wants_messages(cx, number).await? {
        return Ok(None);
    }
    let services = cx.services.providers.twilio.numbers_of_services(&cx.call(), twilio).await?;
    let service = services.get(&at_twilio.sid).map(String::as_str);
    Ok(Some(answering::messages(at_twilio, service, region)))
}

/// Whether Vapi is to have the number's messages, as far as people have decided.
pub(super) async fn wants_messages(cx: &StepCx<'_>, number: &Number) -> Result<bool, StepError> {
    if !number.sms_enabled {
        return Ok(false);
    }
    let mut tx = cx.read().await?;
    Ok(!findings::leaves_messages(&mut tx, &number.id).await?)
}

/// Asks before Vapi gets messages that somebody else answers.
pub(super) fn may_have_messages(cx: &StepCx<'_>, found: &Stranger) -> Result<(), StepError> {
    match found.answerer.kind {
        AnswererKind::Nobody | AnswererKind::Vapi => Ok(()),
        _ => agreed(cx, WaitingFor::Messages, found),
    }
}

/// The answerer that loses messages once Vapi has them. A messaging service, or an application,
/// answers for as long as it has the number.
pub(super) fn loses_messages(found: Stranger) -> Option<Answerer> {
    let kind = found.answerer.kind;
    let answers = !matches!(kind, AnswererKind::Nobody | AnswererKind::Vapi);
    (answers && kind.can_be_replaced()).then_some(found.answerer)
}

fn agreed(cx: &StepCx<'_>, asks: WaitingFor, stranger: &Stranger) -> Result<(), StepError> {
    if cx.operation.agreed_to(&stranger.key) {
        return Ok(());
    }
    let Answerer { kind, name } = &stranger.answerer;
    let question = Question { key: stranger.key.clone(), about: kind.code(), name: name.clone() };
    let error = match asks {
        WaitingFor::Messages => StepError::waits(ProblemKind::MessagesElsewhere, asks),
        _ => StepError::waits(ProblemKind::LinkedElsewhere, asks).with_effect(answered_elsewhere(cx)),
    };
    Err(StepError { question: Some(Box::new(question)), ..error })
}

/// A number that another assistant answers is not ready, whatever was proved.
fn answered_elsewhere(cx: &StepCx<'_>) -> Effect {
    let (services, subject) = (cx.services.clone(), cx.operation.subject.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            numbers::unprove(tx, subject.number()?, services.clock.now_ms()).await?;
            Ok(Flow::Next)
        })
    })
}

/// Whether this kind of answerer answers also where an assistant is set, or keeps that from
/// answering. The server and the forwarding do not: left, they answer again once nobody else does.
const fn silences(kind: AnswererKind) -> bool {
    matches!(kind, AnswererKind::Squad | AnswererKind::Workflow)
}

/// The field of the number at Vapi that sets this kind of answerer.
pub(super) const fn field(kind: AnswererKind) -> Option<NumberField> {
    match kind {
        AnswererKind::Assistant => Some(NumberField::Assistant),
        AnswererKind::Squad => Some(NumberField::Squad),
        AnswererKind::Workflow => Some(NumberField::Workflow),
        AnswererKind::Server => Some(NumberField::Server),
        AnswererKind::Forwarding => Some(NumberField::Forwarding),
        _ => None,
    }
}

/// The answerer beside, or instead of, an assistant that is set.
pub(super) fn other_answerer(number: &VapiNumber) -> Option<AnswererKind> {
    let mut found = answering::at_vapi(number).into_iter().map(|found| found.answerer.kind);
    found.find(|kind| silences(*kind) || *kind == AnswererKind::Hook)
}

/// Has the assistant answer. Answerers that would answer in its place are cleared first, and that
/// is read back: no assistant is set beside them. Idempotent: whole values.
pub(super) async fn bind(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    id: &str,
    assistant: &str,
    cleared: &[NumberField],
) -> Result<VapiNumber, StepError> {
    if !cleared.is_empty() {
        clear(cx, vapi, id, cleared).await?;
    }
    Ok(cx.services.providers.vapi.bind_phone_number(&cx.call(), vapi, id, assistant).await?)
}

/// Clears these fields at Vapi, and reads that back from its answer. No document says that they can
/// be cleared.
pub(super) async fn clear(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    id: &str,
    fields: &[NumberField],
) -> Result<(), StepError> {
    let stays = |number: &VapiNumber| {
        let mut left = answering::at_vapi(number).into_iter().map(|found| found.answerer.kind);
        left.find(|kind| field(*kind).is_some_and(|field| fields.contains(&field)))
    };
    match cx.services.providers.vapi.unbind_phone_number(&cx.call(), vapi, id, fields).await {
        Ok(number) => match stays(&number) {
            Some(kind) => Err(ProblemKind::AnswererStays(kind).into()),
            None => Ok(()),
        },
        Err(Problem { kind: ProblemKind::Rejected(_), .. }) => {
            let there = cx.services.providers.vapi.get_phone_number(&cx.call(), vapi, id).await?;
            Err(stays(&there).map_or(ProblemKind::NotProved, ProblemKind::AnswererStays).into())
        }
        Err(problem) => Err(problem.into()),
    }
}
