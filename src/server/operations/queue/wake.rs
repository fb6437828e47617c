//! Lets operations go on after what they waited for came, or after a person decided.

use super::{enqueue::retry_until, subject::subject_key};
use crate::{
    domain::{ids::OperationId, operation::WaitingFor},
    server::{
        db::{OrgTx, execute},
        operations::{
            handler::CLEANUP_RETRY_WINDOW,
            states::{is_open, is_unfinished},
        },
    },
};

/// Lets every operation go on that waits for `thing`; the time that it waited does not count
/// against its retry window. A running operation, which may have looked for the thing just before,
/// is told by the count of wakes.
pub async fn wake(tx: &mut OrgTx, thing: WaitingFor, now: i64) -> Result<(), sqlx::Error> {
    wake_others(tx, thing, None, now).await
}

/// Open operations are selected as unfinished ones that ask for no help, so that an index applies.
const WAKE: &str = concat!(
    "UPDATE operations SET wakes = wakes + 1,
    state = CASE WHEN waiting_for = $3 THEN 'queued' ELSE state END,
    waiting_for = CASE WHEN waiting_for = $3 THEN NULL ELSE waiting_for END,
    next_attempt_at = CASE WHEN waiting_for = $3 THEN $1 ELSE next_attempt_at END,
    retry_until = CASE WHEN state = 'waiting' THEN retry_until + $1 - updated_at
      ELSE retry_until END,
    updated_at = $1
  WHERE org_id = $2 AND id <> $4 AND ",
    is_unfinished!(),
    "
    AND state <> 'needs_attention'"
);

/// Like [`wake`], except for the operation that brought the thing, and does not wait for it.
pub async fn wake_others(
    tx: &mut OrgTx,
    thing: WaitingFor,
    but: Option<&OperationId>,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(tx, WAKE, |org| (now, org.as_str(), thing.code(), but.map_or("", OperationId::as_str)))?;
    if !matches!(thing, WaitingFor::Provider(_)) {
        tx.wake_workers();
        return Ok(());
    }
    // A clean-up that asked for help may get on with another key, as if it began; except where a
    // newer one on the same thing was asked for, since only one may be open.
    execute!(
        tx,
        concat!(
            "UPDATE operations SET state = 'queued', next_attempt_at = $1, attempts = 0, retry_until = $3,
           updated_at = $1
         WHERE org_id = $2 AND state = 'needs_attention' AND NOT EXISTS (SELECT 1 FROM operations AS other
           WHERE other.org_id = operations.org_id AND ",
            subject_key!(other),
            " = ",
            subject_key!(operations),
            "
             AND other.kind = operations.kind AND other.id <> operations.id
             AND ((",
            is_open!(other),
            " AND NOT other.stopping)
               OR (other.state = 'needs_attention' AND other.id > operations.id)))"
        ),
        |org| (now, org.as_str(), retry_until(CLEANUP_RETRY_WINDOW, now))
    )?;
    tx.wake_workers();
    Ok(())
}

/// Records that a person agreed beforehand to take the number from exactly this answerer. Where
/// another one has it by then, the person is asked.
pub async fn consent(tx: &mut OrgTx, id: &OperationId, stranger: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE operations SET agreed = agreed || $3 WHERE org_id = $1 AND id = $2", |org| (
        org.as_str(),
        id.as_str(),
        format!("{stranger}\n")
    ))?;
    // An operation that waits for this answer goes on.
    agree(tx, id, stranger, now).await.map(drop)
}

/// Records that a person agrees to what the operation asks about, and lets it go on. `false`: the
/// operation does not ask about that now.
pub async fn agree(
    tx: &mut OrgTx,
    id: &OperationId,
    asked_about: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    answer(tx, id, asked_about, &format!("{asked_about}\n"), now).await
}

/// Lets the operation go on without what it asked for.
pub async fn go_on_without(
    tx: &mut OrgTx,
    id: &OperationId,
    asked_about: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    answer(tx, id, asked_about, "", now).await
}

async fn answer(
    tx: &mut OrgTx,
    id: &OperationId,
    asked_about: &str,
    agreed: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let changed = execute!(
        tx,
        "UPDATE operations SET state = 'queued', waiting_for = NULL, agreed = agreed || $5, next_attempt_at = $1,
           retry_until = retry_until + $1 - updated_at, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND state = 'waiting' AND takeover_of = $4",
        |org| (now, org.as_str(), id.as_str(), asked_about, agreed)
)?;
    if changed == 1 {
        tx.wake_workers();
    }
    Ok(changed == 1)
}

/// Stops the operation, because a person does not agree.
pub async fn decline(
    tx: &mut OrgTx,
    id: &OperationId,
    asked_about: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET state = 'stopped', waiting_for = NULL, finished_at = $1, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND state = 'waiting' AND takeover_of = $4",
        |org| (now, org.as_str(), id.as_str(), asked_about)
    )
    .map(|changed| changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn waking_reads_no_history() {
        explain::assert_unfinished_only(WAKE).await;
    }
}
