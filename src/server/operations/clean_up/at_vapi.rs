//! Vapi's side: numbers and assistants.

use super::{accounts, ends};
use crate::{
    domain::{
        operation::{Action, Receipt, Target},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{
        agents::repo as agents,
        numbers::repo as numbers,
        operations::step::{Done, StepCx, StepResult, nothing},
    },
};

fn gone(object: Option<&str>) -> Done {
    let object = object.map(str::to_owned);
    Done::skipped(Receipt { action: Action::AlreadyGone, provider: Some(Provider::Vapi), object })
}

/// Deletes the number at Vapi, and one that an import made whose answer was
/// lost. Idempotent: what is not there counts as deleted.
pub async fn remove_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164 }) = &cx.step.target else { return Err(Kind::Internal.into()) };
    let vapi = accounts::vapi(cx).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find_releasing(&mut tx, &cx.operation.org, id).await?;
    drop(tx);
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let known = number.as_ref().and_then(|number| number.vapi_phone_id.clone());
    let mut deleted = None;
    if let Some(known) = &known
        && client.delete_phone_number(&call, &vapi, known).await?
    {
        deleted = Some(known.clone());
    }
    // Whose account it is of, the escrow or the org's own credential tells.
    if let Some(found) = client.find_phone_number(&call, &vapi, e164).await?
        && Some(&found.id) != known.as_ref()
        && found.twilio_account_sid == ends::account_sid(cx).await?
        && client.delete_phone_number(&call, &vapi, &found.id).await?
    {
        deleted = Some(found.id);
    }
    let effect = ends::number_effect(cx, id);
    let done = match deleted {
        Some(object) => Done::new(Receipt::of(Action::RemovedNumber, Provider::Vapi, &object), effect),
        None => Done { effect, ..gone(known.as_deref()) },
    };
    Ok(done)
}

/// Leaves the number without an agent, unless somebody else answers it by now.
/// Idempotent: the same value, set again.
pub async fn unbind_at_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else { return Err(Kind::Internal.into()) };
    let vapi = accounts::vapi(cx).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find(&mut tx, &cx.operation.org, id).await?;
    let Some((number, known)) = number
        .and_then(|number| Some((number.vapi_phone_id.clone()?, number)))
        .map(|(known, number)| (number, known))
    else {
        return Ok(gone(None));
    };
    let left = |known: &str| Done::skipped(Receipt::of(Action::LeftBound, Provider::Vapi, known));
    // Somebody was chosen since, and an import binds them.
    if number.wanted_agent.is_some() {
        return Ok(left(&known));
    }
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let found = match client.get_phone_number(&call, &vapi, &known).await {
        Ok(found) => found,
        Err(Problem { kind: Kind::GoneAt(_), .. }) => return Ok(gone(Some(&known))),
        Err(problem) => return Err(problem.into()),
    };
    let ours = match &found.assistant_id {
        None => return Ok(Done::skipped(Receipt::of(Action::UnboundNumber, Provider::Vapi, &known))),
        Some(bound) => {
            let leaves = |step: &crate::server::operations::queue::Step| matches!(&step.target, Some(Target::Agent { assistant: Some(assistant), .. }) if assistant == bound);
            cx.operation.steps.iter().any(leaves)
                || agents::has_assistant(&mut tx, &cx.operation.org, bound).await?
        }
    };
    drop(tx);
    if !ours {
        return Ok(left(&known));
    }
    client.unbind_phone_number(&call, &vapi, &known).await?;
    Ok(Done::new(Receipt::of(Action::UnboundNumber, Provider::Vapi, &known), nothing()))
}

/// Deletes the assistant that mirrored an agent, found by the agent's id where
/// its own is not known. Idempotent: what is not there counts as deleted.
pub async fn delete_assistant(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Agent { id, assistant, .. }) = &cx.step.target else {
        return Err(Kind::Internal.into());
    };
    let vapi = accounts::vapi(cx).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let mut deleted = None;
    if let Some(known) = assistant
        && client.delete_assistant(&call, &vapi, known).await?
    {
        deleted = Some(known.clone());
    }
    // One that was made meanwhile, and whose answer was lost.
    if let Some(found) = client.find_assistant(&call, &vapi, id).await?
        && client.delete_assistant(&call, &vapi, &found.id).await?
    {
        deleted = Some(found.id);
    }
    Ok(match deleted {
        Some(object) => {
            Done::new(Receipt::of(Action::DeletedAssistant, Provider::Vapi, &object), ends::agent_effect(cx))
        }
        None => Done { effect: ends::agent_effect(cx), ..gone(assistant.as_deref()) },
    })
}
