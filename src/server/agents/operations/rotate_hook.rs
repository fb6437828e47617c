//! `rotate_hook` gives the events of an organisation's calls another address with another secret. The
//! former one answers until every assistant has the new one, and then no more.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use super::sync::{hears, target};
use crate::{
    domain::{
        credential::Account,
        ids::{AgentId, OperationId},
        operation::{Action, OperationKind, Receipt, StepKind, SubjectId, Target},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        agents::{repo, sync},
        audit,
        credentials::{self, decryptor::Purpose},
        cx::{Cx, Unit},
        db::OrgTx,
        operations::{
            handler::{DAY, OperationHandler, Retried, StepDef, Steps},
            queue::{self, Plan, Planned},
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        vapi_hooks,
    },
};

const SUBJECT: SubjectId = SubjectId::Provider(Account::VAPI.provider);

pub struct RotateHook;

impl OperationHandler for RotateHook {
    const KIND: OperationKind = OperationKind::RotateHook;
    const STEPS: Steps = Steps::Planned(&[
        StepDef::new(StepKind::MakeHook, |cx| make_hook(cx).boxed()),
        StepDef::new(StepKind::TellAssistant, |cx| tell_assistant(cx).boxed()),
        StepDef::new(StepKind::EndHook, |cx| end_hook(cx).boxed()),
    ]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Agents, Topic::Calls];

    /// Begins anew with the assistants that there are now.
    fn retry<'a>(tx: &'a mut Unit, _: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move {
            begins(tx).await?;
            begin(tx).await
        })
    }
}

/// Asks for another address. While one is being made there is no second: whoever asks is led to the
/// operation of the first.
///
/// # Errors
/// Fails with `FeatureOff` where Vapi cannot reach this installation, and with `NotConnected`.
pub async fn rotate(cx: &Cx) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    if let Some(open) = open(&mut tx).await? {
        return Ok(open);
    }
    if !vapi_hooks::is_reachable(&cx.services.config) {
        return Err(ProblemKind::FeatureOff.into());
    }
    begins(&mut tx).await?;
    let mut tx = tx.recorded(audit::Action::HookRotated, "").await?;
    let operation = begin(&mut tx).await?;
    tx.publish(RotateHook::TOPICS);
    tx.commit().await?;
    Ok(operation)
}

/// The rotation that is under way.
pub async fn open(tx: &mut OrgTx) -> Result<Option<OperationId>, sqlx::Error> {
    queue::find_open(tx, RotateHook::KIND, &SUBJECT).await
}

async fn begins(tx: &mut OrgTx) -> Result<(), Problem> {
    let row = credentials::find(tx, Account::VAPI).await?;
    row.map(drop).ok_or_else(|| ProblemKind::NotConnected(Account::VAPI.provider).into())
}

/// Enqueues the rotation, with a step for each assistant.
async fn begin(tx: &mut Unit) -> Result<OperationId, Problem> {
    let mut steps: Vec<Planned> = vec![StepKind::MakeHook.into()];
    for agent in repo::named(tx).await? {
        if agent.assistant_id.is_some() {
            let target = Target::Agent { id: agent.id, name: agent.name, assistant: agent.assistant_id };
            steps.push(Planned { kind: StepKind::TellAssistant, target: Some(target) });
        }
    }
    steps.push(StepKind::EndHook.into());
    let plan = Plan { kind: RotateHook::KIND, subject: &SUBJECT, label: "", steps: &steps };
    let (services, by) = (tx.services().clone(), tx.user().clone());
    let operation = match queue::open(&services, tx, &by, &plan).await? {
        Some(operation) => operation,
        None => open(tx).await?.ok_or(ProblemKind::Stale)?,
    };
    queue::hold(tx).await?;
    Ok(operation)
}

