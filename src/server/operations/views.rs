//! Operations as pages show them.

use super::queue::{self, SubjectRow, TargetRow, subject_columns, target_columns};
use crate::{
    domain::{
        answerer::{Answerer, AnswererKind},
        credential::Account,
        ids::OperationId,
        operation::{
            BlockedBy, ImportOutcome, OperationKind, OperationState, OperationView, StepKind, StepState,
            StepView, Subject, SubjectId, Target, WaitingFor,
        },
        phone::E164,
    },
    server::{
        db::{OrgTx, on, stored, stored_step},
        number_states::is_past,
    },
};

/// An operation with the names of its subject.
#[derive(sqlx::FromRow)]
pub struct OperationRow {
    pub id: String,
    pub kind: String,
    #[sqlx(flatten)]
    pub subject: SubjectRow,
    pub state: String,
    pub waiting_for: Option<String>,
    pub outcome: Option<String>,
    pub note: Option<String>,
    pub takeover_of: Option<String>,
    pub answerer: Option<String>,
    pub next_attempt_at: i64,
    pub retry_until: i64,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub correlation_id: String,
    pub label: Option<String>,
    pub stopping: bool,
    /// The number that the operation is about.
    pub e164: Option<String>,
    /// The number is not the org's any more, or nobody is to answer it.
    pub nothing_to_bring: bool,
    /// The agent that is mirrored, or that an import binds.
    pub agent: Option<String>,
}

#[derive(sqlx::FromRow)]
pub struct StepRow {
    pub operation_id: String,
    pub position: i64,
    pub kind: String,
    #[sqlx(flatten)]
    pub target: TargetRow,
    pub state: String,
    pub attempts: i64,
    pub receipt: Option<String>,
    pub problem: Option<String>,
    pub finished_at: Option<i64>,
}

impl OperationRow {
    /// `steps` are this operation's, in their order.
    pub fn view(self, steps: Vec<StepView>) -> Result<OperationView, sqlx::Error> {
        let row = stored("operations", &self.id);
        let kind = row.code("kind", &self.kind, OperationKind::from_code)?;
        let state = row.code("state", &self.state, OperationState::from_code)?;
        // The row of a number that was not bought is gone: the label still has it.
        let e164 = self.e164.as_deref().or(self.label.as_deref()).unwrap_or_default();
        let name = self.agent.clone().or_else(|| self.label.clone()).unwrap_or_default();
        let (subject, gone) = match self.subject.read(row, kind)? {
            SubjectId::Number(_) => {
                (Subject::Number(row.read("label", E164::parse(e164))?), self.nothing_to_bring)
            }
            SubjectId::Agent(id) => (Subject::Agent(id, name), self.agent.is_none()),
            SubjectId::Leftover(_) => (Subject::Leftover(name), false),
            SubjectId::Numbers => (Subject::Numbers, false),
            SubjectId::Calls => (Subject::Calls, false),
            SubjectId::Provider(provider) | SubjectId::Credential(provider, _) => {
                (Subject::Credential(provider), false)
            }
            SubjectId::ManagedAccount(_) => (Subject::Credential(Account::MANAGED.provider), false),
        };
        let tries_again = match state {
            OperationState::Failed | OperationState::Stopped => !gone && !kind.is_cleanup(),
            OperationState::Retrying | OperationState::NeedsAttention => true,
            OperationState::Queued
            | OperationState::Running
            | OperationState::Waiting
            | OperationState::Done => false,
        };
        Ok(OperationView {
            id: row.parse("id", &self.id)?,
            kind,
            subject,
            state,
            waiting_for: row.code_some("waiting_for", self.waiting_for.as_deref(), WaitingFor::from_code)?,
            outcome: row.code_some("outcome", self.outcome.as_deref(), ImportOutcome::from_code)?,
            agent: self.agent,
            linked_to: row
                .code_some("answerer", self.answerer.as_deref(), AnswererKind::from_code)?
                .map(|kind| Answerer { kind, name: self.note }),
            takeover_of: self.takeover_of,
            blocked_by: None,
            next_attempt_at: (state == OperationState::Retrying).then_some(self.next_attempt_at),
            tries_until: (state == OperationState::Retrying).then_some(self.retry_until),
            created_at: self.created_at,
            finished_at: self.finished_at,
            can_retry: tries_again,
            can_close: kind.is_cleanup()
                && steps.iter().all(|step| step.state.is_over() || !step.kind.is_the_operators())
                && state.is_paused(),
            cancelled: state == OperationState::Stopped && self.stopping,
            steps,
            correlation_id: self.correlation_id,
        })
    }
}

