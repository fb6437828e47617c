//! Vapi's side of a clean-up: numbers and assistants.

use super::ends;
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        number::NumberSource,
        operation::{Action, Target},
        phone::E164,
        problem::{Problem, ProblemKind},
    },
    server::{
        numbers::{
            answering::{self, Stranger},
            operations::{
                carry_to_vapi::is_placing,
                import::{is_or_was_own, vapi_name},
                takeover,
            },
            repo as numbers,
        },
        operations::step::{StepCx, StepError, StepOutput, StepResult},
        provider_auth::accounts,
        providers::vapi::VapiNumber,
    },
};

/// Deletes the number at Vapi, also one made by an import whose answer was lost. Idempotent: a
/// number that is not there counts as deleted.
pub async fn remove_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164, source, vapi_phone_id: known, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    // A number that a worker is making there is deleted once it is there.
    let mut tx = cx.read().await?;
    if is_placing(&mut tx, &cx.operation.id, e164.as_str()).await? {
        return Err(ProblemKind::Unavailable(Account::VAPI.provider).into());
    }
    drop(tx);
    let vapi = accounts::vapi(cx).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let mut deleted = None;
    if let Some(known) = known
        && client.delete_phone_number(&call, &vapi, known).await?
    {
        deleted = Some(known.clone());
    }
    let mut left = None;
    let account = ends::account_sid(cx, *source).await?;
    if let Some(found) = client.find_phone_number(&call, &vapi, e164, account.as_deref()).await?
        && Some(&found.id) != known.as_ref()
    {
        if !made_here(cx, e164, *source, &found).await? {
            left = Some(found.id);
        } else if client.delete_phone_number(&call, &vapi, &found.id).await? {
            deleted = Some(found.id);
        }
    }
    let effect = ends::number_effect(cx, id, e164);
    let done = match (deleted, left) {
        (Some(object), _) => StepOutput::new(cx.receipt(Action::RemovedNumber, &object), effect),
        (None, Some(theirs)) => {
            StepOutput { effect, ..StepOutput::skipped(cx.receipt(Action::LeftAtVapi, &theirs)) }
        }
        (None, None) => StepOutput { effect, ..cx.gone(known.as_deref()) },
    };
    Ok(done)
}

/// Whether an import made the number: it has the name that AVA gives, and is of this Twilio
/// account, which the escrow or the org's own credential tells. AVA does not touch a number that a
/// person made there.
async fn made_here(
    cx: &StepCx<'_>,
    e164: &E164,
    source: NumberSource,
    found: &VapiNumber,
) -> Result<bool, StepError> {
    let named = found.name.as_deref() == Some(vapi_name(e164).as_str());
    Ok(named
        && found.twilio_account_sid.is_some()
        && found.twilio_account_sid == ends::account_sid(cx, source).await?)
}

/// Leaves the number without an agent. An answerer from elsewhere stays, unless a person agreed to
/// take it off. A number made by an import whose answer was lost is found, and known from then on.
/// Idempotent: the same value, set again.
pub async fn unbind_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let vapi = accounts::vapi(cx).await?;
    let mut tx = cx.read().await?;
    let number = numbers::find(&mut tx, id).await?;
    drop(tx);
    let Some(number) = number else { return Ok(cx.gone(None)) };
    let known = number.vapi_phone_id.as_deref();
    // An agent was chosen since, and an import binds it.
    if number.wanted_agent.is_some() {
        return Ok(left(cx, known));
    }
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let found = match known {
        Some(known) => match client.get_phone_number(&call, &vapi, known).await {
            Ok(found) => Some(found),
            Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => None,
            Err(problem) => return Err(problem.into()),
        },
        None => {
            let account = ends::account_sid(cx, number.source).await?;
            let found = client.find_phone_number(&call, &vapi, e164, account.as_deref()).await?;
            match found {
                Some(found) if made_here(cx, e164, number.source, &found).await? => Some(found),
                _ => None,
            }
        }
    };
    let Some(found) = found else { return Ok(cx.gone(known)) };
    let (mut taken_off, mut stays) = (Vec::new(), false);
    for Stranger { answerer, key } in answering::at_vapi(&found) {
        let own = answerer.kind == AnswererKind::Assistant && is_or_was_own(cx, &key).await?;
        match takeover::field(answerer.kind).filter(|_| own || cx.operation.agreed_to(&key)) {
            Some(field) => taken_off.push(field),
            None => stays = true,
        }
    }
    if taken_off.is_empty() && stays {
        return Ok(left(cx, Some(&found.id)));
    }
    if !taken_off.is_empty() {
        takeover::clear(cx, &vapi, &found.id, &taken_off).await?;
    }
    let receipt = cx.receipt(Action::UnboundNumber, &found.id);
    let (skipped, effect) = (taken_off.is_empty(), ends::found_effect(cx, id, found.id));
    Ok(StepOutput { skipped, ..StepOutput::new(receipt, effect) })
}

fn left(cx: &StepCx<'_>, object: Option<&str>) -> StepOutput {
    let object = object.map(str::to_owned);
    StepOutput::skipped(cx.receipt_about(Action::LeftBound, object))
}
