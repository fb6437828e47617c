//! Enqueues operations, and finds those that are open.

use std::time::Duration;

use super::{
    quota::hold,
    subject::{SubjectRow, subject_key},
    target::insert_step,
};
use crate::{
    domain::{
        ids::{OperationId, UserId},
        operation::{OperationKind, StepKind, SubjectId, Target},
        problem::Problem,
    },
    server::{
        correlation::{self, CorrelationId},
        cx::{Services, Unit},
        db::{OrgTx, execute, on, stored},
        operations::{
            handler::Retried,
            states::{is_open, is_unfinished},
        },
    },
};

/// The `retry_until` of an operation that begins now.
pub(super) fn retry_until(window: Duration, now: i64) -> i64 {
    now + i64::try_from(window.as_millis()).unwrap_or(i64::MAX / 2)
}

/// A step of an operation that does not exist yet.
#[derive(Clone, Debug)]
pub struct Planned {
    pub kind: StepKind,
    pub target: Option<Target>,
}

impl From<StepKind> for Planned {
    fn from(kind: StepKind) -> Self {
        Self { kind, target: None }
    }
}

/// An operation to enqueue, with steps of its own.
pub struct Plan<'a> {
    pub kind: OperationKind,
    pub subject: &'a SubjectId,
    /// The name of the subject, for when its row is gone.
    pub label: &'a str,
    pub steps: &'a [Planned],
}

/// Adds an operation in the caller's transaction, whose commit wakes the workers. Returns the open
/// operation where there is one.
pub async fn enqueue(
    tx: &mut Unit,
    kind: OperationKind,
    subject: &SubjectId,
) -> Result<OperationId, sqlx::Error> {
    enqueue_named(tx, &Asked { kind, subject, label: "" }).await
}

/// An operation with the steps that its kind always has.
pub struct Asked<'a> {
    pub kind: OperationKind,
    pub subject: &'a SubjectId,
    /// See [`Plan::label`].
    pub label: &'a str,
}

/// Like [`enqueue`], for an operation that may outlive its subject.
pub async fn enqueue_named(tx: &mut Unit, asked: &Asked<'_>) -> Result<OperationId, sqlx::Error> {
    let Asked { kind, subject, label } = *asked;
    let (services, by) = (tx.services().clone(), tx.user().clone());
    let steps: Vec<Planned> = services.operations.steps(kind).into_iter().map(Planned::from).collect();
    let plan = Plan { kind, subject, label, steps: &steps };
    loop {
        if let Some(id) = open(&services, tx, &by, &plan).await? {
            return Ok(id);
        }
        // An operation is open, and may find now what it waited for.
        expedite(tx, kind, subject, services.clock.now_ms()).await?;
        if let Some(open) = find_open(tx, kind, subject).await? {
            tx.wake_workers();
            return Ok(open);
        }
        // The open operation ended in between, without having seen the reason for this one.
    }
}

/// Has an operation that retries by itself go on now; adds a new one after one that is over.
pub async fn enqueue_again(
    tx: &mut Unit,
    kind: OperationKind,
    of: Retried<'_>,
) -> Result<OperationId, Problem> {
    let asked = Asked { kind, subject: of.subject, label: of.label };
    let again = enqueue_named(tx, &asked).await?;
    hold(tx).await?;
    Ok(again)
}

/// Adds an operation with its own plan. `None`: such an operation is open already.
pub async fn open(
    services: &Services,
    tx: &mut OrgTx,
    by: &UserId,
    plan: &Plan<'_>,
) -> Result<Option<OperationId>, sqlx::Error> {
    let id: OperationId = services.random.id();
    let now = services.clock.now_ms();
    let correlation = correlation::current().unwrap_or_else(|| CorrelationId::make(&services.random));
    let subject = SubjectRow::of(plan.subject);
    let inserted = execute!(
        tx,
        "INSERT INTO operations (id, org_id, kind, label, state, attempts, next_attempt_at, retry_until,
           correlation_id, created_by, created_at, updated_at, number_id, agent_id, leftover_id, provider,
           credential_id, instance)
         VALUES ($1, $2, $3, $4, 'queued', 0, $5, $6, $7, $8, $5, $5, $9, $10, $11, $12, $13, $14)
         ON CONFLICT DO NOTHING",
        |org| (
            id.as_str(),
            org.as_str(),
            plan.kind.code(),
            (!plan.label.is_empty()).then_some(plan.label),
            now,
            retry_until(services.operations.retry_window(plan.kind), now),
            correlation.as_str(),
            by.as_str(),
            &subject.number_id,
            &subject.agent_id,
            &subject.leftover_id,
            &subject.provider,
            &subject.credential_id,
            &subject.instance
        )
    )?;
    if inserted == 0 {
        return Ok(None);
    }
    for (position, step) in (0_i64..).zip(plan.steps) {
        insert_step(tx, &id, position, step).await?;
    }
    tx.wake_workers();
    Ok(Some(id))
}

