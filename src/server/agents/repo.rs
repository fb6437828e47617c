//! SQL of `agents`.

use crate::{
    domain::{
        agent::{AgentSpec, SyncState},
        ids::{AgentId, UserId},
        integrations::AgentChoice,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored, to_json},
        list::search::{self, Searched},
    },
};

pub struct Agent {
    pub id: AgentId,
    pub spec: AgentSpec,
    pub version: i64,
    pub sync: SyncState,
    pub vapi_assistant_id: Option<String>,
}

/// An agent that has its assistant at Vapi.
pub struct Mirrored {
    pub id: AgentId,
    pub assistant_id: String,
}

pub async fn insert(
    tx: &mut OrgTx,
    id: &AgentId,
    spec: &AgentSpec,
    by: &UserId,
    now: i64,
) -> Result<(), sqlx::Error> {
    let json = to_json(spec)?;
    execute!(
        tx,
        "INSERT INTO agents (id, org_id, name, spec, version, sync_state, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 1, 'pending', $5, $6, $6)",
        |org| (id.as_str(), org.as_str(), &spec.name, &json, by.as_str(), now)
    )?;
    search::put(tx, Searched::Agents, id.as_str(), &spec.name).await
}

pub async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM agents WHERE org_id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub struct Made {
    pub id: AgentId,
    pub spec: AgentSpec,
}

/// The agents that this person made after `since`.
pub async fn made_since(tx: &mut OrgTx, by: &UserId, since: i64) -> Result<Vec<Made>, sqlx::Error> {
    let rows: Vec<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, spec FROM agents WHERE org_id = $1 AND created_at > $2 AND created_by = $3",
        )
        .bind(org.as_str())
        .bind(since)
        .bind(by.as_str())
        .fetch_all(c)
        .await
    })?;
    let made = |(id, spec): (String, String)| {
        let row = stored("agents", &id);
        Ok(Made { id: row.parse("id", &id)?, spec: row.json("spec", &spec)? })
    };
    rows.into_iter().map(made).collect()
}

/// `false` when the agent is not at the expected version any more. An agent whose assistant is gone
/// stays so until a person decides.
pub async fn update(
    tx: &mut OrgTx,
    id: &AgentId,
    spec: &AgentSpec,
    expected: i64,
    by: &UserId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let json = to_json(spec)?;
    let changed = execute!(
        tx,
        "UPDATE agents SET name = $1, spec = $2, version = version + 1, updated_by = $7, updated_at = $3,
           sync_state = CASE WHEN sync_state = 'gone' THEN 'gone' ELSE 'pending' END
         WHERE org_id = $4 AND id = $5 AND version = $6",
        |org| (&spec.name, &json, now, org.as_str(), id.as_str(), expected, by.as_str())
    )?;
    if changed == 1 {
        search::put(tx, Searched::Agents, id.as_str(), &spec.name).await?;
    }
    Ok(changed == 1)
}

/// Notes that an agent could not speak with its voice in a call that began then, unless it has another one since,
/// or more is known. Returns whether that is new.
pub async fn lose_voice(tx: &mut OrgTx, id: &AgentId, begun_at: i64) -> Result<bool, sqlx::Error> {
    let Some(agent) = find(tx, id).await? else { return Ok(false) };
    let sql = "UPDATE agents SET lost_voice = $1, lost_voice_at = $2
               WHERE org_id = $3 AND id = $4 AND updated_at <= $2 AND COALESCE(lost_voice_at, 0) < $2";
    let voice = agent.spec.voice.code();
    let changed = execute!(tx, sql, |org| (&voice, begun_at, org.as_str(), id.as_str()))?;
    Ok(changed > 0)
}

/// Notes that an agent spoke in a call that began then. Returns whether that is new.
pub async fn keep_voice(tx: &mut OrgTx, id: &AgentId, begun_at: i64) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE agents SET lost_voice = NULL, lost_voice_at = $1
               WHERE org_id = $2 AND id = $3 AND lost_voice IS NOT NULL AND lost_voice_at < $1";
    let changed = execute!(tx, sql, |org| (begun_at, org.as_str(), id.as_str()))?;
    Ok(changed > 0)
}

