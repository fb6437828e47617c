//! An operation that a worker has claimed, and which of its steps runs next.

use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, OrgId, UserId},
        operation::{
            OperationKind, OperationState, Receipt, StepKind, StepState, SubjectId, Target, WaitsOn,
        },
    },
    server::{correlation::CorrelationId, providers::Lease},
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
