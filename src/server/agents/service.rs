//! Rules and effects of agents.

use super::{
    repo::{self, Agent},
    views,
};
use crate::{
    domain::{
        agent::{AgentForm, AgentPageView, AgentSpec, AgentView, AgentsQuery, AgentsView},
        credential::Account,
        ids::{AgentId, OperationId},
        operation::{OperationKind, SubjectId},
        problem::{Problem, ProblemKind, same_version},
        quota::Quota,
        topic::Topic,
    },
    server::{
        audit::{Action, Change},
        bookable, credentials,
        cx::{Cx, Draft, Unit},
        list::PageSize,
        operations::queue,
        quotas,
    },
};

const PAGE: PageSize = PageSize(25);

const TOPICS: [Topic; 3] = [Topic::Agents, Topic::Operations, Topic::Integrations];

pub async fn list(cx: &Cx, query: &AgentsQuery) -> Result<AgentsView, Problem> {
    let mut tx = cx.read().await?;
    let agents = views::page(&mut tx, query, PAGE.limit()).await?;
    let (agents, next) = PAGE.cut(agents, |agent| agent.id.clone());
    Ok(AgentsView {
        now: cx.services.clock.now_ms(),
        vapi_connected: credentials::connected(&mut tx).await?.has(Account::VAPI),
        next,
        agents,
    })
}

/// All agents, for the page that shows them beside what the simulators hold.
pub async fn all(cx: &Cx) -> Result<Vec<AgentView>, Problem> {
    let mut tx = cx.read().await?;
    Ok(views::all(&mut tx).await?)
}

pub async fn get(cx: &Cx, id: AgentId) -> Result<AgentPageView, Problem> {
    let mut tx = cx.read().await?;
    let agent = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    Ok(AgentPageView { now: cx.services.clock.now_ms(), agent })
}

/// Milliseconds within which the same form counts as sent once.
const DOUBLE_CLICK: i64 = 5_000;

/// Saves an agent and enqueues its mirroring, in one transaction.
pub async fn create(cx: &Cx, form: &AgentForm) -> Result<AgentId, Problem> {
    let spec = form.parse()?;
    let tx = cx.begin().await?;
    make(cx, tx, &spec, None, |made| made.spec == spec).await
}

/// Makes an agent, with what `like` has of its own, unless it was made just now: a browser without scripts
/// sends a form once for each click.
async fn make(
    cx: &Cx,
    tx: Draft,
    spec: &AgentSpec,
    like: Option<&AgentId>,
    is_it: impl Fn(&repo::Made) -> bool,
) -> Result<AgentId, Problem> {
    let (id, now): (AgentId, _) = (cx.services.random.id(), cx.services.clock.now_ms());
    let name = Change::named(None, Some(&spec.name));
    let mut tx = tx.recorded_with(Action::AgentCreated, id.as_str(), &name).await?;
    let made = repo::made_since(&mut tx, &cx.user, now - DOUBLE_CLICK).await?;
    if let Some(made) = made.into_iter().find(is_it) {
        return Ok(made.id);
    }
    repo::insert(&mut tx, &id, spec, &cx.user, now).await?;
    if let Some(like) = like {
        bookable::copy_own(&mut tx, like, &id).await?;
    }
    let has = repo::count(&mut tx).await?;
    quotas::hold(&cx.services, &mut tx, Quota::Agents, has).await?;
    mirror(&mut tx, &id).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Fails as stale when somebody saved in between.
pub async fn update(cx: &Cx, id: AgentId, form: &AgentForm, expected_version: i64) -> Result<(), Problem> {
    update_if(cx, id, form, |version| same_version(expected_version, version)).await
}

/// Saves an agent that is of the version that whoever asks has seen: `seen` looks at it in the transaction
/// that saves it.
///
/// # Errors
/// Fails as `seen` does, with a [`Rule`](crate::domain::problem::Rule) on each field that breaks one, or with
/// `NotFound`.
pub async fn update_if(
    cx: &Cx,
    id: AgentId,
    form: &AgentForm,
    seen: impl FnOnce(i64) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let spec = form.parse()?;
    let mut tx = cx.begin().await?;
    let Agent { spec: before, version, .. } = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    seen(version)?;
    let changes = Change::between(&AgentForm::from(&before), &AgentForm::from(&spec));
    let mut tx = tx.recorded_with(Action::AgentChanged, id.as_str(), &changes).await?;
    let now = tx.now();
    if !repo::update(&mut tx, &id, &spec, version, &cx.user, now).await? {
        return Err(ProblemKind::Stale.into());
    }
    mirror(&mut tx, &id).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn mirror(tx: &mut Unit, id: &AgentId) -> Result<OperationId, Problem> {
    let agent = SubjectId::Agent(id.clone());
    let operation = queue::enqueue(tx, OperationKind::SyncAgent, &agent).await?;
    tx.publish(&TOPICS);
    Ok(operation)
}

/// Copies the agent under another name, to be changed.
pub async fn duplicate(cx: &Cx, id: AgentId) -> Result<AgentId, Problem> {
    let mut tx = cx.begin().await?;
    let spec = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?.spec;
    let names: Vec<String> = repo::named(&mut tx).await?.into_iter().map(|agent| agent.name).collect();
    let copy = |taken: &[String]| AgentSpec { name: spec.name_of_copy(taken), ..spec.clone() };
    let is_it = |made: &repo::Made| {
        let before: Vec<String> = names.iter().filter(|name| **name != made.spec.name).cloned().collect();
        made.id != id && made.spec == copy(&before)
    };
    make(cx, tx, &copy(&names), Some(&id), is_it).await
}

/// Mirrors every agent that has no assistant, after Vapi was connected.
pub async fn mirror_all(tx: &mut Unit) -> Result<(), Problem> {
    for agent in repo::named(tx).await? {
        if agent.assistant_id.is_none() {
            mirror(tx, &agent.id).await?;
        }
    }
    Ok(())
}