/// Indexes the names for the search that were stored before there was one. Returns the same
/// transaction.
pub async fn index_names(mut tx: Tx) -> Result<Tx, sqlx::Error> {
    const SQL: &str = "SELECT a.org_id, a.id, a.name FROM agents AS a WHERE NOT EXISTS (
        SELECT 1 FROM search_terms AS s WHERE s.org_id = a.org_id AND s.list = 'agents' AND s.id = a.id)";
    let rows: Vec<(String, String, String)> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await)?;
    for (org, id, name) in rows {
        let mut of_org = tx.in_the_name_of(stored("agents", &id).parse("org_id", &org)?);
        search::put(&mut of_org, Searched::Agents, &id, &name).await?;
        tx = of_org.of_installation();
    }
    Ok(tx)
}

pub async fn find(tx: &mut OrgTx, id: &AgentId) -> Result<Option<Agent>, sqlx::Error> {
    let row: Option<(String, i64, String, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT spec, version, sync_state, vapi_assistant_id FROM agents WHERE org_id = $1 AND id = $2",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(spec, version, sync, vapi_assistant_id)| {
        let row = stored("agents", id.as_str());
        let spec = row.json("spec", &spec)?;
        let sync = row.code("sync_state", &sync, SyncState::from_code)?;
        Ok(Agent { id: id.clone(), spec, version, sync, vapi_assistant_id })
    })
    .transpose()
}

/// The agent, once it is at Vapi.
pub async fn mirrored(tx: &mut OrgTx, id: &AgentId) -> Result<Option<Mirrored>, sqlx::Error> {
    let agent = find(tx, id).await?.filter(|agent| agent.sync != SyncState::Gone);
    Ok(agent.and_then(|agent| Some(Mirrored { id: agent.id, assistant_id: agent.vapi_assistant_id? })))
}

/// The org's first agent that is at Vapi.
pub async fn first_mirrored(tx: &mut OrgTx) -> Result<Option<Mirrored>, sqlx::Error> {
    let row: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, vapi_assistant_id FROM agents
             WHERE org_id = $1 AND vapi_assistant_id IS NOT NULL AND sync_state <> 'gone'
             ORDER BY created_at, id LIMIT 1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(id, assistant_id)| Ok(Mirrored { id: stored("agents", &id).parse("id", &id)?, assistant_id }))
        .transpose()
}

/// Whether an assistant at Vapi is one of this org's agents.
pub async fn has_assistant(tx: &mut OrgTx, assistant_id: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM agents WHERE org_id = $1 AND vapi_assistant_id = $2")
            .bind(org.as_str())
            .bind(assistant_id)
            .fetch_one(c)
            .await
    })?;
    Ok(count > 0)
}

/// An agent by name, with what is known of its assistant.
pub struct Named {
    pub id: AgentId,
    pub name: String,
    pub assistant_id: Option<String>,
}

/// All agents, oldest first; ids sort by time.
pub async fn named(tx: &mut OrgTx) -> Result<Vec<Named>, sqlx::Error> {
    let rows: Vec<(String, String, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, name, vapi_assistant_id FROM agents WHERE org_id = $1 ORDER BY id")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    rows.into_iter()
        .map(|(id, name, assistant_id)| {
            Ok(Named { id: stored("agents", &id).parse("id", &id)?, name, assistant_id })
        })
        .collect()
}

/// The agents to choose from, oldest first.
pub async fn choices(tx: &mut OrgTx) -> Result<Vec<AgentChoice>, sqlx::Error> {
    let rows: Vec<(String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, name, sync_state FROM agents WHERE org_id = $1 ORDER BY created_at, id")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    rows.into_iter()
        .map(|(id, name, sync)| {
            let row = stored("agents", &id);
            let sync = row.code("sync_state", &sync, SyncState::from_code)?;
            Ok(AgentChoice { id: row.parse("id", &id)?, name, synced: sync == SyncState::Synced })
        })
        .collect()
}

/// Deletes the agent, once the numbers that it answers or is to answer have lost it. Its operations
/// keep its name.
pub async fn delete(tx: &mut OrgTx, id: &AgentId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET label = (SELECT a.name FROM agents AS a WHERE a.org_id = $1 AND a.id = $2)
         WHERE org_id = $1 AND agent_id = $2",
        |org| (org.as_str(), id.as_str())
    )?;
    search::forget(tx, Searched::Agents, id.as_str()).await?;
    execute!(tx, "DELETE FROM agents WHERE org_id = $1 AND id = $2", |org| (org.as_str(), id.as_str()))
        .map(drop)
}
