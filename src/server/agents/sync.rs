//! SQL of an agent's state beside its assistant at Vapi.

use crate::{
    domain::{
        agent::{AgentForm, AgentSpec, HookState, changed_there},
        ids::{AgentId, UserId},
        topic::Topic,
    },
    server::{
        db::{OrgTx, execute, on, stored, to_json},
        operations::states::is_open,
        vapi_hooks,
    },
};

/// The forms in an agent's columns of those names, where they are set.
fn forms(id: &str, synced: Option<&str>, sent: Option<&str>) -> Result<Vec<AgentForm>, sqlx::Error> {
    let row = stored("agents", id);
    let synced: Option<AgentForm> = row.json_some("synced_spec", synced)?;
    Ok(synced.into_iter().chain(row.json_some("sent_spec", sent)?).collect())
}

/// The forms that AVA itself may have left at the assistant: the one of AVA's last answer, and the
/// one that was sent since. Empty before the first comparison.
pub async fn left_there(tx: &mut OrgTx, id: &AgentId) -> Result<Vec<AgentForm>, sqlx::Error> {
    let row: Option<(Option<String>, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT synced_spec, sent_spec FROM agents WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    let (synced, sent) = row.unwrap_or_default();
    forms(id.as_str(), synced.as_deref(), sent.as_deref())
}

/// An agent that is in step as far as is known here, and that no operation works on.
#[derive(PartialEq, Eq)]
pub struct SyncedAgent {
    pub id: AgentId,
    pub version: i64,
    pub assistant_id: String,
    /// The nonce of the address that the assistant was given.
    pub hook: Option<String>,
    ours: AgentForm,
    /// See [`left_there`].
    left_there: Vec<AgentForm>,
}

impl SyncedAgent {
    /// Whether the assistant holds somebody's change that a push would destroy.
    pub fn is_changed_in(&self, theirs: &AgentForm) -> bool {
        changed_there(theirs, &self.ours, &self.left_there)
    }
}

#[derive(sqlx::FromRow)]
struct SyncedRow {
    id: String,
    version: i64,
    vapi_assistant_id: String,
    hook: Option<String>,
    spec: String,
    synced_spec: Option<String>,
    sent_spec: Option<String>,
}

impl SyncedRow {
    fn read(self) -> Result<SyncedAgent, sqlx::Error> {
        let row = stored("agents", &self.id);
        let spec: AgentSpec = row.json("spec", &self.spec)?;
        Ok(SyncedAgent {
            id: row.parse("id", &self.id)?,
            version: self.version,
            assistant_id: self.vapi_assistant_id,
            hook: self.hook,
            ours: AgentForm::from(&spec),
            left_there: forms(&self.id, self.synced_spec.as_deref(), self.sent_spec.as_deref())?,
        })
    }
}

pub async fn synced_agents(tx: &mut OrgTx) -> Result<Vec<SyncedAgent>, sqlx::Error> {
    let rows: Vec<SyncedRow> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT a.id, a.version, a.vapi_assistant_id, a.hook, a.spec, a.synced_spec, a.sent_spec
             FROM agents AS a
             WHERE a.org_id = $1 AND a.sync_state = 'synced' AND a.vapi_assistant_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM operations AS o
                 WHERE o.org_id = a.org_id AND o.agent_id = a.id AND ",
            is_open!(o),
            ")"
        ))
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(SyncedRow::read).collect()
}

/// Notes the form that is there and the form that is sent, before a push whose answer may be lost.
pub async fn sending(
    tx: &mut OrgTx,
    id: &AgentId,
    there: &AgentForm,
    sent: &AgentForm,
) -> Result<(), sqlx::Error> {
    let (there, sent) = (to_json(there)?, to_json(sent)?);
    execute!(tx, "UPDATE agents SET synced_spec = $1, sent_spec = $2 WHERE org_id = $3 AND id = $4", |org| (
        &there,
        &sent,
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Records a push, and what the assistant holds after it. `false` when a newer
/// version was saved meanwhile.
pub async fn synced(
    tx: &mut OrgTx,
    id: &AgentId,
    assistant_id: &str,
    pushed: i64,
    holds: &AgentForm,
) -> Result<bool, sqlx::Error> {
    let holds = to_json(holds)?;
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE agents SET vapi_assistant_id = $1, synced_version = $2, synced_spec = $5,
               sent_spec = NULL, remote_spec = NULL,
               sync_state = CASE WHEN version = $2 THEN 'synced' ELSE 'pending' END
             WHERE org_id = $3 AND id = $4 RETURNING version",
        )
        .bind(assistant_id)
        .bind(pushed)
        .bind(org.as_str())
        .bind(id.as_str())
        .bind(&holds)
        .fetch_optional(c)
        .await
    })?;
    Ok(row.is_none_or(|(version,)| version == pushed))
}

/// Records where the assistant sends what happens in its calls, and the nonce of the address where
/// that is AVA's.
pub async fn hears(
    tx: &mut OrgTx,
    id: &AgentId,
    hook: Option<&str>,
    state: HookState,
) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE agents SET hook = $1, hook_state = $2 WHERE org_id = $3 AND id = $4", |org| (
        hook,
        state.code(),
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Records that the assistant sends nothing to an address of AVA's, or is gone.
pub async fn hears_nothing(tx: &mut OrgTx, id: &AgentId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE agents SET hook = NULL,
           hook_state = CASE WHEN sync_state = 'gone' OR vapi_assistant_id IS NULL THEN NULL ELSE 'elsewhere' END
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Counts the assistants at Vapi, and those of them that send their events here.
pub async fn hook_counts(tx: &mut OrgTx) -> Result<(u32, u32), sqlx::Error> {
    let (assistants, told): (i64, i64) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM agents AS a WHERE a.org_id = $1 AND a.vapi_assistant_id IS NOT NULL),
               (SELECT COUNT(*) FROM agents AS a WHERE a.org_id = $1 AND a.hook_state = 'set')",
        )
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok((count(assistants), count(told)))
}

