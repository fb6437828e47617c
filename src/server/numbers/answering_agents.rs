//! Agents and the numbers that they answer: the numbers' fate when an agent is deleted, or when its
//! assistant is made anew.

use super::{
    findings,
    operations::cancel_number,
    repo::{self as numbers, Number},
    service::{Import, stay_with, want_again},
};
use crate::{
    domain::{
        credential::Account,
        ids::{AgentId, OperationId},
        operation::{About, OperationKind, SubjectId},
        problem::{Problem, ProblemKind},
        removal::{Affected, AfterDeletion, DeleteAgentView},
        topic::Topic,
    },
    server::{
        agents::{repo, service::mirror, sync, views},
        audit::{Action, Change},
        bookable, credentials,
        cx::{Cx, Unit},
        operations::{
            cleanup::Cleanup,
            queue::{self, Cancel},
        },
    },
};

/// Shows the changes that deleting an agent makes: its numbers lose it.
pub async fn deletion(cx: &Cx, id: AgentId) -> Result<DeleteAgentView, Problem> {
    let mut tx = cx.read().await?;
    let agent = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let agents = repo::named(&mut tx).await?;
    let name = |id: &AgentId| agents.iter().find(|agent| agent.id == *id).map(|agent| agent.name.clone());
    let numbers = numbers::in_use(&mut tx).await?;
    let affected = |number: &Number| {
        let then = match without(number, &id)? {
            Without::StaysWith(other) => AfterDeletion::StaysWith(name(other)?),
            Without::GoesTo(other) => AfterDeletion::GoesTo(name(other)?),
            Without::Nobody if number.agent.is_some() => AfterDeletion::Nobody,
            Without::Nobody => AfterDeletion::Stops,
        };
        Some(Affected { e164: number.e164.clone(), then })
    };
    let numbers = numbers.iter().filter_map(affected).collect();
    let other_agents = agents.len() > 1;
    let has_own_booking = !bookable::own(&mut tx, &id).await?.is_nothing();
    let now = cx.services.clock.now_ms();
    Ok(DeleteAgentView { now, agent, numbers, other_agents, has_own_booking })
}

/// The agent that gets a number once the one that has it, or was to have it, is gone.
enum Without<'a> {
    Nobody,
    /// The agent that answers the number now.
    StaysWith(&'a AgentId),
    /// The agent that was to answer the number instead.
    GoesTo(&'a AgentId),
}

/// Returns `None` where the number has nothing to do with that agent.
fn without<'a>(number: &'a Number, gone: &AgentId) -> Option<Without<'a>> {
    match (&number.agent, &number.wanted_agent) {
        (Some(has), Some(wanted)) if wanted == gone && has != gone => Some(Without::StaysWith(has)),
        (Some(has), Some(wanted)) if has == gone && wanted != gone => Some(Without::GoesTo(wanted)),
        (has, wanted) => [has, wanted].into_iter().flatten().any(|id| id == gone).then_some(Without::Nobody),
    }
}

/// Deletes an agent: it is gone here at once, and a clean-up unbinds its numbers and deletes its
/// assistant. The second of two clicks leads to the operation of the first.
pub async fn delete(cx: &Cx, id: AgentId) -> Result<OperationId, Problem> {
    delete_if(cx, id, |_| Ok(())).await
}

/// Deletes an agent that is of the version that whoever asks has seen: `seen` looks at it in the transaction
/// that deletes it.
///
/// # Errors
/// Fails as `seen` does, or with `NotFound`.
pub async fn delete_if(
    cx: &Cx,
    id: AgentId,
    seen: impl FnOnce(i64) -> Result<(), Problem> + Send,
) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    let Some(agent) = repo::find(&mut tx, &id).await? else {
        let before = queue::latest(&mut tx, OperationKind::DeleteAgent, &SubjectId::Agent(id)).await?;
        return before.ok_or_else(|| ProblemKind::NotFound.into());
    };
    seen(agent.version)?;
    let name = Change::named(Some(&agent.spec.name), None);
    let mut tx = tx.recorded_with(Action::AgentDeleted, id.as_str(), &name).await?;
    let now = tx.now();
    let vapi_connected = credentials::connected(&mut tx).await?.has(Account::VAPI);
    let mut cleanup = Cleanup::default();
    let numbers = numbers::in_use(&mut tx).await?;
    for number in &numbers {
        match without(number, &id) {
            None => {}
            Some(Without::Nobody) => {
                cleanup.unbind_number(number, vapi_connected);
                cancel_number(&mut tx, number, now).await?;
                numbers::unassign(&mut tx, &number.id, now).await?;
            }
            // An operation under way may have bound the deleted agent already.
            Some(Without::StaysWith(other)) => stay_with(&mut tx, number, other).await?,
            // The operation that takes the number there goes on, or begins once more.
            Some(Without::GoesTo(other)) => {
                numbers::unprove(&mut tx, &number.id, now).await?;
                stay_with(&mut tx, number, other).await?;
            }
        }
    }
    if vapi_connected {
        cleanup.delete_assistant(&id, &agent.spec.name, agent.vapi_assistant_id.as_deref());
    }
    let subject = SubjectId::Agent(id.clone());
    let which: Vec<_> = OperationKind::cancelled_with(About::Agent)
        .map(|kind| Cancel { kind, subject: Some(subject.clone()) })
        .collect();
    queue::cancel(&mut tx, &which, now).await?;
    let (kind, name) = (OperationKind::DeleteAgent, agent.spec.name.as_str());
    let operation = cleanup.enqueue(&mut tx, kind, &subject, name).await?;
    repo::delete(&mut tx, &id).await?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(operation)
}

/// Makes a deleted assistant again, which happens only because a person says so. Its numbers point
/// to the former one, so they are bound anew.
pub async fn remake(cx: &Cx, id: AgentId) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let mut tx = tx.recorded(Action::AgentRemade, id.as_str()).await?;
    make_anew(&mut tx, &id).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Like [`remake`], for an agent whose assistant was just seen to be gone.
pub async fn remake_gone(tx: &mut Unit, id: &AgentId) -> Result<OperationId, Problem> {
    sync::gone(tx, id).await?;
    tx.record(Action::AgentRemade, id.as_str()).await?;
    make_anew(tx, id).await
}

async fn make_anew(tx: &mut Unit, id: &AgentId) -> Result<OperationId, Problem> {
    if !sync::remake(tx, id).await? {
        return Err(ProblemKind::Stale.into());
    }
    let operation = mirror(tx, id).await?;
    let now = tx.now();
    let numbers = numbers::in_use(tx).await?;
    let answered = |number: &Number| {
        number.agent.as_ref() == Some(id) && number.wanted_agent.as_ref().is_none_or(|wanted| wanted == id)
    };
    for number in numbers.into_iter().filter(answered) {
        numbers::unprove(tx, &number.id, now).await?;
        findings::settle(tx, &number.id).await?;
        let import = Import { number: number.e164, agent: Some(id.clone()), sms_enabled: number.sms_enabled };
        want_again(tx, &import).await?;
    }
    Ok(operation)
}
