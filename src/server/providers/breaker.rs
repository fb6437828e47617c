//! Circuit breakers, which stop calls to a provider that does not answer, and calls of an
//! organisation that alone gets no answers, at no cost to others.
//!
//! A breaker is of one base URL. Each organisation has a [circuit](Circuit) in it of its
//! own, which opens for it alone when three of its calls in a row fail. The circuit of
//! all opens when three calls in a row fail, of two organisations at least, and of
//! everybody whom the provider has answered [lately](ANSWERED) or of [enough](ENOUGH); it
//! overrides the others. Where only one organisation has called within [`LATELY`], the breaker
//! reports that one's own circuit: there is nobody else to refuse, and a newcomer is not
//! refused for the failures of one.
//!
//! The circuit of all counts the calls with a credential that the provider has accepted
//! from the organisation before. Anybody may sign up twice and type keys at which a
//! provider's edge fails; few make it fail at will for a key that it takes. Other
//! calls neither open nor close it, nor are they its probes, but they wait while it is
//! open. After a restart no credential is accepted yet: each organisation's own circuit
//! spares the provider until it has answered, and so has told whose calls count.
//!
//! One person may have two organisations, each with an account whose calls fail: two of
//! them are no outage while a third is answered. They may still open it while nobody else
//! has called for [`ANSWERED`]. Whoever calls next then waits once: those whose probe has
//! failed let the others come first, and two answers close it.
//!
//! A call counts once, however many attempts it has. The caller decides which results are
//! failures.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use url::Url;

use super::circuit::{Circuit, OPEN_FOR, PROBE_TAKES, State, Verdict};
use crate::{domain::ids::OrgId, server::clock::SharedClock};

/// How long an organisation is known: longer than between two comparisons, which each makes.
const LATELY: Duration = Duration::from_secs(2 * 3600);
/// How long an answer speaks against an outage.
const ANSWERED: Duration = Duration::from_secs(5 * 60);
/// Organisations whose calls fail are an outage when they are so many, each with a credential of its
/// own, whoever was answered before and has not called since.
const ENOUGH: usize = 10;
const FORGET_EVERY: Duration = Duration::from_secs(60);
/// The most credentials kept of an organisation. It calls one base URL with fewer: its
/// token and its API keys, and the accounts of the operator and of its own inside it.
const MAX_ACCEPTED: usize = 8;

/// A hash that tells credentials apart.
pub(super) type Fingerprint = [u8; 32];

/// Host, port and path of a base URL: simulators share one host.
pub(super) fn key(base: &Url) -> String {
    format!(
        "{}:{}{}",
        base.host_str().unwrap_or_default(),
        base.port_or_known_default().unwrap_or_default(),
        base.path().trim_end_matches('/')
    )
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2)
}

pub(super) struct Breaker {
    name: String,
    clock: SharedClock,
    inner: Mutex<Inner>,
}

struct Inner {
    of_all: Circuit,
    /// The time until which those whose probe has failed let others come first.
    others_first_until: i64,
    /// Whether another organisation that may probe was refused since the last probe failed.
    others_wait: bool,
    of_each: HashMap<OrgId, Own>,
    /// Whose calls failed in the circuit of all since its last success, each with the credential of the last:
    /// a success clears it, and looks at nobody else.
    failed: HashMap<OrgId, Fingerprint>,
    forgot_at: i64,
    reported: &'static str,
}

#[derive(Default)]
struct Own {
    circuit: Circuit,
    called_at: i64,
    /// When the provider last did what was asked.
    answered_at: Option<i64>,
    /// Whether a probe failed since the circuit of all was opened.
    probed: bool,
    /// The credentials that the provider accepted, the latest last.
    accepted: Vec<Fingerprint>,
}

/// A refusal, and how long to stay away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub retry_after: Duration,
}