/// An agent whose assistant has another address than the newest.
pub async fn with_former_hook(tx: &mut OrgTx) -> Result<Option<AgentId>, sqlx::Error> {
    let newest = vapi_hooks::current(tx).await?;
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id FROM agents WHERE org_id = $1 AND hook IS NOT NULL AND hook <> $2 ORDER BY id LIMIT 1",
        )
        .bind(org.as_str())
        .bind(newest.unwrap_or_default())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(id,)| stored("agents", &id).parse("id", &id)).transpose()
}

/// Records whether the assistant still has the address that it was given, unless it was given another
/// one meanwhile.
pub async fn hook_seen(
    tx: &mut OrgTx,
    id: &AgentId,
    hook: &str,
    state: HookState,
) -> Result<(), sqlx::Error> {
    let changed = execute!(
        tx,
        "UPDATE agents SET hook_state = $1
         WHERE org_id = $2 AND id = $3 AND hook = $4 AND COALESCE(hook_state, '') <> $1",
        |org| (state.code(), org.as_str(), id.as_str(), hook)
    )?;
    if changed == 1 {
        tx.publish(&[Topic::Agents]);
    }
    Ok(())
}

/// Records a push that failed, of any version when none was read yet. `false`, and nothing changed,
/// when a newer version was saved meanwhile.
pub async fn failed(tx: &mut OrgTx, id: &AgentId, pushed: Option<i64>) -> Result<bool, sqlx::Error> {
    let row: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE agents SET
               sync_state = CASE WHEN version = COALESCE($1, version) THEN 'failed' ELSE sync_state END
             WHERE org_id = $2 AND id = $3 RETURNING version",
        )
        .bind(pushed)
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.zip(pushed).is_none_or(|((version,), pushed)| version == pushed))
}

/// Records that somebody changed the assistant: `theirs` waits for a decision. `false`, and nothing
/// changed, when a newer version was saved meanwhile.
pub async fn conflicts(
    tx: &mut OrgTx,
    id: &AgentId,
    pushed: i64,
    theirs: &AgentForm,
) -> Result<bool, sqlx::Error> {
    let theirs = to_json(theirs)?;
    execute!(
        tx,
        "UPDATE agents SET sync_state = 'conflict', remote_spec = $1
         WHERE org_id = $2 AND id = $3 AND version = $4",
        |org| (&theirs, org.as_str(), id.as_str(), pushed)
    )
    .map(|changed| changed == 1)
}

/// Records that somebody deleted the assistant.
pub async fn gone(tx: &mut OrgTx, id: &AgentId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE agents SET sync_state = 'gone', remote_spec = NULL WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// The assistant as somebody changed it, while that waits for a decision.
pub async fn theirs(tx: &mut OrgTx, id: &AgentId) -> Result<Option<AgentForm>, sqlx::Error> {
    let row: Option<(Option<String>,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT remote_spec FROM agents WHERE org_id = $1 AND id = $2 AND sync_state = 'conflict'",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    let (theirs,) = row.unwrap_or_default();
    stored("agents", id.as_str()).json_some("remote_spec", theirs.as_deref())
}

/// Stores a decision as a new version; the assistant as it was seen at Vapi may be overwritten now.
/// `false` when another decision or another save came first.
pub async fn decided(
    tx: &mut OrgTx,
    id: &AgentId,
    spec: &AgentSpec,
    expected: i64,
    by: &UserId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let json = to_json(spec)?;
    execute!(
        tx,
        "UPDATE agents SET name = $1, spec = $2, version = version + 1, updated_by = $3, updated_at = $4,
           synced_spec = remote_spec, sent_spec = NULL, remote_spec = NULL, sync_state = 'pending'
         WHERE org_id = $5 AND id = $6 AND version = $7 AND sync_state = 'conflict'",
        |org| (&spec.name, &json, by.as_str(), now, org.as_str(), id.as_str(), expected)
    )
    .map(|changed| changed == 1)
}

/// Lets an agent whose assistant is gone get another. `false` when the assistant is not (any more)
/// gone.
pub async fn remake(tx: &mut OrgTx, id: &AgentId) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE agents SET vapi_assistant_id = NULL, synced_version = NULL, synced_spec = NULL,
           sent_spec = NULL, remote_spec = NULL, sync_state = 'pending', hook = NULL, hook_state = NULL
         WHERE org_id = $1 AND id = $2 AND sync_state = 'gone'",
        |org| (org.as_str(), id.as_str())
    )
    .map(|changed| changed == 1)
}

/// Forgets the assistants after Vapi is gone, and the address to which they sent events, which whoever
/// has that account may know: the agents stay, to be mirrored anew one day.
pub async fn forget_assistants(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    vapi_hooks::forget_all(tx).await?;
    execute!(
        tx,
        "UPDATE agents SET vapi_assistant_id = NULL, synced_version = NULL, synced_spec = NULL,
           sent_spec = NULL, remote_spec = NULL, sync_state = 'pending', hook = NULL, hook_state = NULL
         WHERE org_id = $1",
        |org| (org.as_str(),)
    )
    .map(drop)
}
