//! Leases of operations: a worker claims one under a lease, extends it, and gives it back.

use super::{
    operation::{Operation, Step},
    subject::{SubjectRow, subject_columns},
    target::{TargetRow, target_columns},
};
use crate::{
    domain::{
        ids::{OperationId, OrgId},
        operation::{OperationKind, StepKind, StepState},
        problem::Problem,
    },
    server::{
        correlation::CorrelationId,
        db::{OrgTx, Tx, execute, on, stored, stored_step},
        operations::states::{is_claimable, is_unfinished},
        providers::Lease,
        suspension::is_at_work,
    },
};

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    org_id: String,
    kind: String,
    #[sqlx(flatten)]
    subject: SubjectRow,
    created_by: String,
    agreed: String,
    stopping: bool,
    attempts: i64,
    wakes: i64,
    retry_until: i64,
    correlation_id: String,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    position: i64,
    kind: String,
    #[sqlx(flatten)]
    target: TargetRow,
    state: String,
    attempts: i64,
    receipt: Option<String>,
}

/// The condition that operations of the organisation are claimed: its work goes on, or its deletion takes
/// back what is at the providers.
macro_rules! may_operate {
    ($org:literal) => {
        concat!(
            "(",
            is_at_work!($org),
            " OR EXISTS (SELECT 1 FROM deletions AS begun WHERE begun.org_id = ",
            $org,
            " AND begun.state = 'running' AND NOT begun.forced))"
        )
    };
}

/// Finds the orgs that have something due and whose operations are claimed, the longest waiting first. Reads one row of each org
/// that has anything to do, however much that is, and none while nothing is due.
const DUE: &str = concat!(
    "WITH RECURSIVE
  active (id) AS (
    SELECT head.org_id FROM (
      SELECT o.org_id FROM operations AS o WHERE ",
    is_claimable!(o),
    " AND EXISTS (
        SELECT 1 FROM operations AS any_due
        WHERE ",
    is_claimable!(any_due),
    " AND any_due.next_attempt_at <= $1
          AND (any_due.lease_until IS NULL OR any_due.lease_until <= $1))
      ORDER BY o.org_id LIMIT 1) AS head
    UNION ALL
    SELECT (SELECT o.org_id FROM operations AS o
      WHERE ",
    is_claimable!(o),
    " AND o.org_id > active.id ORDER BY o.org_id LIMIT 1)
    FROM active WHERE active.id IS NOT NULL),
  heads (id, since) AS MATERIALIZED (
    SELECT active.id, (SELECT o.next_attempt_at FROM operations AS o
      WHERE o.org_id = active.id AND ",
    is_claimable!(o),
    " AND o.next_attempt_at <= $1
        AND (o.lease_until IS NULL OR o.lease_until <= $1)
      ORDER BY o.next_attempt_at LIMIT 1)
    FROM active WHERE active.id IS NOT NULL)
  SELECT id FROM heads WHERE since IS NOT NULL AND ",
    may_operate!("heads.id"),
    " ORDER BY since, id"
);

/// The orgs that have an operation to claim, the longest waiting first.
pub async fn due(tx: &mut Tx, now: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| sqlx::query_as(DUE).bind(now).fetch_all(c).await)?;
    rows.into_iter().map(|(id,)| stored("orgs", &id).parse("id", &id)).collect()
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE operations SET lease_owner = $1, lease_until = $2, state = 'running'
             WHERE id = (SELECT o.id FROM operations AS o
               WHERE o.org_id = $4 AND ",
            is_claimable!(o),
            " AND o.next_attempt_at <= $3
                 AND (o.lease_until IS NULL OR o.lease_until <= $3)
                 AND ",
            may_operate!("$4"),
            "
               ORDER BY o.next_attempt_at, o.id LIMIT 1",
            $lock,
            ") RETURNING id, org_id, kind, created_by, agreed, stopping, attempts, wakes, retry_until,
               correlation_id, ",
            subject_columns!(operations)
        )
    };
}

const CLAIM_SQLITE: &str = claim!("");
/// Steps over the claims of other nodes instead of waiting for them.
const CLAIM_POSTGRES: &str = claim!(" FOR UPDATE SKIP LOCKED");

