//! Moves a held operation and its steps on.

use super::{Operation, Step};
use crate::{
    domain::{
        ids::OperationId,
        operation::{ImportOutcome, OperationState, Receipt, StepState, WaitingFor},
        problem::Problem,
    },
    server::db::{OrgTx, execute, on, to_json_some},
};

/// A question to a person, as it is stored with the operation.
pub struct Question {
    /// The exact subject of the question: the answer names it again.
    pub key: String,
    /// A code for the kind of subject, and the subject's name, for the page that asks.
    pub about: &'static str,
    pub name: Option<String>,
}

/// The state of an operation after a step; see [`move_to`].
pub struct OperationUpdate {
    pub state: OperationState,
    pub waiting_for: Option<WaitingFor>,
    pub asks_about: Option<Question>,
    pub next_attempt_at: i64,
    pub attempts: i64,
}

impl OperationUpdate {
    /// An update that waits for nothing and counts no attempt.
    pub fn at(state: OperationState, now: i64) -> Self {
        Self { state, waiting_for: None, asks_about: None, next_attempt_at: now, attempts: 0 }
    }
}

/// The result of moving an operation on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Yes,
    /// The operation was to wait, but what it waits for came meanwhile: it is due.
    Woken,
    /// The lease was lost: nothing may be committed.
    Lost,
}

/// Moves a held operation on. `Running` renews the lease until `lease_until`;
/// anything else gives it back.
pub async fn move_to(
    tx: &mut OrgTx,
    operation: &Operation,
    owner: &str,
    update: &OperationUpdate,
    now: i64,
    lease_until: i64,
) -> Result<Moved, sqlx::Error> {
    let held = update.state == OperationState::Running;
    let asks = update.asks_about.as_ref();
    let finished_at = update.state.is_over().then_some(now);
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE operations SET
               state = CASE WHEN $1 = 'waiting' AND NOT $16 AND wakes <> $12 THEN 'queued' ELSE $1 END,
               waiting_for = CASE WHEN NOT $16 AND wakes <> $12 THEN NULL ELSE $2 END,
               takeover_of = $13, answerer = $15,
               note = $3, next_attempt_at = $4, attempts = $5, updated_at = $6, finished_at = $7,
               lease_owner = CASE WHEN $8 THEN lease_owner END, lease_until = CASE WHEN $8 THEN $14 END
             WHERE id = $9 AND org_id = $10 AND lease_owner = $11
             RETURNING state",
        )
        .bind(update.state.code())
        .bind(update.waiting_for.map(WaitingFor::code))
        .bind(asks.and_then(|asks| asks.name.as_deref()))
        .bind(update.next_attempt_at)
        .bind(update.attempts)
        .bind(now)
        .bind(finished_at)
        .bind(held)
        .bind(operation.id.as_str())
        .bind(org.as_str())
        .bind(owner)
        .bind(operation.wakes)
        .bind(asks.map(|asks| asks.key.as_str()))
        .bind(lease_until)
        .bind(asks.map(|asks| asks.about))
        // No wake-up answers a person's question.
        .bind(update.waiting_for.is_some_and(WaitingFor::asks_to_take))
        .fetch_optional(c)
        .await
    })?;
    Ok(match row {
        None => Moved::Lost,
        Some((state,)) if state == update.state.code() => Moved::Yes,
        Some(_) => Moved::Woken,
    })
}

pub struct StepEnd<'a> {
    pub state: StepState,
    pub receipt: Option<&'a Receipt>,
    pub problem: Option<&'a Problem>,
    /// The provider may have made something without answering; see [`may_make`](super::may_make).
    pub unanswered: bool,
}

pub async fn set_step(
    tx: &mut OrgTx,
    operation: &Operation,
    step: &Step,
    end: &StepEnd<'_>,
    now: i64,
) -> Result<(), Problem> {
    let receipt = to_json_some(end.receipt)?;
    let problem = to_json_some(end.problem)?;
    let over = matches!(end.state, StepState::Done | StepState::Skipped | StepState::Failed);
    execute!(
        tx,
        "UPDATE operation_steps SET state = $1, attempts = $2, receipt = $3, problem = $4, finished_at = $5,
           creating = CASE WHEN $9 THEN creating END
         WHERE operation_id = $6 AND org_id = $7 AND position = $8",
        |org| (
            end.state.code(),
            step.attempts,
            &receipt,
            &problem,
            over.then_some(now),
            operation.id.as_str(),
            org.as_str(),
            step.position,
            end.unanswered
        )
    )?;
    Ok(())
}

/// Stores how an import came about, for its page.
pub async fn set_outcome(
    tx: &mut OrgTx,
    id: &OperationId,
    outcome: ImportOutcome,
) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE operations SET outcome = $1 WHERE org_id = $2 AND id = $3", |org| (
        outcome.code(),
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}
