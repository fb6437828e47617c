//! Stops asking a provider that does not answer.
//!
//! CLOSED → three availability failures in a row → OPEN for 30 s → HALF_OPEN,
//! one probe at a time → two successes → CLOSED. A failure in HALF_OPEN opens
//! it again. What counts as a failure is the caller's business.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use url::Url;

use crate::server::clock::SharedClock;

const FAILURES_TO_OPEN: u32 = 3;
const SUCCESSES_TO_CLOSE: u32 = 2;
const OPEN_FOR: Duration = Duration::from_secs(30);
/// What to tell those who come while a probe is on its way.
const PROBE_TAKES: Duration = Duration::from_secs(1);

/// Host, port and path of a base URL: simulators share one host.
pub(super) fn key(base: &Url) -> String {
    format!(
        "{}:{}{}",
        base.host_str().unwrap_or_default(),
        base.port_or_known_default().unwrap_or_default(),
        base.path().trim_end_matches('/')
    )
}

pub(super) struct Breaker {
    name: String,
    clock: SharedClock,
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    /// Counts transitions, so that a late result of an earlier state is void.
    epoch: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until_ms: i64 },
    HalfOpen { successes: u32, probing: bool },
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Closed { .. } => "closed",
            State::Open { .. } => "open",
            State::HalfOpen { .. } => "half_open",
        }
    }

    fn gauge(self) -> f64 {
        match self {
            State::Closed { .. } => 0.0,
            State::HalfOpen { .. } => 1.0,
            State::Open { .. } => 2.0,
        }
    }
}

/// How long to stay away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub retry_after: Duration,
}

/// What an attempt said about the provider's availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Up,
    Down,
    Unknown,
}

impl Breaker {
    pub fn new(name: String, clock: SharedClock) -> Arc<Self> {
        metrics::gauge!("ava_provider_breaker_state", "breaker" => name.clone()).set(0.0);
        Arc::new(Self {
            name,
            clock,
            inner: Mutex::new(Inner { state: State::Closed { failures: 0 }, epoch: 0 }),
        })
    }

    /// Leave for one attempt. Dropped unsettled, it says nothing.
    pub fn admit(self: &Arc<Self>) -> Result<Permit, Refused> {
        let now = self.clock.now_ms();
        let mut inner = self.lock();
        if let State::Open { until_ms } = inner.state {
            if now < until_ms {
                let left = u64::try_from(until_ms - now).unwrap_or_default();
                return Err(Refused { retry_after: Duration::from_millis(left) });
            }
            self.enter(&mut inner, State::HalfOpen { successes: 0, probing: false });
        }
        if let State::HalfOpen { probing, .. } = &mut inner.state {
            if *probing {
                return Err(Refused { retry_after: PROBE_TAKES });
            }
            *probing = true;
        }
        Ok(Permit { breaker: self.clone(), epoch: inner.epoch, settled: false })
    }

    pub fn is_open(&self) -> bool {
        matches!(self.lock().state, State::Open { .. })
    }

    fn settle(&self, epoch: u64, verdict: Verdict) {
        let open = State::Open {
            until_ms: self.clock.now_ms() + i64::try_from(OPEN_FOR.as_millis()).unwrap_or(i64::MAX / 2),
        };
        let mut inner = self.lock();
        if inner.epoch != epoch {
            return;
        }
        let next = match (inner.state, verdict) {
            (State::Closed { failures }, Verdict::Down) if failures + 1 >= FAILURES_TO_OPEN => open,
            (State::Closed { failures }, Verdict::Down) => State::Closed { failures: failures + 1 },
            (State::Closed { .. }, Verdict::Up) => State::Closed { failures: 0 },
            (State::HalfOpen { .. }, Verdict::Down) => open,
            (State::HalfOpen { successes, .. }, Verdict::Up) if successes + 1 >= SUCCESSES_TO_CLOSE => {
                State::Closed { failures: 0 }
            }
            (State::HalfOpen { successes, .. }, verdict) => {
                State::HalfOpen { successes: successes + u32::from(verdict == Verdict::Up), probing: false }
            }
            (same, _) => same,
        };
        if next.name() == inner.state.name() {
            inner.state = next;
        } else {
            self.enter(&mut inner, next);
        }
    }

    fn enter(&self, inner: &mut Inner, next: State) {
        let (from, to) = (inner.state.name(), next.name());
        inner.state = next;
        inner.epoch += 1;
        if to == "open" {
            tracing::warn!(breaker = %self.name, from, to, "circuit breaker");
        } else {
            tracing::info!(breaker = %self.name, from, to, "circuit breaker");
        }
        metrics::gauge!("ava_provider_breaker_state", "breaker" => self.name.clone()).set(next.gauge());
        metrics::counter!(
            "ava_provider_breaker_transitions_total",
            "breaker" => self.name.clone(),
            "to" => to,
        )
        .increment(1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Permit {
    breaker: Arc<Breaker>,
    epoch: u64,
    settled: bool,
}

impl Permit {
    pub fn settle(mut self, verdict: Verdict) {
        self.settled = true;
        self.breaker.settle(self.epoch, verdict);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // A caller that went away must not keep the probe's place.
        if !self.settled {
            self.breaker.settle(self.epoch, Verdict::Unknown);
        }
    }
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
