//! SQL of `operations` and `operation_steps`.

use std::time::Duration;

use crate::{
    domain::{
        ids::{OperationId, OrgId, UserId},
        operation::{ImportOutcome, OperationKind, OperationState, Receipt, StepKind, StepState, WaitingFor},
        problem::Problem,
    },
    server::{
        correlation::CorrelationId,
        cx::Services,
        db::{Tx, on},
        error::known,
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

/// A claimed operation.
pub struct Operation {
    pub id: OperationId,
    pub org: OrgId,
    pub kind: OperationKind,
    pub subject: String,
    /// A person agreed to take the number over from another assistant.
    pub consent: bool,
    pub attempts: i64,
    /// What had come for it when it was claimed; see [`wake`].
    pub wakes: i64,
    pub patience_until: i64,
    pub correlation: CorrelationId,
    pub steps: Vec<Step>,
}

pub struct Step {
    pub position: i64,
    pub kind: StepKind,
    pub state: StepState,
    pub attempts: i64,
    pub receipt: Option<Receipt>,
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
    let correlation =
        crate::server::correlation::current().unwrap_or_else(|| CorrelationId::make(&services.random));
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
    if inserted == 0 {
        // One is open. Whatever it waited for may be there now.
        hurry(tx, org, kind, subject, now).await?;
        tx.wake_workers();
        return find_open(tx, org, kind, subject).await?.ok_or(sqlx::Error::RowNotFound);
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
    Ok(row.and_then(|(id,)| id.parse().ok()))
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
            "UPDATE operations SET state = 'running', waiting_for = NULL, next_attempt_at = $1, updated_at = $1
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

/// What was waited for is there: everything that waited for it goes on. What is
/// running, and may have looked for it just before, is told by the count.
pub async fn wake(tx: &mut Tx, org: &OrgId, thing: WaitingFor, now: i64) -> Result<(), sqlx::Error> {
    on!(tx, |c| {
        sqlx::query(
            "UPDATE operations SET wakes = wakes + 1,
               state = CASE WHEN waiting_for = $3 THEN 'running' ELSE state END,
               waiting_for = CASE WHEN waiting_for = $3 THEN NULL ELSE waiting_for END,
               next_attempt_at = CASE WHEN waiting_for = $3 THEN $1 ELSE next_attempt_at END,
               updated_at = $1
             WHERE org_id = $2 AND state IN ('running', 'waiting')",
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
           updated_at = $1
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

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    org_id: String,
    kind: String,
    subject: String,
    consent: bool,
    attempts: i64,
    wakes: i64,
    patience_until: i64,
    correlation_id: String,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    position: i64,
    kind: String,
    state: String,
    attempts: i64,
    receipt: Option<String>,
}

const CLAIM_SQLITE: &str = "UPDATE operations SET lease_owner = $1, lease_until = $2, state = 'running'
  WHERE id = (SELECT id FROM operations
    WHERE state IN ('running', 'retrying') AND next_attempt_at <= $3
      AND (lease_until IS NULL OR lease_until <= $3)
    ORDER BY next_attempt_at LIMIT 1)
  RETURNING id, org_id, kind, subject, consent, attempts, wakes, patience_until, correlation_id";

/// The same, and other nodes' claims are stepped over instead of waited for.
const CLAIM_POSTGRES: &str = "UPDATE operations SET lease_owner = $1, lease_until = $2, state = 'running'
  WHERE id = (SELECT id FROM operations
    WHERE state IN ('running', 'retrying') AND next_attempt_at <= $3
      AND (lease_until IS NULL OR lease_until <= $3)
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, org_id, kind, subject, consent, attempts, wakes, patience_until, correlation_id";

/// Takes the operation that is due longest, under a lease.
pub async fn claim(
    tx: &mut Tx,
    owner: &str,
    now: i64,
    lease_until: i64,
) -> Result<Option<Operation>, Problem> {
    let sql = if tx.is_postgres() { CLAIM_POSTGRES } else { CLAIM_SQLITE };
    let row: Option<ClaimedRow> =
        on!(tx, |c| { sqlx::query_as(sql).bind(owner).bind(lease_until).bind(now).fetch_optional(c).await })?;
    let Some(row) = row else { return Ok(None) };
    let rows: Vec<StepRow> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT position, kind, state, attempts, receipt FROM operation_steps
             WHERE operation_id = $1 ORDER BY position",
        )
        .bind(&row.id)
        .fetch_all(c)
        .await
    })?;
    let kind = known("operation kind", &row.kind, OperationKind::from_code)?;
    let steps = rows
        .into_iter()
        .map(|row| {
            Ok(Step {
                position: row.position,
                kind: known("step kind", &row.kind, |code| {
                    kind.steps().iter().copied().find(|step| step.code() == code)
                })?,
                state: known("step state", &row.state, StepState::from_code)?,
                attempts: row.attempts,
                receipt: row.receipt.as_deref().map(serde_json::from_str).transpose()?,
            })
        })
        .collect::<Result<_, Problem>>()?;
    let known_id = |text: String| known("id", &text, |text| text.parse().ok());
    Ok(Some(Operation {
        id: known_id(row.id)?,
        org: known("org id", &row.org_id, |text| text.parse().ok())?,
        kind,
        subject: row.subject,
        consent: row.consent,
        attempts: row.attempts,
        wakes: row.wakes,
        patience_until: row.patience_until,
        correlation: known("correlation id", &row.correlation_id, CorrelationId::parse)?,
        steps,
    }))
}

/// An embedded database has one process: leases of a former one are void.
pub async fn release_all(tx: &mut Tx) -> Result<(), sqlx::Error> {
    on!(tx, |c| {
        sqlx::query(
            "UPDATE operations SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL",
        )
        .execute(c)
        .await
        .map(drop)
    })
}

/// Extends the lease; `false` when another worker has taken over.
pub async fn extend(tx: &mut Tx, id: &OperationId, owner: &str, until: i64) -> Result<bool, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query("UPDATE operations SET lease_until = $1 WHERE id = $2 AND lease_owner = $3")
            .bind(until)
            .bind(id.as_str())
            .bind(owner)
            .execute(c)
            .await
            .map(|done| done.rows_affected() == 1)
    })
}

/// How an operation stands after a step; see [`move_to`].
pub struct Standing {
    pub state: OperationState,
    pub waiting_for: Option<WaitingFor>,
    pub note: Option<String>,
    pub next_attempt_at: i64,
    pub attempts: i64,
}

/// What became of moving an operation on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Yes,
    /// It was to wait, and what it waits for came while it looked: it is due.
    Woken,
    /// The lease was lost: nothing may be committed.
    Lost,
}

/// Moves a held operation on. Anything but `Running` gives the lease back.
pub async fn move_to(
    tx: &mut Tx,
    operation: &Operation,
    owner: &str,
    standing: &Standing,
    now: i64,
) -> Result<Moved, sqlx::Error> {
    let held = standing.state == OperationState::Running;
    let finished_at = (!standing.state.is_open()).then_some(now);
    let row: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "UPDATE operations SET
               state = CASE WHEN $1 = 'waiting' AND $2 <> 'takeover' AND wakes <> $12 THEN 'running' ELSE $1 END,
               waiting_for = CASE WHEN $2 <> 'takeover' AND wakes <> $12 THEN NULL ELSE $2 END,
               note = $3, next_attempt_at = $4, attempts = $5, updated_at = $6, finished_at = $7,
               lease_owner = CASE WHEN $8 THEN lease_owner END, lease_until = CASE WHEN $8 THEN lease_until END
             WHERE id = $9 AND org_id = $10 AND lease_owner = $11
             RETURNING state",
        )
        .bind(standing.state.code())
        .bind(standing.waiting_for.map(WaitingFor::code))
        .bind(&standing.note)
        .bind(standing.next_attempt_at)
        .bind(standing.attempts)
        .bind(now)
        .bind(finished_at)
        .bind(held)
        .bind(operation.id.as_str())
        .bind(operation.org.as_str())
        .bind(owner)
        .bind(operation.wakes)
        .fetch_optional(c)
        .await
    })?;
    Ok(match row {
        None => Moved::Lost,
        Some((state,)) if state == standing.state.code() => Moved::Yes,
        Some(_) => Moved::Woken,
    })
}

