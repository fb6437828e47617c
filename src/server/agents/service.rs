//! Rules and effects of agents.

use super::repo;
use crate::{
    domain::{
        agent::{AgentForm, AgentPageView, AgentsView},
        ids::AgentId,
        operation::OperationKind,
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
    },
    server::{
        audit::{self, Action},
        cx::Cx,
        db::Tx,
        integrations::credentials,
        operations::queue,
    },
};

const TOPICS: [Topic; 3] = [Topic::Agents, Topic::Operations, Topic::Integrations];

pub async fn list(cx: &Cx) -> Result<AgentsView, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agents = repo::views(&mut tx, &cx.org, None).await?;
    let vapi_connected = credentials::find(&mut tx, &cx.org, Provider::Vapi).await?.is_some();
    Ok(AgentsView { now: cx.services.clock.now_ms(), vapi_connected, agents })
}

pub async fn get(cx: &Cx, id: AgentId) -> Result<AgentPageView, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agent = repo::views(&mut tx, &cx.org, Some(&id)).await?.pop().ok_or(Kind::NotFound)?;
    Ok(AgentPageView { now: cx.services.clock.now_ms(), agent })
}

/// Saved here, and its mirroring enqueued, in one transaction.
pub async fn create(cx: &Cx, form: &AgentForm) -> Result<AgentId, Problem> {
    let spec = form.parse()?;
    let id: AgentId = cx.services.random.id();
    let mut tx = cx.services.db.write(cx.scope()).await?;
    record(cx, &mut tx, &id, Action::AgentCreated).await?;
    repo::insert(&mut tx, &cx.org, &id, &spec, &cx.user, cx.services.clock.now_ms()).await?;
    mirror(cx, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Refused as stale when somebody saved in between.
pub async fn update(cx: &Cx, id: AgentId, form: &AgentForm, expected_version: i64) -> Result<(), Problem> {
    let spec = form.parse()?;
    let mut tx = cx.services.db.write(cx.scope()).await?;
    repo::find(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    record(cx, &mut tx, &id, Action::AgentChanged).await?;
    let now = cx.services.clock.now_ms();
    if !repo::update(&mut tx, &cx.org, &id, &spec, expected_version, now).await? {
        return Err(Kind::Stale.into());
    }
    mirror(cx, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(())
}

/// Before anything else is locked, as everywhere: an entry locks the org's row.
async fn record(cx: &Cx, tx: &mut Tx, id: &AgentId, action: Action) -> Result<(), Problem> {
    Ok(audit::append(&cx.services, tx, &cx.org, &cx.actor(), action, id.as_str()).await?)
}

async fn mirror(cx: &Cx, tx: &mut Tx, id: &AgentId) -> Result<(), Problem> {
    queue::enqueue(&cx.services, tx, &cx.org, &cx.user, OperationKind::SyncAgent, id.as_str()).await?;
    tx.publish(&cx.org, &TOPICS);
    Ok(())
}