impl Breaker {
    pub fn new(name: String, clock: SharedClock) -> Arc<Self> {
        metrics::gauge!("ava_provider_breaker_state", "breaker" => name.clone()).set(0.0);
        let inner = Inner {
            of_all: Circuit::default(),
            others_first_until: 0,
            others_wait: false,
            of_each: HashMap::new(),
            failed: HashMap::new(),
            forgot_at: clock.now_ms(),
            reported: State::CLOSED.name(),
        };
        Arc::new(Self { name, clock, inner: Mutex::new(inner) })
    }

    /// Permits one call, with all its attempts. A permit that is dropped unsettled does
    /// not count.
    pub fn admit(self: &Arc<Self>, org: &OrgId, credential: Fingerprint) -> Result<Permit, Refused> {
        let now = self.clock.now_ms();
        let mut inner = self.lock();
        let admitted = inner.admit(org, &credential, now);
        self.report(&mut inner);
        let (of_all, own) = admitted.map_err(|retry_after| Refused { retry_after })?;
        Ok(Permit {
            breaker: self.clone(),
            org: org.clone(),
            credential,
            of_all,
            own,
            said: Verdict::Unknown,
            over: false,
        })
    }

    /// Logs and counts a change of the state that the breaker reports.
    fn report(&self, inner: &mut Inner) {
        let (from, state) = (inner.reported, inner.said_to_be());
        let to = state.name();
        if from == to {
            return;
        }
        inner.reported = to;
        if to == "open" {
            tracing::warn!(breaker = %self.name, from, to, "circuit breaker");
        } else {
            tracing::info!(breaker = %self.name, from, to, "circuit breaker");
        }
        let gauge = match state {
            State::Closed { .. } => 0.0,
            State::HalfOpen { .. } => 1.0,
            State::Open { .. } => 2.0,
        };
        metrics::gauge!("ava_provider_breaker_state", "breaker" => self.name.clone()).set(gauge);
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

impl Inner {
    /// Returns the numbers of the call in the circuit of all, if it counts there, and in
    /// the org's own.
    fn admit(
        &mut self,
        org: &OrgId,
        credential: &Fingerprint,
        now: i64,
    ) -> Result<(Option<u64>, u64), Duration> {
        self.forget(now);
        let own = self.of_each.entry(org.clone()).or_default();
        // A refused call is noted too: an outage must not make strangers of all.
        own.called_at = now;
        let counts = own.accepted.contains(credential);
        let wait = self.of_all.refuses(now);
        let wait = if counts {
            // Those whose calls alone still fail must not keep all others waiting.
            let others_first = own.probed && self.others_wait && now < self.others_first_until;
            wait.or(others_first.then_some(PROBE_TAKES))
        } else {
            // Such a call takes no probe's place, and waits for none.
            wait.filter(|_| self.of_all.is_open())
        };
        if let Some(wait) = wait {
            self.others_wait |= counts && !own.probed;
            return Err(wait);
        }
        if (!counts || self.of_all.is_closed())
            && let Some(wait) = own.circuit.refuses(now)
        {
            return Err(wait);
        }
        Ok((counts.then(|| self.of_all.begin()), own.circuit.begin()))
    }

    fn settle(
        &mut self,
        org: &OrgId,
        credential: &Fingerprint,
        of_all: Option<u64>,
        own: u64,
        verdict: Verdict,
        now: i64,
    ) {
        let before = self.of_all.state().name();
        if let Some(of_all) = of_all {
            if !self.of_all.is_at(of_all) {
                return;
            }
            match verdict {
                Verdict::Up => self.failed.clear(),
                Verdict::Down => {
                    self.failed.insert(org.clone(), *credential);
                }
                Verdict::Unknown => {}
            }
            let may_open = verdict == Verdict::Down && self.is_outage(now);
            self.of_all.settle(of_all, verdict, may_open, now);
        }
        if self.of_all.state().name() == before {
            if let Some(each) = self.of_each.get_mut(org) {
                let was_open = each.circuit.is_open();
                each.circuit.settle(own, verdict, true, now);
                if each.circuit.is_open() && !was_open {
                    tracing::warn!(org.id = %org, "calls of one organisation fail: it waits");
                }
            }
            return;
        }
        // The circuit of all was opened or closed: each organisation's own begins anew with it.
        let probe_failed = before == "half_open" && self.of_all.is_open();
        for (each, own) in &mut self.of_each {
            own.circuit.reset();
            own.probed = probe_failed && (own.probed || each == org);
        }
        self.failed.clear();
        self.others_first_until = now + ms(2 * OPEN_FOR);
        self.others_wait = false;
    }

    /// Whether the failures since the last success are more than a matter of those who had them.
    fn is_outage(&self, now: i64) -> bool {
        let accounts = self.failed.values().collect::<HashSet<_>>().len();
        let answered = |(org, own): (&OrgId, &Own)| {
            own.answered_at.is_some_and(|at| now - at < ms(ANSWERED)) && !self.failed.contains_key(org)
        };
        accounts >= ENOUGH || (self.failed.len() >= 2 && !self.of_each.iter().any(answered))
    }

    fn said_to_be(&self) -> State {
        let mut each = self.of_each.values();
        match (self.of_all.state(), each.next(), each.next()) {
            (State::Closed { .. }, Some(alone), None) => alone.circuit.state(),
            (of_all, ..) => of_all,
        }
    }

    fn forget(&mut self, now: i64) {
        if now - self.forgot_at >= ms(FORGET_EVERY) {
            self.forgot_at = now;
            self.of_each.retain(|_, own| now - own.called_at < ms(LATELY));
            self.failed.retain(|org, _| self.of_each.contains_key(org));
        }
    }
}

impl Own {
    fn accept(&mut self, credential: Fingerprint, now: i64) {
        self.answered_at = Some(now);
        self.accepted.retain(|before| *before != credential);
        self.accepted.push(credential);
        if self.accepted.len() > MAX_ACCEPTED {
            self.accepted.remove(0);
        }
    }
}

/// One call under way.
pub(super) struct Permit {
    breaker: Arc<Breaker>,
    org: OrgId,
    credential: Fingerprint,
    of_all: Option<u64>,
    own: u64,
    said: Verdict,
    over: bool,
}

impl Permit {
    /// The provider did what was asked with this credential. A refusal is not
    /// enough: anybody gets one.
    pub fn accepted(&self) {
        let now = self.breaker.clock.now_ms();
        if let Some(own) = self.breaker.lock().of_each.get_mut(&self.org) {
            own.accept(self.credential, now);
        }
    }

    /// Notes the verdict of an attempt. A provider that answers once is up, whatever
    /// comes after.
    pub fn saw(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Up => {
                self.said = Verdict::Up;
                self.settle();
            }
            Verdict::Down => self.said = Verdict::Down,
            Verdict::Unknown => {}
        }
    }

    /// Whether another attempt makes sense: not where other calls have meanwhile found
    /// the provider down, nor for a probe that has found it so.
    pub fn goes_on(&self) -> bool {
        let inner = self.breaker.lock();
        let own = inner.of_each.get(&self.org).map(|own| own.circuit.state());
        let probes = |state: State| matches!(state, State::HalfOpen { .. }) && self.said == Verdict::Down;
        let stopped = |state: State| matches!(state, State::Open { .. }) || probes(state);
        !stopped(inner.of_all.state()) && !own.is_some_and(stopped)
    }

    /// Settles the call: there is no other attempt.
    pub fn over(mut self) {
        self.settle();
    }

    fn settle(&mut self) {
        if self.over {
            return;
        }
        self.over = true;
        let now = self.breaker.clock.now_ms();
        let mut inner = self.breaker.lock();
        inner.settle(&self.org, &self.credential, self.of_all, self.own, self.said, now);
        self.breaker.report(&mut inner);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // A caller that went away must not keep the probe's place.
        self.said = Verdict::Unknown;
        self.settle();
    }
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
