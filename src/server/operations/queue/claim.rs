//! Claims operations under a lease.

use super::{
    subject::{SubjectRow, subject_columns},
    target::{TargetRow, target_columns},
};
use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, OrgId, UserId},
        operation::{
            OperationKind, OperationState, Receipt, StepKind, StepState, SubjectId, Target, WaitsOn,
        },
        problem::Problem,
    },
    server::{
        correlation::CorrelationId,
        db::{OrgTx, Tx, on, stored, stored_step},
        operations::states::is_claimable,
        providers::Lease,
    },
};

/// A claimed operation.
pub struct Operation {
    pub id: OperationId,
    /// The owner of the lease, as in the row: nothing is committed under another.
    pub lease: String,
    /// The end of the lease, as far as this worker knows.
    pub held: Lease,
    pub org: OrgId,
    pub kind: OperationKind,
    pub subject: SubjectId,
    /// The user who asked for it.
    pub by: UserId,
    /// The exact keys of the answerers that a person agreed to take the number from.
    pub agreed: Vec<String>,
    /// The operation was told to stop, which its last worker had not seen.
    pub cancelled: bool,
    pub attempts: i64,
    /// The count of wake-ups when it was claimed; see [`wake`](super::wake()).
    pub wakes: i64,
    pub retry_until: i64,
    pub correlation: CorrelationId,
    pub steps: Vec<Step>,
    /// When the steps that this run put off are due; `None` where it put off none.
    pub put_off: Option<PutOff>,
}

/// The next attempt at a step that is tried again by itself, while others went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutOff {
    pub next_attempt_at: i64,
    pub attempts: i64,
}

/// The steps that a stuck step keeps from running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The steps about the same thing.
    Thing,
    /// All steps in the same account, which refuses or does not answer.
    Account,
}

pub struct Step {
    pub position: i64,
    pub kind: StepKind,
    pub target: Option<Target>,
    pub state: StepState,
    pub attempts: i64,
    pub receipt: Option<Receipt>,
    /// Set while the step is stuck in this run: the steps that it keeps from running.
    pub holds: Option<Holds>,
}

impl Operation {
    pub fn agreed_to(&self, stranger: &str) -> bool {
        self.agreed.iter().any(|agreed| agreed == stranger)
    }

    /// The first step to run: after a stuck one, a step that does not hang on it.
    pub fn next(&self) -> Option<usize> {
        self.steps.iter().position(|step| {
            let held = || self.steps.iter().any(|other| other.holds_up(step));
            !step.is_over() && step.holds.is_none() && !held()
        })
    }

    /// Marks the step at `at` as stuck, and returns whether another step can run.
    pub fn go_on_without(&mut self, at: usize, state: StepState, holds: Holds) -> bool {
        self.steps[at].state = state;
        self.steps[at].holds = Some(holds);
        self.steps[at].target.is_some() && self.next().is_some()
    }

    /// Puts the operation off until the soonest time of all steps that were put off.
    pub fn put_off(&mut self, later: PutOff) {
        let sooner = |before: PutOff| PutOff {
            next_attempt_at: before.next_attempt_at.min(later.next_attempt_at),
            attempts: before.attempts.max(later.attempts),
        };
        self.put_off = Some(self.put_off.map_or(later, sooner));
    }

    /// The state of the operation when no step is left that could run.
    pub fn end(&self) -> OperationState {
        if self.put_off.is_some() {
            return OperationState::Retrying;
        }
        let refused = self.steps.iter().any(|step| step.state == StepState::Failed);
        if refused { self.kind.unfinished() } else { OperationState::Done }
    }
}

impl Step {
    pub const fn is_over(&self) -> bool {
        self.state.is_over()
    }

    /// Whether this step is stuck, and the other waits for it.
    fn holds_up(&self, other: &Self) -> bool {
        let Some(holds) = self.holds else { return false };
        if self.target.is_none() || other.target.is_none() {
            return true;
        }
        let (same_thing, same_account) = (self.target == other.target, self.account() == other.account());
        match other.kind.waits_on() {
            WaitsOn::Everything => true,
            WaitsOn::Account => same_account,
            WaitsOn::SameThing if same_thing => true,
            WaitsOn::Usual | WaitsOn::SameThing => same_account && (holds == Holds::Account || same_thing),
        }
    }

    /// The account at a provider that the step works in.
    fn account(&self) -> Option<Account> {
        self.kind.provider().map(|provider| match &self.target {
            Some(target) => target.account_at(provider),
            None => Account::own(provider),
        })
    }
}

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

/// Finds the orgs that have something due, the longest waiting first. Reads one row of each org
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
  SELECT id FROM heads WHERE since IS NOT NULL ORDER BY since, id"
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::plan;

    #[tokio::test]
    async fn lesson_76_whose_turn_it_is_is_read_from_indexes_whoever_has_how_much() {
        let due = plan::of(DUE).await;
        let tables: Vec<_> =
            due.iter().filter(|line| line.contains(" any_due") || line.contains(" o ")).collect();
        assert_eq!(tables.len(), 4, "{due:#?}");
        let by = |index: &str| tables.iter().filter(|line| line.contains(index)).count();
        assert_eq!(by("INDEX operations_turn"), 3, "{due:#?}");
        assert_eq!(by("INDEX operations_due (next_attempt_at<?)"), 1, "{due:#?}");
        let claim = plan::of(CLAIM_SQLITE).await;
        assert!(
            claim.iter().any(|line| line.contains("INDEX operations_turn (org_id=? AND next_attempt_at<?)")),
            "{claim:#?}"
        );
        assert!(!claim.iter().any(|line| line.contains("TEMP B-TREE")), "{claim:#?}");
    }
}
