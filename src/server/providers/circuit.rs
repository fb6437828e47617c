//! The states of a circuit breaker: when calls stop, and when they begin again.
//!
//! CLOSED → three failures in a row → OPEN for 30 s → HALF_OPEN, one probe at a
//! time → two successes → CLOSED. A failure in HALF_OPEN opens it again.

use std::time::Duration;

const FAILURES_TO_OPEN: u32 = 3;
const SUCCESSES_TO_CLOSE: u32 = 2;
pub(super) const OPEN_FOR: Duration = Duration::from_secs(30);
/// How long callers are told to wait while a probe is on its way.
pub(super) const PROBE_TAKES: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Closed { failures: u32 },
    Open { until_ms: i64 },
    HalfOpen { successes: u32, probing: bool },
}

impl State {
    pub const CLOSED: Self = State::Closed { failures: 0 };

    pub const fn name(self) -> &'static str {
        match self {
            State::Closed { .. } => "closed",
            State::Open { .. } => "open",
            State::HalfOpen { .. } => "half_open",
        }
    }
}

/// The verdict of a call on the provider's availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Up,
    Down,
    Unknown,
}

pub(super) struct Circuit {
    state: State,
    /// Counts transitions, so that a late result of an earlier state is void.
    epoch: u64,
}

impl Default for Circuit {
    fn default() -> Self {
        Self { state: State::CLOSED, epoch: 0 }
    }
}

impl Circuit {
    pub const fn state(&self) -> State {
        self.state
    }

    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// How long to stay away; `None` where a call may be made.
    pub fn refuses(&mut self, now: i64) -> Option<Duration> {
        if let State::Open { until_ms } = self.state {
            if now < until_ms {
                return Some(Duration::from_millis(u64::try_from(until_ms - now).unwrap_or_default()));
            }
            self.enter(State::HalfOpen { successes: 0, probing: false });
        }
        matches!(self.state, State::HalfOpen { probing: true, .. }).then_some(PROBE_TAKES)
    }

    /// Begins a call that is not refused; returns the number to settle it with.
    pub fn begin(&mut self) -> u64 {
        if let State::HalfOpen { probing, .. } = &mut self.state {
            *probing = true;
        }
        self.epoch
    }

    pub const fn is_at(&self, epoch: u64) -> bool {
        self.epoch == epoch
    }

    /// Settles a call. `may_open` tells whether enough organisations failed.
    pub fn settle(&mut self, epoch: u64, verdict: Verdict, may_open: bool, now: i64) {
        if !self.is_at(epoch) {
            return;
        }
        let open =
            State::Open { until_ms: now + i64::try_from(OPEN_FOR.as_millis()).unwrap_or(i64::MAX / 2) };
        let next = match (self.state, verdict) {
            (State::Closed { failures }, Verdict::Down) if failures + 1 >= FAILURES_TO_OPEN && may_open => {
                open
            }
            (State::Closed { failures }, Verdict::Down) => {
                State::Closed { failures: (failures + 1).min(FAILURES_TO_OPEN) }
            }
            (State::Closed { .. }, Verdict::Up) => State::CLOSED,
            (State::HalfOpen { .. }, Verdict::Down) => open,
            (State::HalfOpen { successes, .. }, Verdict::Up) if successes + 1 >= SUCCESSES_TO_CLOSE => {
                State::CLOSED
            }
            (State::HalfOpen { successes, .. }, verdict) => {
                State::HalfOpen { successes: successes + u32::from(verdict == Verdict::Up), probing: false }
            }
            (same, _) => same,
        };
        if next.name() == self.state.name() {
            self.state = next;
        } else {
            self.enter(next);
        }
    }

    /// Begins anew; the results of calls under way do not count any more.
    pub fn reset(&mut self) {
        self.enter(State::CLOSED);
    }

    fn enter(&mut self, next: State) {
        self.state = next;
        self.epoch += 1;
    }
}

#[cfg(test)]
#[path = "circuit_tests.rs"]
mod tests;
