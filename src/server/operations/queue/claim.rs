//! Taking an operation under a lease.

use crate::{
    domain::{
        ids::{OperationId, OrgId, UserId},
        operation::{OperationKind, OperationState, Receipt, StepKind, StepState, Target},
        problem::Problem,
    },
    server::{
        correlation::CorrelationId,
        db::{Tx, execute, on},
        error::{known, unreadable},
    },
};

/// A claimed operation.
pub struct Operation {
    pub id: OperationId,
    /// Who holds it, in its row: nothing is committed under another.
    pub lease: String,
    pub org: OrgId,
    pub kind: OperationKind,
    pub subject: String,
    /// Who asked for it.
    pub by: UserId,
    /// The assistant that a person agreed to take the number from.
    pub agreed_to: Option<String>,
    /// Told to stop, by what its last worker had not seen.
    pub stopping: bool,
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
    pub target: Option<Target>,
    pub state: StepState,
    pub attempts: i64,
    pub receipt: Option<Receipt>,
}

impl Operation {
    /// The first step that is to run: after one that was refused, those that do
    /// not hang on it.
    pub fn next(&self) -> Option<usize> {
        let refused = |step: &&Step| step.state == StepState::Failed;
        let free = |step: &Step| match &step.target {
            // Vapi signs in with it until every number there has another.
            Some(target) if step.kind != StepKind::RevokeKey => {
                self.steps.iter().filter(refused).all(|other| other.target.as_ref() != Some(target))
            }
            _ => !self.steps.iter().any(|step| refused(&step)),
        };
        self.steps.iter().position(|step| !step.is_over() && step.state != StepState::Failed && free(step))
    }

    /// Whether something can run although the step at `at` was refused; it
    /// counts as that from here on.
    pub fn go_on_without(&mut self, at: usize) -> bool {
        self.steps[at].state = StepState::Failed;
        self.steps[at].target.is_some() && self.next().is_some()
    }

    /// How it stands when nothing is left that could run.
    pub fn end(&self) -> OperationState {
        let refused = self.steps.iter().any(|step| step.state == StepState::Failed);
        if refused { self.kind.unfinished() } else { OperationState::Done }
    }
}

impl Step {
    pub const fn is_over(&self) -> bool {
        matches!(self.state, StepState::Done | StepState::Skipped)
    }
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    org_id: String,
    kind: String,
    subject: String,
    created_by: String,
    consent: bool,
    takeover_of: Option<String>,
    stopping: bool,
    attempts: i64,
    wakes: i64,
    patience_until: i64,
    correlation_id: String,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    position: i64,
    kind: String,
    target: Option<String>,
    state: String,
    attempts: i64,
    receipt: Option<String>,
}

const CLAIM_SQLITE: &str = "UPDATE operations SET lease_owner = $1, lease_until = $2, state = 'running'
  WHERE id = (SELECT id FROM operations
    WHERE state IN ('running', 'retrying') AND next_attempt_at <= $3
      AND (lease_until IS NULL OR lease_until <= $3)
    ORDER BY next_attempt_at LIMIT 1)
  RETURNING id, org_id, kind, subject, created_by, consent, takeover_of, stopping, attempts, wakes, patience_until, correlation_id";

/// The same, and other nodes' claims are stepped over instead of waited for.
const CLAIM_POSTGRES: &str = "UPDATE operations SET lease_owner = $1, lease_until = $2, state = 'running'
  WHERE id = (SELECT id FROM operations
    WHERE state IN ('running', 'retrying') AND next_attempt_at <= $3
      AND (lease_until IS NULL OR lease_until <= $3)
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, org_id, kind, subject, created_by, consent, takeover_of, stopping, attempts, wakes, patience_until, correlation_id";

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
            "SELECT position, kind, target, state, attempts, receipt FROM operation_steps
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
                kind: known("step kind", &row.kind, StepKind::from_code)?,
                target: row.target.as_deref().map(serde_json::from_str).transpose()?,
                // What was refused once is tried again.
                state: match known("step state", &row.state, StepState::from_code)? {
                    StepState::Failed => StepState::Todo,
                    state => state,
                },
                attempts: row.attempts,
                receipt: row.receipt.as_deref().map(serde_json::from_str).transpose()?,
            })
        })
        .collect::<Result<_, Problem>>()?;
    Ok(Some(Operation {
        id: row.id.parse().map_err(unreadable)?,
        lease: owner.to_owned(),
        org: row.org_id.parse().map_err(unreadable)?,
        kind,
        subject: row.subject,
        by: row.created_by.parse().map_err(unreadable)?,
        agreed_to: row.takeover_of.filter(|_| row.consent),
        stopping: row.stopping,
        attempts: row.attempts,
        wakes: row.wakes,
        patience_until: row.patience_until,
        correlation: known("correlation id", &row.correlation_id, CorrelationId::parse)?,
        steps,
    }))
}

/// An embedded database has one process: leases of a former one are void.
pub async fn release_all(tx: &mut Tx) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE operations SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL")
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