impl StepRow {
    pub fn view(self) -> Result<StepView, sqlx::Error> {
        let row = stored_step(&self.operation_id, self.position);
        Ok(StepView {
            kind: row.code("kind", &self.kind, StepKind::from_code)?,
            target: self.target.read(row)?,
            state: row.code("state", &self.state, StepState::from_code)?,
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
            receipt: row.json_some("receipt", self.receipt.as_deref())?,
            problem: row.json_some("problem", self.problem.as_deref())?,
            finished_at: self.finished_at,
        })
    }
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT o.id, o.kind, o.state, o.waiting_for, o.outcome, o.note, o.takeover_of, o.answerer,
               o.next_attempt_at, o.retry_until, o.created_at, o.finished_at, o.correlation_id, o.label,
               o.stopping, n.e164,
               COALESCE(n.state = 'unassigned' OR ",
            is_past!(n),
            ", TRUE) AS nothing_to_bring,
               COALESCE(a.name, b.name) AS agent, ",
            subject_columns!(o),
            "
             FROM operations AS o
             LEFT JOIN phone_numbers AS n ON n.org_id = o.org_id AND n.id = o.number_id
             LEFT JOIN agents AS a ON a.org_id = o.org_id AND a.id = o.agent_id
             LEFT JOIN agents AS b ON b.org_id = o.org_id AND b.id = COALESCE(n.wanted_agent, n.agent_id)
             WHERE o.org_id = $1 AND ",
            $condition
        )
    };
}

const ONE: &str = select!("o.id = $2");

const ONE_STEPS: &str = concat!(
    "SELECT operation_id, position, kind, state, attempts, receipt, problem, finished_at, ",
    target_columns!(),
    " FROM operation_steps WHERE org_id = $1 AND operation_id = $2 ORDER BY position"
);

pub async fn one(tx: &mut OrgTx, id: &OperationId) -> Result<Option<OperationView>, sqlx::Error> {
    let Some(row) = row(tx, id).await? else { return Ok(None) };
    let steps: Vec<StepRow> = on!(tx, |c, org| {
        sqlx::query_as(ONE_STEPS).bind(org.as_str()).bind(id.as_str()).fetch_all(c).await
    })?;
    let mut view = row.view(steps.into_iter().map(StepRow::view).collect::<Result<_, _>>()?)?;
    view.blocked_by = blocked_by(tx, &view).await?;
    Ok(Some(view))
}

async fn row(tx: &mut OrgTx, id: &OperationId) -> Result<Option<OperationRow>, sqlx::Error> {
    on!(tx, |c, org| { sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await })
}

/// The clean-up of the same number or agent that an operation waits for; of several, the one that
/// asks for help.
pub async fn blocked_by(tx: &mut OrgTx, of: &OperationView) -> Result<Option<BlockedBy>, sqlx::Error> {
    if of.waiting_for != Some(WaitingFor::Operation) {
        return Ok(None);
    }
    let waits = of.steps.iter().find(|step| step.state == StepState::Waiting);
    let about = match (waits.and_then(|step| step.target.as_ref()), &of.subject) {
        (Some(Target::Number { e164, .. }), _) if of.kind.is_cleanup() => e164.as_str(),
        _ if of.kind.is_cleanup() => return Ok(None),
        (_, Subject::Number(e164)) => e164.as_str(),
        (_, Subject::Agent(id, _)) => id.as_str(),
        (_, Subject::Credential(_) | Subject::Numbers | Subject::Calls | Subject::Leftover(_)) => {
            return Ok(None);
        }
    };
    let mut found: Option<BlockedBy> = None;
    for id in queue::waited_for_on(tx, about).await?.into_iter().filter(|id| *id != of.id) {
        let Some(row) = row(tx, &id).await? else { continue };
        let OperationView { id, kind, subject, state, .. } = row.view(Vec::new())?;
        if found.is_none() || state == OperationState::NeedsAttention {
            found = Some(BlockedBy { id, kind, subject, state });
        }
    }
    Ok(found)
}

const PAGE: &str = select!("o.id < $2 ORDER BY o.id DESC LIMIT $3");

const PAGE_STEPS: &str = concat!(
    "SELECT s.operation_id, s.position, s.kind, s.state, s.attempts, s.receipt, s.problem, s.finished_at, ",
    target_columns!(),
    "
  FROM operation_steps AS s
  WHERE s.operation_id IN (SELECT o.id FROM operations AS o WHERE o.org_id = $1 AND o.id < $2
                           ORDER BY o.id DESC LIMIT $3)
  ORDER BY s.operation_id, s.position"
);

/// A page of operations older than `before`, newest first; ids sort by time.
pub async fn page(tx: &mut OrgTx, before: &str, limit: i64) -> Result<Vec<OperationView>, sqlx::Error> {
    let rows: Vec<OperationRow> = on!(tx, |c, org| {
        sqlx::query_as(PAGE).bind(org.as_str()).bind(before).bind(limit).fetch_all(c).await
    })?;
    let mut steps: Vec<StepRow> = on!(tx, |c, org| {
        sqlx::query_as(PAGE_STEPS).bind(org.as_str()).bind(before).bind(limit).fetch_all(c).await
    })?;
    rows.into_iter()
        .map(|row| {
            let of_this = steps.extract_if(.., |step| step.operation_id == row.id).map(StepRow::view);
            let of_this = of_this.collect::<Result<_, _>>()?;
            row.view(of_this)
        })
        .collect()
}