pub async fn set_outcome(
    tx: &mut Tx,
    org: &OrgId,
    id: &OperationId,
    outcome: ImportOutcome,
) -> Result<(), sqlx::Error> {
    on!(tx, |c| {
        sqlx::query("UPDATE operations SET outcome = $1 WHERE org_id = $2 AND id = $3")
            .bind(outcome.code())
            .bind(org.as_str())
            .bind(id.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// What becomes of a step.
pub struct StepEnd<'a> {
    pub state: StepState,
    pub receipt: Option<&'a Receipt>,
    pub problem: Option<&'a Problem>,
}

pub async fn set_step(
    tx: &mut Tx,
    operation: &Operation,
    step: &Step,
    end: &StepEnd<'_>,
    now: i64,
) -> Result<(), Problem> {
    let receipt = end.receipt.map(serde_json::to_string).transpose()?;
    let problem = end.problem.map(serde_json::to_string).transpose()?;
    let over = matches!(end.state, StepState::Done | StepState::Skipped | StepState::Failed);
    on!(tx, |c| {
        sqlx::query(
            "UPDATE operation_steps SET state = $1, attempts = $2, receipt = $3, problem = $4, finished_at = $5
             WHERE operation_id = $6 AND org_id = $7 AND position = $8",
        )
        .bind(end.state.code())
        .bind(step.attempts)
        .bind(&receipt)
        .bind(&problem)
        .bind(over.then_some(now))
        .bind(operation.id.as_str())
        .bind(operation.org.as_str())
        .bind(step.position)
        .execute(c)
        .await
        .map(drop)
    })?;
    Ok(())
}
