//! Whether a stuck step is tried again by itself, and when.

use std::time::Duration;

use super::{
    engine::{Engine, millis},
    queue::Operation,
};
use crate::domain::problem::{Kind, Problem};

const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(15 * 60);
/// Nobody waits for a clean-up, whose provider may be down for long.
const LONGEST_CLEAN_UP: Duration = Duration::from_secs(2 * 3600);
/// Reading back what was set agrees within seconds, or does not at all.
const PROOF_ATTEMPTS: i64 = 6;

impl Engine {
    pub(super) fn tries_again(
        &self,
        operation: &Operation,
        problem: &Problem,
        attempts: i64,
        now: i64,
    ) -> bool {
        match problem.kind {
            Kind::NotProved => attempts < PROOF_ATTEMPTS,
            _ => problem.passes_by_itself() && now < operation.patience_until,
        }
    }

    /// Doubles from two seconds to the longest wait, give or take a fifth; not
    /// sooner than the provider asked, as far as that is within the longest wait
    /// and the operation's patience.
    pub(super) fn backoff(&self, operation: &Operation, problem: &Problem, attempts: i64, now: i64) -> i64 {
        let doubled = millis(FIRST_RETRY).saturating_mul(1 << (attempts - 1).clamp(0, 20));
        let longest = if operation.kind.is_clean_up() { LONGEST_CLEAN_UP } else { LONGEST_RETRY };
        let base = doubled.min(millis(longest));
        let jitter = 0.8 + 0.4 * self.services.random.unit();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes in ms")]
        let wait = (base as f64 * jitter) as i64;
        let asked = problem.retry_after_secs.map_or(0, |seconds| i64::from(seconds) * 1000);
        wait.max(asked.min(millis(longest)).min(operation.patience_until - now))
    }
}
