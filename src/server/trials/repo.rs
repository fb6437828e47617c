//! SQL of `trials`.

use crate::{
    domain::{
        call::Line,
        ids::{AgentId, UserId},
    },
    server::db::{OrgTx, Tx, execute, on, stored, to_json},
};

/// A conversation, as far as it goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    pub assistant: String,
    pub chat: Option<String>,
    pub lines: Vec<Line>,
    pub cost_micros: i64,
    /// Until when the answer to a turn is waited for; over where nothing is.
    pub asking_until: i64,
}

pub async fn find(tx: &mut OrgTx, agent: &AgentId, user: &UserId) -> Result<Option<Trial>, sqlx::Error> {
    let row: Option<(String, Option<String>, String, i64, i64)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT assistant_id, chat_id, lines, cost_micros, asking_until FROM trials
             WHERE org_id = $1 AND agent_id = $2 AND user_id = $3",
        )
        .bind(org.as_str())
        .bind(agent.as_str())
        .bind(user.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(assistant, chat, lines, cost_micros, asking_until)| {
        let lines = stored("trials", agent.as_str()).json("lines", &lines)?;
        Ok(Trial { assistant, chat, lines, cost_micros, asking_until })
    })
    .transpose()
}

pub async fn put(
    tx: &mut OrgTx,
    agent: &AgentId,
    user: &UserId,
    trial: &Trial,
    now: i64,
) -> Result<(), sqlx::Error> {
    let lines = to_json(&trial.lines)?;
    execute!(
        tx,
        "INSERT INTO trials (org_id, agent_id, user_id, assistant_id, chat_id, lines, cost_micros,
           asking_until, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (org_id, agent_id, user_id) DO UPDATE SET assistant_id = excluded.assistant_id,
           chat_id = excluded.chat_id, lines = excluded.lines, cost_micros = excluded.cost_micros,
           asking_until = excluded.asking_until, updated_at = excluded.updated_at",
        |org| (
            org.as_str(),
            agent.as_str(),
            user.as_str(),
            &trial.assistant,
            trial.chat.as_deref(),
            &lines,
            trial.cost_micros,
            trial.asking_until,
            now,
        )
    )
    .map(drop)
}

pub async fn forget(tx: &mut OrgTx, agent: &AgentId, user: &UserId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM trials WHERE org_id = $1 AND agent_id = $2 AND user_id = $3", |org| (
        org.as_str(),
        agent.as_str(),
        user.as_str()
    ))
    .map(drop)
}

pub async fn forget_before(tx: &mut Tx, before: i64) -> Result<u64, sqlx::Error> {
    execute!(tx, "DELETE FROM trials WHERE updated_at < $1", before)
}