/// Takes the org's operation that is due longest, under a lease.
pub async fn claim(
    tx: &mut OrgTx,
    owner: &str,
    now: i64,
    lease_until: i64,
) -> Result<Option<Operation>, Problem> {
    let sql = if tx.is_postgres() { CLAIM_POSTGRES } else { CLAIM_SQLITE };
    let row: Option<ClaimedRow> = on!(tx, |c, org| {
        sqlx::query_as(sql).bind(owner).bind(lease_until).bind(now).bind(org.as_str()).fetch_optional(c).await
    })?;
    let Some(row) = row else { return Ok(None) };
    let rows: Vec<StepRow> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT position, kind, state, attempts, receipt, ",
            target_columns!(),
            " FROM operation_steps WHERE operation_id = $1 ORDER BY position"
        ))
        .bind(&row.id)
        .fetch_all(c)
        .await
    })?;
    let steps = rows
        .into_iter()
        .map(|step| {
            let read = stored_step(&row.id, step.position);
            Ok(Step {
                position: step.position,
                kind: read.code("kind", &step.kind, StepKind::from_code)?,
                target: step.target.read(read)?,
                // A step that was refused once is tried again.
                state: match read.code("state", &step.state, StepState::from_code)? {
                    StepState::Failed => StepState::Todo,
                    state => state,
                },
                attempts: step.attempts,
                receipt: read.json_some("receipt", step.receipt.as_deref())?,
                holds: None,
            })
        })
        .collect::<Result<_, sqlx::Error>>()?;
    let read = stored("operations", &row.id);
    let kind = read.code("kind", &row.kind, OperationKind::from_code)?;
    Ok(Some(Operation {
        id: read.parse("id", &row.id)?,
        lease: owner.to_owned(),
        held: Lease::until(lease_until),
        org: read.parse("org_id", &row.org_id)?,
        kind,
        subject: row.subject.read(read, kind)?,
        by: read.parse("created_by", &row.created_by)?,
        agreed: row.agreed.lines().map(str::to_owned).collect(),
        cancelled: row.stopping,
        attempts: row.attempts,
        wakes: row.wakes,
        retry_until: row.retry_until,
        correlation: read.code("correlation_id", &row.correlation_id, CorrelationId::parse)?,
        steps,
        put_off: None,
    }))
}

/// An embedded database has one process: leases of a former one are void.
pub async fn release_all(tx: &mut Tx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET state = 'queued', lease_owner = NULL, lease_until = NULL
         WHERE lease_owner IS NOT NULL"
    )
    .map(drop)
}

/// Whether operations of the organisation are claimed: also a worker that has one asks, between steps.
pub async fn may_go_on(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(concat!("SELECT ", may_operate!("$1"))).bind(org.as_str()).fetch_one(c).await
    })
}

/// Gives operations that are not over so many milliseconds more in which they are tried.
pub async fn extend_windows(tx: &mut OrgTx, by: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE operations SET retry_until = retry_until + $1 WHERE org_id = $2 AND ",
        is_unfinished!()
    );
    execute!(tx, sql, |org| (by, org.as_str())).map(drop)
}

/// Gives a held operation back: any worker may go on with it at once.
pub async fn give_back(tx: &mut Tx, id: &OperationId, owner: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET state = 'queued', lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2",
        id.as_str(),
        owner
    )
    .map(drop)
}

/// Extends the lease; `false` when another worker has taken over.
pub async fn extend(tx: &mut Tx, id: &OperationId, owner: &str, until: i64) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE operations SET lease_until = $1 WHERE id = $2 AND lease_owner = $3",
        until,
        id.as_str(),
        owner
    )
    .map(|changed| changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn lesson_76_whose_turn_it_is_is_read_from_indexes_whoever_has_how_much() {
        let due = explain::of(DUE).await;
        let tables: Vec<_> =
            due.iter().filter(|line| line.contains(" any_due") || line.contains(" o ")).collect();
        assert_eq!(tables.len(), 4, "{due:#?}");
        let by = |index: &str| tables.iter().filter(|line| line.contains(index)).count();
        assert_eq!(by("INDEX operations_turn"), 3, "{due:#?}");
        assert_eq!(by("INDEX operations_due (next_attempt_at<?)"), 1, "{due:#?}");
        let claim = explain::of(CLAIM_SQLITE).await;
        assert!(
            claim.iter().any(|line| line.contains("INDEX operations_turn (org_id=? AND next_attempt_at<?)")),
            "{claim:#?}"
        );
        assert!(!claim.iter().any(|line| line.contains("TEMP B-TREE")), "{claim:#?}");
    }
}
