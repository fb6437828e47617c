//! `sync_agent` mirrors an agent to its Vapi assistant.
//!
//! It pushes the committed version, after the commit, and pushes again when a newer one was saved
//! meanwhile. A change or deletion that somebody made at Vapi is not overwritten: a person decides.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use crate::{
    domain::{
        agent::{AgentForm, HookState, changed_there},
        credential::Account,
        ids::AgentId,
        operation::{Action, OperationKind, StepKind, WaitingFor},
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        agents::{
            repo::{self, Agent},
            sync,
        },
        bookable::Offer,
        credentials::{self, decryptor::Purpose},
        db::OrgTx,
        operations::{
            handler::{DAY, Failure, OperationHandler, StepDef, Steps},
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::accounts,
        providers::vapi::{Assistant, VapiAuth},
        vapi_hooks::{self, Target},
    },
};

pub struct SyncAgent;

impl OperationHandler for SyncAgent {
    const KIND: OperationKind = OperationKind::SyncAgent;
    const STEPS: Steps =
        Steps::Always(&[StepDef::new(StepKind::PlaceAssistant, |cx| place_assistant(cx).boxed())]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Agents, Topic::Integrations];

    /// Records a failure before the step had read the agent; see [`failed`].
    fn failed<'a>(
        Failure { operation, .. }: Failure<'a>,
        tx: &'a mut OrgTx,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            sync::failed(tx, operation.subject.agent()?, None).await?;
            Ok(())
        })
    }
}

/// Idempotent: an update sets the whole committed version; a create is only made when no assistant
/// carries this agent's id, so an assistant whose answer was lost is found. An assistant that was
/// deleted at Vapi is never re-created.
async fn place_assistant(cx: &StepCx<'_>) -> StepResult {
    let id = cx.operation.subject.agent()?.clone();
    let mut tx = cx.read().await?;
    let agent = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    // An assistant that a clean-up is about to delete must not be taken for ours.
    if accounts::has_cleanup_under_way(&mut tx, id.as_str(), Account::VAPI).await? {
        return Err(StepError::waits(ProblemKind::AssistantReleasing, WaitingFor::Operation));
    }
    let books = Offer::read(&mut tx).await?.books(&id);
    drop(tx);
    cx.on_failure(failed(&id, agent.version));
    let vapi = cx.vapi(Purpose::SyncAgent).await?;
    let target = target(cx).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let existing = match &agent.vapi_assistant_id {
        Some(known) => {
            let there = client
                .get_assistant(&call, &vapi, known)
                .await
                .map_err(|problem| or_gone(&agent, problem))?;
            Some((there, Action::UpdatedAssistant))
        }
        None => client
            .find_assistant(&call, &vapi, &id)
            .await?
            .map(|assistant| (assistant, Action::AdoptedAssistant)),
    };
    let (assistant, action) = match existing {
        Some((there, action)) => {
            (Box::pin(push(cx, &vapi, &agent, &there, (target.as_ref(), books))).await?, action)
        }
        None if !cx.may_make(Account::VAPI).await? => return Ok(StepOutput::again()),
        None => {
            let listener = target.as_ref().map(|target| target.listener(books));
            let made = client.create_assistant(&call, &vapi, &id, &agent.spec, listener).await?;
            (made, Action::CreatedAssistant)
        }
    };
    let receipt = cx.receipt(action, &assistant.id);
    let told = target.as_ref().is_some_and(|target| assistant.tells(&target.url));
    let (pushed, now) = (agent.version, cx.services.clock.now_ms());
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                // The form as Vapi has it, which need not be to the letter what was sent.
                let holds = assistant.as_form();
                if let Some(vapi_org) = assistant.org_id {
                    credentials::learn_vapi_org(tx, &vapi_org).await?;
                }
                let synced = sync::synced(tx, &id, &assistant.id, pushed, &holds).await?;
                let heard = match &target {
                    Some(target) => hears(tx, &id, target, told).await?,
                    None => true,
                };
                queue::wake(tx, WaitingFor::Agent, now).await?;
                Ok(if synced && heard { Flow::Next } else { Flow::Again })
            })
        }),
    ))
}

