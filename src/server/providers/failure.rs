//! Failures that all providers have in common, as a [`Problem`].

use std::time::Duration;

use reqwest::StatusCode;

use super::transport::{Fault, Reply};
use crate::domain::{
    problem::{Problem, ProblemKind},
    provider::Provider,
};

/// The longest wait that people are told, whatever a provider answers.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// The reason why a call has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Fault(Fault),
    BreakerOpen { retry_after: Duration },
}

impl Failure {
    pub fn problem(self, provider: Provider) -> Problem {
        match self {
            Failure::Fault(Fault::Ours | Fault::Unsendable) => ProblemKind::Internal.into(),
            Failure::Fault(Fault::Connect) => ProblemKind::NotReached(provider).into(),
            Failure::Fault(Fault::Tls(_)) => ProblemKind::NotSecure(provider).into(),
            Failure::Fault(_) => ProblemKind::ProviderFailed(provider).into(),
            Failure::BreakerOpen { retry_after } => {
                Problem::new(ProblemKind::Unavailable(provider)).retry_after(seconds(retry_after))
            }
        }
    }
}

/// The problem by status alone, once the provider's own codes have said nothing.
pub(super) fn by_status(provider: Provider, reply: &Reply) -> Problem {
    match reply.status {
        StatusCode::UNAUTHORIZED => ProblemKind::KeyRefused(provider).into(),
        StatusCode::PAYMENT_REQUIRED => ProblemKind::QuotaExhausted(provider).into(),
        // A gateway's page in front of the provider says nothing of the key.
        StatusCode::FORBIDDEN if reply.is_json() => ProblemKind::LacksRight(provider).into(),
        StatusCode::FORBIDDEN | StatusCode::REQUEST_TIMEOUT => ProblemKind::ProviderFailed(provider).into(),
        StatusCode::NOT_FOUND => ProblemKind::GoneAt(provider).into(),
        StatusCode::TOO_MANY_REQUESTS => rate_limited(provider, reply),
        status if status.is_client_error() => ProblemKind::Rejected(provider).into(),
        _ => ProblemKind::ProviderFailed(provider).into(),
    }
}

pub(super) fn rate_limited(provider: Provider, reply: &Reply) -> Problem {
    let problem = Problem::new(ProblemKind::RateLimited(provider));
    match reply.retry_after {
        Some(wait) => problem.retry_after(seconds(wait)),
        None => problem,
    }
}

/// Seconds, rounded up so that the time named is never too early, and never more than
/// [`LONGEST_WAIT`].
fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.min(LONGEST_WAIT).as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_and_no_longer_than_a_day() {
        assert_eq!(seconds(Duration::from_millis(1001)), 2);
        assert_eq!(seconds(Duration::MAX), 24 * 3600);
    }
}
