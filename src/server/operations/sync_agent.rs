//! `sync_agent`: mirror an agent to its Vapi assistant.
//!
//! It pushes the committed version, after the commit, and pushes again when a
//! newer one was saved meanwhile.

use super::{
    escrow,
    queue::{self, Operation},
    step::{Done, Flow, StepCx, StepResult, Stuck, Used},
};
use crate::{
    domain::{
        ids::AgentId,
        operation::{Action, Receipt, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{
        agents::repo,
        db::Tx,
        integrations::{credentials, service::other_account},
        vault::decryptor::Purpose,
    },
};

/// Idempotent: an update sets the whole committed version; a create is only
/// made when no assistant carries this agent's id, so one whose answer was
/// lost is found. An assistant that was deleted at Vapi is never re-created.
pub async fn place_assistant(cx: &StepCx<'_>) -> StepResult {
    let id: AgentId = cx.operation.subject.parse().map_err(|_| Kind::Internal)?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agent = repo::find(&mut tx, &cx.operation.org, &id).await?.ok_or(Kind::NotFound)?;
    if is_being_deleted(cx, &mut tx, &id).await? {
        return Err(Stuck { waiting_for: Some(WaitingFor::Operation), ..Kind::AssistantReleasing.into() });
    }
    drop(tx);
    cx.works_on(agent.version);
    let vapi = cx.vapi(Purpose::SyncAgent).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let existing = match &agent.vapi_assistant_id {
        Some(known) => Some((known.clone(), Action::UpdatedAssistant)),
        None => client
            .find_assistant(&call, &vapi, &id)
            .await?
            .map(|assistant| (assistant.id, Action::AdoptedAssistant)),
    };
    let (assistant, action) = match existing {
        Some((known, action)) => {
            (client.update_assistant(&call, &vapi, &known, &id, &agent.spec).await?, action)
        }
        None => (client.create_assistant(&call, &vapi, &id, &agent.spec).await?, Action::CreatedAssistant),
    };
    let receipt = Receipt { action, provider: Some(Provider::Vapi), object: Some(assistant.id.clone()) };
    let (org, pushed, now) = (cx.operation.org.clone(), agent.version, cx.services.clock.now_ms());
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                if let Some(vapi_org) = assistant.org_id {
                    credentials::learn_vapi_org(tx, &org, &vapi_org).await?;
                }
                let in_step = repo::synced(tx, &org, &id, &assistant.id, pushed).await?;
                queue::wake(tx, &org, WaitingFor::Agent, now).await?;
                Ok(if in_step { Flow::Next } else { Flow::Again })
            })
        }),
    ))
}

/// Whether a clean-up is about to delete the agent's assistant in the very
/// organisation that is connected: it must not be taken for ours.
async fn is_being_deleted(cx: &StepCx<'_>, tx: &mut Tx, id: &AgentId) -> Result<bool, Stuck> {
    let org = &cx.operation.org;
    let clean_ups = queue::taken_back(tx, org, id.as_str()).await?;
    if clean_ups.is_empty() {
        return Ok(false);
    }
    let Some(now) = credentials::find(tx, org, Provider::Vapi).await? else { return Ok(false) };
    for clean_up in clean_ups {
        let held = escrow::find(tx, org, &clean_up, Provider::Vapi).await?;
        if held.is_none_or(|held| !other_account(&held.config, &now.config)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The agent says so, unless a newer version was saved meanwhile, which is yet
/// to be pushed.
pub async fn failed(tx: &mut Tx, operation: &Operation, used: &Used) -> Result<bool, Problem> {
    let id: AgentId = operation.subject.parse().map_err(|_| Kind::Internal)?;
    Ok(repo::sync_failed(tx, &operation.org, &id, used.agent).await?)
}