/// The address that the assistant is to send events to; `None` where Vapi cannot reach this
/// installation.
pub(super) async fn target(cx: &StepCx<'_>) -> Result<Option<Target>, StepError> {
    if !vapi_hooks::is_reachable(&cx.services.config) {
        return Ok(None);
    }
    let mut tx = cx.read().await?;
    let known = vapi_hooks::current(&mut tx).await?;
    drop(tx);
    let nonce = match known {
        Some(nonce) => nonce,
        None => {
            let mut tx = cx.write().await?;
            let nonce = match vapi_hooks::current(&mut tx).await? {
                Some(nonce) => nonce,
                None => vapi_hooks::make(cx.services, &mut tx).await?,
            };
            tx.commit().await?;
            nonce
        }
    };
    Ok(Some(Target::of(cx.services, &cx.operation.org, &nonce)))
}

/// Records whether the assistant tells AVA of its calls. `false` where there is another address by
/// now, which it is to have; this one answers until it does.
pub(super) async fn hears(
    tx: &mut OrgTx,
    id: &AgentId,
    target: &Target,
    told: bool,
) -> Result<bool, sqlx::Error> {
    let (hook, state) =
        if told { (Some(&*target.nonce), HookState::Set) } else { (None, HookState::Elsewhere) };
    sync::hears(tx, id, hook, state).await?;
    if vapi_hooks::current(tx).await?.as_ref() != Some(&target.nonce) {
        return Ok(false);
    }
    vapi_hooks::forget_unused(tx).await?;
    Ok(true)
}

/// Updates the assistant, unless somebody changed it. The form is noted before it is sent: when the
/// answer is lost, it is not taken for somebody's change.
async fn push(
    cx: &StepCx<'_>,
    vapi: &VapiAuth,
    agent: &Agent,
    there: &Assistant,
    (target, books): (Option<&Target>, bool),
) -> Result<Assistant, StepError> {
    let (theirs, ours) = (there.as_form(), AgentForm::from(&agent.spec));
    let mut tx = cx.write().await?;
    let known = sync::left_there(&mut tx, &agent.id).await?;
    if changed_there(&theirs, &ours, &known) {
        let conflict = StepError::waits(ProblemKind::ChangedAtVapi, WaitingFor::Conflict);
        return Err(conflict.with_effect(conflicts(agent, theirs)));
    }
    sync::sending(&mut tx, &agent.id, &theirs, &ours).await?;
    tx.commit().await?;
    let client = &cx.services.providers.vapi;
    // A server of somebody else's stays: what it is for, AVA does not know.
    let is_free = there.server_url().is_none_or(|url| vapi_hooks::is_ours(cx.services, url));
    let listener = target.filter(|_| is_free).map(|target| target.listener(books));
    let pushed = client.update_assistant(&cx.call(), vapi, there, &agent.id, &agent.spec, listener).await;
    pushed.map_err(|problem| or_gone(agent, problem))
}

/// A known assistant was deleted: a person decides whether there is to be another. Versions saved
/// meanwhile leave the assistant gone.
fn or_gone(agent: &Agent, problem: Problem) -> StepError {
    if agent.vapi_assistant_id.is_none() || !matches!(problem.kind, ProblemKind::GoneAt(_)) {
        return problem.into();
    }
    let id = agent.id.clone();
    let gone = StepError { waiting_for: Some(WaitingFor::Gone), ..problem.into() };
    gone.with_effect(Box::new(move |tx| {
        Box::pin(async move {
            sync::gone(tx, &id).await?;
            Ok(Flow::Next)
        })
    }))
}

/// Has both sides wait for a decision, unless a newer version was saved meanwhile, which may agree
/// with theirs.
fn conflicts(agent: &Agent, theirs: AgentForm) -> Effect {
    let (id, pushed) = (agent.id.clone(), agent.version);
    Box::new(move |tx| {
        Box::pin(async move {
            let stands = sync::conflicts(tx, &id, pushed, &theirs).await?;
            Ok(if stands { Flow::Next } else { Flow::Again })
        })
    })
}

/// Marks the agent as failed, unless a newer version was saved meanwhile, which is yet to be
/// pushed.
fn failed(id: &AgentId, pushed: i64) -> Effect {
    let id = id.clone();
    Box::new(move |tx| {
        Box::pin(async move {
            let stands = sync::failed(tx, &id, Some(pushed)).await?;
            Ok(if stands { Flow::Next } else { Flow::Again })
        })
    })
}
