//! Cancels operations, finds those that others wait for, and resumes clean-ups that a person tries
//! again.

use std::time::Duration;

use super::{
    Operation,
    enqueue::retry_until,
    subject::{SubjectRow, subject_key},
    wake::wake,
};
use crate::{
    domain::{
        ids::OperationId,
        operation::{OperationKind, OperationState, StepKind, SubjectId, WaitingFor},
    },
    server::{
        db::{OrgTx, execute, on, stored},
        operations::{
            ended::{self, Ended},
            states::{is_left, is_open, is_paused, is_unfinished},
        },
    },
};

/// The operations to stop: all of a kind, or those on one subject.
pub struct Cancel {
    pub kind: OperationKind,
    pub subject: Option<SubjectId>,
}

const CANCEL: &str = concat!(
    "UPDATE operations SET
    stopping = TRUE,
    state = CASE WHEN lease_owner IS NULL THEN 'stopped' ELSE state END,
    waiting_for = CASE WHEN lease_owner IS NULL THEN NULL ELSE waiting_for END,
    finished_at = CASE WHEN lease_owner IS NULL THEN $1 ELSE finished_at END,
    updated_at = $1
  WHERE org_id = $2 AND kind = $3 AND ($4 IS NULL OR ",
    subject_key!(operations),
    " = $4)
    AND ",
    is_unfinished!(),
    " RETURNING id, state"
);

/// Shreds the secrets of stopped operations; only few operations hold any.
const SHRED_STOPPED: &str = "DELETE FROM operation_escrow WHERE org_id = $1 AND EXISTS
    (SELECT 1 FROM operations AS o
     WHERE o.id = operation_escrow.operation_id AND o.org_id = $1 AND o.state = 'stopped')";

/// Stops operations: at once where no worker has them, else at their next step. Findings of a
/// running step no longer count.
pub async fn cancel(tx: &mut OrgTx, which: &[Cancel], now: i64) -> Result<(), sqlx::Error> {
    for Cancel { kind, subject } in which {
        let row = subject.as_ref().map(SubjectRow::of);
        let key = row.as_ref().map(SubjectRow::key);
        let stopped: Vec<(String, String)> = on!(tx, |c, org| {
            sqlx::query_as(CANCEL).bind(now).bind(org.as_str()).bind(kind.code()).bind(key).fetch_all(c).await
        })?;
        let state = OperationState::Stopped;
        for (id, _) in stopped.iter().filter(|(_, after)| after == state.code()) {
            let id = stored("operations", id).parse("id", id)?;
            let subject = subject.as_ref().map(ToString::to_string);
            ended::tell(tx, Ended { id: &id, kind: *kind, subject, state, problem: None }, now).await?;
        }
    }
    execute!(tx, SHRED_STOPPED, |org| (org.as_str(),))?;
    // Wakes the operations that waited for one of these.
    wake(tx, WaitingFor::Operation, now).await
}

/// Whether that operation has a step of this kind still to do, or under way.
pub async fn is_open_at(tx: &mut OrgTx, id: &OperationId, kind: StepKind) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT COUNT(*) FROM operation_steps AS s JOIN operations AS o ON o.id = s.operation_id
             WHERE s.org_id = $1 AND o.id = $2 AND s.kind = $3 AND ",
            is_left!(s),
            "
               AND ",
            is_open!(o)
        ))
        .bind(org.as_str())
        .bind(id.as_str())
        .bind(kind.code())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// Like [`is_open_at`], but only while a worker has the operation.
pub async fn is_held_at(tx: &mut OrgTx, id: &OperationId, kind: StepKind) -> Result<bool, sqlx::Error> {
    let row: Option<(bool,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT lease_owner IS NOT NULL FROM operations WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some_and(|(held,)| held) && is_open_at(tx, id, kind).await?)
}

/// Whether a held operation was told to stop.
pub async fn is_cancelled(tx: &mut OrgTx, operation: &Operation) -> Result<bool, sqlx::Error> {
    let row: Option<(bool,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT stopping FROM operations WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(operation.id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some_and(|(stopping,)| stopping))
}

/// Reads unfinished operations, which an index has; no worker holds one that asks for help.
const CANCELLING_ANY: &str = concat!(
    "SELECT COUNT(*) FROM operations
  WHERE org_id = $1 AND stopping AND ",
    is_unfinished!()
);

/// Whether an operation of the org was told to stop and has not stopped yet.
pub async fn cancelling_any(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c, org| sqlx::query_as(CANCELLING_ANY).bind(org.as_str()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The operations that still have a step left on this number or agent, and that others
/// wait for.
pub async fn waited_for_on(tx: &mut OrgTx, about: &str) -> Result<Vec<OperationId>, sqlx::Error> {
    let rows: Vec<(String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT DISTINCT o.id, o.kind, s.kind FROM operation_steps AS s
             JOIN operations AS o ON o.id = s.operation_id
             WHERE s.org_id = $1 AND s.about = $2 AND ",
            is_left!(s),
            "
               AND ",
            is_unfinished!(o)
        ))
        .bind(org.as_str())
        .bind(about)
        .fetch_all(c)
        .await
    })?;
    let mut found = Vec::new();
    for (id, kind, step) in rows {
        let row = stored("operations", &id);
        let kind = row.code("kind", &kind, OperationKind::from_code)?;
        let step = stored("operation_steps", &id).code("kind", &step, StepKind::from_code)?;
        let id: OperationId = row.parse("id", &id)?;
        if kind.is_waited_for() && step.is_waited_for() && !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// Resumes the same operation, since its escrow belongs to it alone, with a new retry window.
/// `false` when it neither waits nor asks for help, or when a newer operation on the same thing
/// goes on.
pub async fn resume(
    tx: &mut OrgTx,
    id: &OperationId,
    retry_window: Duration,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let resumed = execute!(
        tx,
        concat!(
            "UPDATE operations SET state = 'queued', waiting_for = NULL, next_attempt_at = $1, attempts = 0,
           retry_until = $2, updated_at = $1
         WHERE org_id = $3 AND id = $4 AND ",
            is_paused!(),
            "
           AND NOT EXISTS (SELECT 1 FROM operations AS other
             WHERE other.org_id = operations.org_id AND ",
            subject_key!(other),
            " = ",
            subject_key!(operations),
            "
               AND other.kind = operations.kind AND other.id <> operations.id
               AND ",
            is_open!(other),
            " AND NOT other.stopping)"
        ),
        |org| (now, retry_until(retry_window, now), org.as_str(), id.as_str())
    )?;
    if resumed == 0 {
        return Ok(false);
    }
    execute!(
        tx,
        concat!(
            "UPDATE operation_steps SET state = 'todo'
         WHERE org_id = $1 AND operation_id = $2 AND ",
            is_left!()
        ),
        |org| (org.as_str(), id.as_str())
    )?;
    tx.wake_workers();
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn cancelling_reads_no_history() {
        explain::assert_unfinished_only(CANCEL).await;
        explain::assert_unfinished_only(CANCELLING_ANY).await;
        let plan = explain::of(SHRED_STOPPED).await;
        assert!(
            plan.iter().any(|line| line.starts_with("SEARCH o ") && line.ends_with("(id=?)")),
            "{plan:#?}"
        );
    }
}
