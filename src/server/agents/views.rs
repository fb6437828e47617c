//! Agents as pages show them, read from their tables.

use crate::{
    domain::{
        agent::{AgentSpec, AgentView, AgentsQuery, HookState, SyncState},
        ids::AgentId,
        phone::E164,
        problem::{Problem, ProblemKind},
        provider::vapi,
    },
    server::{
        db::{OrgTx, on, sql, stored},
        list::search::{Prefix, found_by},
        number_states::is_in_use,
        operations::{codes::NO_STATUS, states::is_stuck},
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    spec: String,
    lost_voice: Option<String>,
    version: i64,
    sync_state: String,
    vapi_assistant_id: Option<String>,
    hook_state: Option<String>,
    updated_at: i64,
    changed_by: Option<String>,
    operation: Option<String>,
    problem: Option<String>,
    vapi: Option<String>,
}

/// Selects agents, each with the newest operation that tells its state and the step where that is
/// stuck.
macro_rules! select {
    ($($which:expr),+) => {
        sql!(
            "SELECT a.id, a.spec, a.lost_voice, a.version, a.sync_state, a.vapi_assistant_id, a.hook_state, a.updated_at,
               (SELECT u.name FROM users AS u WHERE u.id = COALESCE(a.updated_by, a.created_by)) AS changed_by,
               o.id AS operation,
               (SELECT s.problem FROM operation_steps AS s
                WHERE s.operation_id = o.id AND ",
            is_stuck!(s),
            "
                ORDER BY s.position LIMIT 1) AS problem,
               (SELECT c.provider FROM org_credentials AS c
                WHERE c.org_id = a.org_id AND c.provider = 'vapi' AND c.is_managed = FALSE) AS vapi
             FROM agents AS a LEFT JOIN operations AS o ON o.org_id = a.org_id AND o.id =
               (SELECT l.id FROM operations AS l WHERE l.org_id = a.org_id AND l.agent_id = a.id
                  AND l.kind NOT IN ",
            NO_STATUS,
            " ORDER BY l.id DESC LIMIT 1)
             WHERE a.org_id = $1 ",
            $($which),+
        )
    };
}

impl Row {
    fn view(self, numbers: &[(String, String)]) -> Result<AgentView, sqlx::Error> {
        let of_this = numbers.iter().filter(|(agent, _)| *agent == self.id);
        let row = stored("agents", &self.id);
        let sync = row.code("sync_state", &self.sync_state, SyncState::from_code)?;
        let operation = self.operation.as_deref();
        let of_step = stored("operation_steps", operation.unwrap_or_default());
        let stuck: Option<Problem> = of_step.json_some("problem", self.problem.as_deref())?;
        let problem = match sync {
            SyncState::Synced => None,
            // No mirroring is under way, nor can be.
            SyncState::Pending if self.vapi.is_none() => {
                Some(ProblemKind::NotConnected(vapi::PROVIDER).into())
            }
            // A comparison may have found the conflict, without a mirroring that is stuck.
            SyncState::Conflict => stuck.or(Some(ProblemKind::ChangedAtVapi.into())),
            SyncState::Gone => stuck.or(Some(ProblemKind::GoneAt(vapi::PROVIDER).into())),
            SyncState::Pending | SyncState::Failed => stuck,
        };
        let spec: AgentSpec = row.json("spec", &self.spec)?;
        Ok(AgentView {
            numbers: of_this.filter_map(|(_, e164)| Some(E164::parse(e164).ok()?.pretty())).collect(),
            id: row.parse("id", &self.id)?,
            voice_lost: spec.voice_is_lost(self.lost_voice.as_deref()),
            spec,
            sync,
            hook: row.code_some("hook_state", self.hook_state.as_deref(), HookState::from_code)?,
            vapi_assistant_id: self.vapi_assistant_id,
            version: self.version,
            updated_at: self.updated_at,
            changed_by: self.changed_by.unwrap_or_default(),
            operation: stored("operations", operation.unwrap_or_default()).parse_some("id", operation)?,
            problem,
        })
    }
}

/// A page of agents, oldest first; ids sort by time.
pub async fn page(tx: &mut OrgTx, query: &AgentsQuery, limit: i64) -> Result<Vec<AgentView>, sqlx::Error> {
    const FROM: &str = select!(
        "AND a.id > $2 AND ($3 OR ",
        found_by!("a.id", Agents, "$4", "$6"),
        ") ORDER BY a.id LIMIT $5"
    );
    let called = Prefix::of(&query.search);
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(FROM)
            .bind(org.as_str())
            .bind(query.after.as_ref().map_or("", AgentId::as_str))
            .bind(!query.narrows())
            .bind(&called.from)
            .bind(limit)
            .bind(&called.to)
            .fetch_all(c)
            .await
    })?;
    let numbers = answered(tx).await?;
    rows.into_iter().map(|row| row.view(&numbers)).collect()
}

/// All agents, oldest first.
pub async fn all(tx: &mut OrgTx) -> Result<Vec<AgentView>, sqlx::Error> {
    let sql = select!("ORDER BY a.id");
    let rows: Vec<Row> = on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).fetch_all(c).await)?;
    let numbers = answered(tx).await?;
    rows.into_iter().map(|row| row.view(&numbers)).collect()
}

pub async fn one(tx: &mut OrgTx, id: &AgentId) -> Result<Option<AgentView>, sqlx::Error> {
    let sql = select!("AND a.id = $2");
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(sql).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    let Some(row) = row else { return Ok(None) };
    row.view(&answered(tx).await?).map(Some)
}

/// Each agent's id with a number that the agent answers.
async fn answered(tx: &mut OrgTx) -> Result<Vec<(String, String)>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT agent_id, e164 FROM phone_numbers
             WHERE org_id = $1 AND agent_id IS NOT NULL AND ",
            is_in_use!(),
            " ORDER BY created_at, id"
        ))
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })
}
