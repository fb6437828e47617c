//! Asking for an operation, and telling one that goes on.

use std::time::Duration;

use crate::{
    domain::{
        ids::{OperationId, OrgId, UserId},
        operation::{OperationKind, WaitingFor},
    },
    server::{
        correlation::{self, CorrelationId},
        cx::Services,
        db::{Tx, on},
        error::unreadable,
    },
};

/// How long transient problems are retried before an operation fails. A key
/// that could not be checked is asked about for as long as it may matter.
const fn patience(kind: OperationKind) -> Duration {
    const DAY: u64 = 24 * 3600;
    match kind {
        OperationKind::ImportNumber | OperationKind::SyncAgent => Duration::from_secs(DAY),
        OperationKind::VerifyCredential => Duration::from_secs(30 * DAY),
    }
}

/// Adds an operation in the caller's transaction, which it also wakes the
/// workers with. Asked again while one is open, it is that one.
pub async fn enqueue(
    services: &Services,
    tx: &mut Tx,
    org: &OrgId,
    by: &UserId,
    kind: OperationKind,
    subject: &str,
) -> Result<OperationId, sqlx::Error> {
    let id: OperationId = services.random.id();
    let now = services.clock.now_ms();
    let correlation = correlation::current().unwrap_or_else(|| CorrelationId::make(&services.random));
    loop {
        let inserted = on!(tx, |c| {
            sqlx::query(
                "INSERT INTO operations (id, org_id, kind, subject, state, consent, attempts, next_attempt_at,
                   patience_until, correlation_id, created_by, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, 'running', FALSE, 0, $5, $6, $7, $8, $5, $5)
                 ON CONFLICT DO NOTHING",
            )
            .bind(id.as_str())
            .bind(org.as_str())
            .bind(kind.code())
            .bind(subject)
            .bind(now)
            .bind(now + i64::try_from(patience(kind).as_millis()).unwrap_or(i64::MAX / 2))
            .bind(correlation.as_str())
            .bind(by.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
        })?;
        if inserted == 1 {
            break;
        }
        // One is open. Whatever it waited for may be there now.
        hurry(tx, org, kind, subject, now).await?;
        if let Some(open) = find_open(tx, org, kind, subject).await? {
            tx.wake_workers();
            return Ok(open);
        }
        // It ended in between, without having seen what this one is for.
    }
    for (position, step) in (0_i64..).zip(kind.steps()) {
        on!(tx, |c| {
            sqlx::query(
                "INSERT INTO operation_steps (operation_id, org_id, position, kind, state, attempts)
                 VALUES ($1, $2, $3, $4, 'todo', 0)",
            )
            .bind(id.as_str())
            .bind(org.as_str())
            .bind(position)
            .bind(step.code())
            .execute(c)
            .await
            .map(drop)
        })?;
    }
    tx.wake_workers();
    Ok(id)
}

/// The newest operation of that kind on a subject, whatever became of it.
pub async fn latest(
    tx: &mut Tx,
    org: &OrgId,
    kind: OperationKind,
    subject: &str,
) -> Result<Option<OperationId>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT id FROM operations WHERE org_id = $1 AND subject = $2 AND kind = $3 ORDER BY id DESC LIMIT 1",
        )
        .bind(org.as_str())
        .bind(subject)
        .bind(kind.code())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.and_then(|(id,)| id.parse().ok()))
}

async fn find_open(
    tx: &mut Tx,
    org: &OrgId,
    kind: OperationKind,
    subject: &str,
) -> Result<Option<OperationId>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT id FROM operations WHERE org_id = $1 AND kind = $2 AND subject = $3
             AND state IN ('running', 'retrying', 'waiting')",
        )
        .bind(org.as_str())
        .bind(kind.code())
        .bind(subject)
        .fetch_optional(c)
        .await
    })?;
    row.map(|(id,)| id.parse().map_err(unreadable)).transpose()
}

/// Due now, whatever it waited for, but for a person's decision.
async fn hurry(
    tx: &mut Tx,
    org: &OrgId,
    kind: OperationKind,
    subject: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    on!(tx, |c| {
        sqlx::query(
            "UPDATE operations SET state = 'running', waiting_for = NULL, next_attempt_at = $1,
               patience_until = CASE WHEN state = 'waiting' THEN patience_until + $1 - updated_at
                 ELSE patience_until END,
               updated_at = $1
             WHERE org_id = $2 AND kind = $3 AND subject = $4 AND lease_owner IS NULL
               AND (state = 'retrying' OR (state = 'waiting' AND waiting_for <> 'takeover'))",
        )
        .bind(now)
        .bind(org.as_str())
        .bind(kind.code())
        .bind(subject)
        .execute(c)
        .await
        .map(drop)
    })
}

/// What was waited for is there: everything that waited for it goes on, and the
/// time that it waited costs it no patience. What is running, and may have
/// looked for it just before, is told by the count.
pub async fn wake(tx: &mut Tx, org: &OrgId, thing: WaitingFor, now: i64) -> Result<(), sqlx::Error> {
    on!(tx, |c| {
        sqlx::query(
            "UPDATE operations SET wakes = wakes + 1,
               state = CASE WHEN waiting_for = $3 THEN 'running' ELSE state END,
               waiting_for = CASE WHEN waiting_for = $3 THEN NULL ELSE waiting_for END,
               next_attempt_at = CASE WHEN waiting_for = $3 THEN $1 ELSE next_attempt_at END,
               patience_until = CASE WHEN state = 'waiting' THEN patience_until + $1 - updated_at
                 ELSE patience_until END,
               updated_at = $1
             WHERE org_id = $2 AND state IN ('running', 'retrying', 'waiting')",
        )
        .bind(now)
        .bind(org.as_str())
        .bind(thing.code())
        .execute(c)
        .await
        .map(drop)
    })?;
    tx.wake_workers();
    Ok(())
}

/// A person's decision about taking a number over: grant it, or stop.
pub async fn decide(
    tx: &mut Tx,
    org: &OrgId,
    id: &OperationId,
    take_over: bool,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let sql = if take_over {
        "UPDATE operations SET state = 'running', waiting_for = NULL, consent = TRUE, next_attempt_at = $1,
           patience_until = patience_until + $1 - updated_at, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND state = 'waiting' AND waiting_for = 'takeover'"
    } else {
        "UPDATE operations SET state = 'stopped', waiting_for = NULL, finished_at = $1, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND state = 'waiting' AND waiting_for = 'takeover'"
    };
    let changed = on!(tx, |c| {
        sqlx::query(sql)
            .bind(now)
            .bind(org.as_str())
            .bind(id.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    if take_over && changed == 1 {
        tx.wake_workers();
    }
    Ok(changed == 1)
}