/// The newest operation of that kind on a subject, in any state.
pub async fn latest(
    tx: &mut OrgTx,
    kind: OperationKind,
    subject: &SubjectId,
) -> Result<Option<OperationId>, sqlx::Error> {
    const SQL: &str = concat!(
        "SELECT id FROM operations WHERE org_id = $1 AND kind = $2 AND ",
        subject_key!(operations),
        " = $3 ORDER BY id DESC LIMIT 1"
    );
    one(tx, SQL, kind, SubjectRow::of(subject).key()).await
}

/// The newest operation of that kind whose subject had this name.
pub async fn latest_named(
    tx: &mut OrgTx,
    kind: OperationKind,
    label: &str,
) -> Result<Option<OperationId>, sqlx::Error> {
    const SQL: &str = "SELECT id FROM operations WHERE org_id = $1 AND kind = $2 AND label = $3
                       ORDER BY id DESC LIMIT 1";
    one(tx, SQL, kind, label).await
}

/// Whether an operation of that kind on the subject goes on.
pub async fn is_open(tx: &mut OrgTx, kind: OperationKind, subject: &SubjectId) -> Result<bool, sqlx::Error> {
    Ok(find_open(tx, kind, subject).await?.is_some())
}

const ANY_OPEN: &str = concat!(
    "SELECT COUNT(*) FROM operations
  WHERE org_id = $1 AND kind = $2 AND ",
    is_unfinished!()
);

/// Whether any operation of that kind goes on, or asks for help.
pub async fn any_open(tx: &mut OrgTx, kind: OperationKind) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c, org| sqlx::query_as(ANY_OPEN).bind(org.as_str()).bind(kind.code()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The operation of that kind on the subject that goes on.
pub async fn find_open(
    tx: &mut OrgTx,
    kind: OperationKind,
    subject: &SubjectId,
) -> Result<Option<OperationId>, sqlx::Error> {
    const SQL: &str = concat!(
        "SELECT id FROM operations WHERE org_id = $1 AND kind = $2 AND ",
        subject_key!(operations),
        " = $3 AND ",
        is_open!(),
        " AND NOT stopping"
    );
    one(tx, SQL, kind, SubjectRow::of(subject).key()).await
}

/// Finds one operation; `sql` asks for its id by org, kind and subject.
async fn one(
    tx: &mut OrgTx,
    sql: &'static str,
    kind: OperationKind,
    about: &str,
) -> Result<Option<OperationId>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(sql).bind(org.as_str()).bind(kind.code()).bind(about).fetch_optional(c).await
    })?;
    row.map(|(id,)| stored("operations", &id).parse("id", &id)).transpose()
}

/// Makes the open operation due now, whatever it waited for, except a person's decision about its
/// calls. A question about messages is asked anew: they may not be wanted any more.
async fn expedite(
    tx: &mut OrgTx,
    kind: OperationKind,
    subject: &SubjectId,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE operations SET state = 'queued', waiting_for = NULL, next_attempt_at = $1,
           retry_until = CASE WHEN state = 'waiting' THEN retry_until + $1 - updated_at
             ELSE retry_until END,
           updated_at = $1
         WHERE org_id = $2 AND kind = $3 AND ",
            subject_key!(operations),
            " = $4 AND lease_owner IS NULL AND NOT stopping
           AND (state = 'retrying' OR (state = 'waiting' AND waiting_for <> 'takeover'))"
        ),
        |org| (now, org.as_str(), kind.code(), SubjectRow::of(subject).key())
    )
    .map(drop)
}