/// Makes the address in the transaction of its receipt: once, however often the step runs. From then
/// on whatever mirrors an agent gives that to its assistant.
async fn make_hook(cx: &StepCx<'_>) -> StepResult {
    let services = cx.services.clone();
    Ok(StepOutput::new(
        Receipt::bare(Action::MadeHook),
        Box::new(move |tx| {
            Box::pin(async move {
                vapi_hooks::forget_unused(tx).await?;
                vapi_hooks::make(&services, tx).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Idempotent: it sets whole values.
async fn tell_assistant(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Agent { id, .. }) = &cx.step.target else { return Err(ProblemKind::Internal.into()) };
    let AssistantUpdate { action, assistant, effect } = set_address(cx, id).await?;
    match (action, assistant) {
        (Action::AlreadyGone, assistant) => Ok(StepOutput { effect, ..cx.gone(assistant.as_deref()) }),
        (action, assistant) => Ok(StepOutput::new(cx.receipt_about(action, assistant), effect)),
    }
}

/// Ends the former addresses. An agent that got its assistant while the others were told may have been
/// given a former one, and is told first.
async fn end_hook(cx: &StepCx<'_>) -> StepResult {
    let mut tx = cx.read().await?;
    let left = sync::with_former_hook(&mut tx).await?;
    drop(tx);
    if let Some(id) = left {
        let AssistantUpdate { action, assistant, effect } = set_address(cx, &id).await?;
        let again: Effect = Box::new(move |tx| {
            Box::pin(async move {
                effect(tx).await?;
                Ok(Flow::Again)
            })
        });
        return Ok(StepOutput::new(cx.receipt_about(action, assistant), again));
    }
    Ok(StepOutput::new(
        Receipt::bare(Action::EndedHook),
        Box::new(|tx| {
            Box::pin(async move {
                if sync::with_former_hook(tx).await?.is_some() {
                    return Ok(Flow::Again);
                }
                vapi_hooks::forget_unused(tx).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// The result of giving an assistant the address.
struct AssistantUpdate {
    action: Action,
    assistant: Option<String>,
    effect: Effect,
}

async fn set_address(cx: &StepCx<'_>, id: &AgentId) -> Result<AssistantUpdate, StepError> {
    let mut tx = cx.read().await?;
    let known = repo::find(&mut tx, id).await?.and_then(|agent| agent.vapi_assistant_id);
    drop(tx);
    let Some(assistant) = known else { return Ok(not_set(id, Action::AlreadyGone, None)) };
    let target = target(cx).await?.ok_or(ProblemKind::FeatureOff)?;
    let vapi = cx.vapi(Purpose::SyncAgent).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let there = match client.get_assistant(&call, &vapi, &assistant).await {
        Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => {
            return Ok(not_set(id, Action::AlreadyGone, Some(assistant)));
        }
        there => there?,
    };
    // A server of somebody else's stays: what it is for, AVA does not know.
    if there.server_url().is_some_and(|url| !vapi_hooks::is_ours(cx.services, url)) {
        return Ok(not_set(id, Action::LeftServer, Some(assistant)));
    }
    let told = client.tell_assistant(&call, &vapi, &assistant, target.listener(false)).await?;
    let (id, tells) = (id.clone(), told.tells(&target.url));
    let effect: Effect = Box::new(move |tx| {
        Box::pin(async move {
            let is_newest = hears(tx, &id, &target, tells).await?;
            Ok(if is_newest { Flow::Next } else { Flow::Again })
        })
    });
    Ok(AssistantUpdate { action: Action::ToldAssistant, assistant: Some(assistant), effect })
}

/// An assistant that has no address of AVA's: none is kept for it.
fn not_set(id: &AgentId, action: Action, assistant: Option<String>) -> AssistantUpdate {
    let id = id.clone();
    let effect: Effect = Box::new(move |tx| {
        Box::pin(async move {
            sync::hears_nothing(tx, &id).await?;
            Ok(Flow::Next)
        })
    });
    AssistantUpdate { action, assistant, effect }
}
