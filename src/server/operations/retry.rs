//! How an operation goes on after a step that ended in an error: whether it is tried
//! again by itself, and when.

use std::time::Duration;

use super::{
    engine::{Engine, millis},
    keys::waits_for_key,
    queue::{Holds, Operation, PutOff},
};
use crate::{
    domain::{
        operation::{OperationState, StepState, WaitingFor},
        problem::{Problem, ProblemKind},
    },
    server::random,
};

const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(15 * 60);
/// Nobody waits for a clean-up, whose provider may be down for long.
const LONGEST_CLEANUP_RETRY: Duration = Duration::from_secs(2 * 3600);
/// A read-back agrees with what was set within seconds, or never.
const PROOF_ATTEMPTS: i64 = 6;

/// How an operation goes on after an error.
pub(super) struct Verdict {
    pub state: OperationState,
    pub step: StepState,
    pub waiting_for: Option<WaitingFor>,
    pub next_attempt_at: i64,
    pub attempts: i64,
}

/// A step that ended in an error.
pub(super) struct Stuck<'a> {
    pub at: usize,
    pub problem: &'a Problem,
    pub waiting_for: Option<WaitingFor>,
    /// Nothing is gained by another attempt.
    pub hopeless: bool,
    /// Nor by waiting for a key.
    pub gives_up: bool,
}

impl Engine {
    /// Decides whether the operation waits, retries, fails, or goes on with the steps that do not
    /// hang on this one.
    pub(super) fn judge(&self, operation: &mut Operation, stuck: &Stuck<'_>, now: i64) -> Verdict {
        let Stuck { at, problem, waiting_for, hopeless, gives_up } = *stuck;
        let cleanup = operation.kind.is_cleanup();
        let key = waits_for_key(problem);
        let waiting_for = waiting_for.or(key.filter(|_| !cleanup)).filter(|_| !gives_up);
        let mut attempts = operation.attempts + 1;
        let (mut state, step, mut next_attempt_at) = if waiting_for.is_some() {
            // Finding out what is missing is no failed attempt.
            attempts = operation.attempts;
            (OperationState::Waiting, StepState::Waiting, now)
        } else if !hopeless && self.tries_again(operation, problem, attempts, now) {
            let next = now + self.backoff(operation, problem, attempts, now);
            (OperationState::Retrying, StepState::Retrying, next)
        } else {
            (operation.kind.unfinished(), StepState::Failed, now)
        };
        // One thing is refused, not the account: the other things do not wait. In a clean-up,
        // neither do things in another account.
        let of_account = problem.passes_by_itself() || key.is_some();
        let holds = if of_account { Holds::Account } else { Holds::Thing };
        let may_go_on = !hopeless
            && match step {
                StepState::Failed => cleanup || !of_account,
                StepState::Retrying => cleanup,
                _ => false,
            };
        if may_go_on {
            if step == StepState::Retrying {
                operation.put_off(PutOff { next_attempt_at, attempts });
            }
            if operation.go_on_without(at, step, holds) {
                (state, attempts) = (OperationState::Running, operation.attempts);
            } else if let Some(later) = operation.put_off {
                state = OperationState::Retrying;
                (next_attempt_at, attempts) = (later.next_attempt_at, later.attempts);
            }
        }
        Verdict { state, step, waiting_for, next_attempt_at, attempts }
    }

    fn tries_again(&self, operation: &Operation, problem: &Problem, attempts: i64, now: i64) -> bool {
        match problem.kind {
            ProblemKind::NotProved => attempts < PROOF_ATTEMPTS,
            _ => problem.passes_by_itself() && now < operation.retry_until,
        }
    }

    /// Milliseconds to wait: doubled from two seconds up to the longest wait, give or take a fifth,
    /// and not sooner than the provider asked, within the longest wait and the operation's retry
    /// window.
    fn backoff(&self, operation: &Operation, problem: &Problem, attempts: i64, now: i64) -> i64 {
        let doubled = millis(FIRST_RETRY).saturating_mul(1 << (attempts - 1).clamp(0, 20));
        let longest = if operation.kind.is_cleanup() { LONGEST_CLEANUP_RETRY } else { LONGEST_RETRY };
        let base = doubled.min(millis(longest));
        let wait = random::about(base, 0.2, self.services.random.unit());
        let asked = problem.retry_after_secs.map_or(0, |seconds| i64::from(seconds) * 1000);
        wait.max(asked.min(millis(longest)).min(operation.retry_until - now))
    }
}
