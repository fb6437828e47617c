//! The failures of calls: injected faults, and credentials that always fail. It must not
//! know what a call would have done.

use axum::http::StatusCode;

use super::simulators::{self, Simulator};
use super::wire::{Answer, Incoming};
use crate::domain::sandbox::{Fault, FaultKind, NewFault, SandboxProvider};

/// Vapi keys with this start fail as their last three digits say.
pub(super) const SANDBOX_KEY_PREFIX: &str = "00000000-0000-4000-8000-000000000";

const FAILURE_CODES: [(&str, FaultKind); 8] = [
    ("401", FaultKind::Unauthorized),
    ("403", FaultKind::Forbidden),
    ("429", FaultKind::RateLimited),
    ("500", FaultKind::ServerError),
    ("503", FaultKind::Unavailable),
    ("504", FaultKind::Hang),
    ("502", FaultKind::Reset),
    ("200", FaultKind::Garbage),
];

/// The `Retry-After`, in seconds, for a credential that is always rate limited.
const RETRY_AFTER_SECS: u32 = 2;

/// The fault that strikes one call.
#[derive(Clone, Copy)]
pub(super) struct Strike {
    pub(super) kind: FaultKind,
    pub(super) retry_after_secs: u32,
    pub(super) latency_ms: u32,
}

/// The failure that a credential stands for.
pub(super) fn of_credential(simulator: &dyn Simulator, scope: &str) -> Option<FaultKind> {
    let code = simulator.failure_code(scope)?;
    FAILURE_CODES.iter().find(|(failure_code, _)| *failure_code == code).map(|(_, kind)| *kind)
}

/// Whether a key may make a call, which its last three digits limit: `a01` reads
/// only, `a02` may change assistants and nothing else, `a03` may not read numbers.
pub(super) fn may(key: &str, changes: bool, assistants: bool) -> bool {
    match key.strip_prefix(SANDBOX_KEY_PREFIX) {
        Some("a01") => !changes,
        Some("a02") => !changes || assistants,
        Some("a03") => changes || assistants,
        _ => true,
    }
}

/// How Vapi refuses to keep keys of other providers, by the last three digits of its own key.
pub(super) fn no_credentials(key: &str) -> Option<StatusCode> {
    match key.trim().strip_prefix(SANDBOX_KEY_PREFIX)? {
        "a04" => Some(StatusCode::NOT_FOUND),
        "a05" => Some(StatusCode::FORBIDDEN),
        _ => None,
    }
}

/// How Twilio refuses a call by the API key that has the account's own digits,
/// by the last three of them: `fa1` and `fa2` may not change, with either status;
/// `fa3` may only list; `fa4` may nothing.
pub(super) fn unauthorised(account: &str, key: &str, changes: bool, lists: bool) -> Option<StatusCode> {
    let digits = account.strip_prefix("AC").filter(|digits| key.strip_prefix("SK") == Some(*digits))?;
    match digits.get(29..)? {
        "fa1" => changes.then_some(StatusCode::UNAUTHORIZED),
        "fa2" => changes.then_some(StatusCode::FORBIDDEN),
        "fa3" => (!lists || changes).then_some(StatusCode::UNAUTHORIZED),
        "fa4" => Some(StatusCode::UNAUTHORIZED),
        _ => None,
    }
}

#[derive(Clone, Default)]
pub(super) struct Faults {
    injected: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    pub(super) fn inject(&mut self, fault: NewFault) -> Fault {
        self.last_id += 1;
        let fault = fault.with_id(self.last_id);
        self.injected.push(fault.clone());
        fault
    }

    pub(super) fn all(&self) -> &[Fault] {
        &self.injected
    }

    pub(super) fn clear(&mut self) {
        self.injected.clear();
    }

    /// Removes a fault; returns whether it was there.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let before = self.injected.len();
        self.injected.retain(|fault| fault.id != id);
        self.injected.len() != before
    }

    /// The fault that hits this call, used up by one.
    pub(super) fn strike(&mut self, call: &Incoming, scope: Option<&str>) -> Option<Strike> {
        let path = call.path_and_query();
        let mut hit = None;
        for fault in &mut self.injected {
            if !matches(fault, call, &path, scope) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            fault.remaining = fault.remaining.saturating_sub(1);
            hit = Some(Strike {
                kind: fault.kind,
                retry_after_secs: fault.retry_after_secs,
                latency_ms: fault.latency_ms,
            });
            break;
        }
        self.injected.retain(|fault| fault.remaining > 0);
        hit.or_else(|| {
            let kind = of_credential(simulators::of(call.provider), scope?)?;
            Some(Strike { kind, retry_after_secs: RETRY_AFTER_SECS, latency_ms: 0 })
        })
    }
}

fn matches(fault: &Fault, call: &Incoming, path: &str, scope: Option<&str>) -> bool {
    fault.provider == call.provider
        && fault.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(call.method.as_str()))
        && fault.path_contains.as_ref().is_none_or(|part| path.contains(part.as_str()))
        && fault.scope.as_deref().is_none_or(|only| scope == Some(only))
}

const GARBAGE: &str = "<!doctype html><title>Welcome</title><p>Sign in to the network";

/// The answer of a call that fails at once. A kind that is not a failure of
/// its own (latency, holds) never comes here; a hang that outlived its client
/// ends as unavailable.
pub(super) fn answer(provider: SandboxProvider, strike: Strike) -> Answer {
    let status = match strike.kind {
        FaultKind::Garbage => return Answer::html(StatusCode::OK, GARBAGE),
        FaultKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        FaultKind::Unauthorized => StatusCode::UNAUTHORIZED,
        FaultKind::Forbidden => StatusCode::FORBIDDEN,
        FaultKind::Quota => return simulators::of(provider).spent(),
        FaultKind::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let simulator = simulators::of(provider);
    let refused = match status {
        StatusCode::SERVICE_UNAVAILABLE => simulator.away(),
        _ => simulator.failure(status),
    };
    if strike.kind == FaultKind::RateLimited { refused.retry_after(strike.retry_after_secs) } else { refused }
}
