//! The interface of a simulator: the owner of a call, and its answer. The gate, the
//! faults and the journal are the same for all of them.

use axum::http::{HeaderMap, StatusCode};

pub(super) use super::simulator as of;
use super::state::World;
use super::wire::{Answer, Incoming};
use crate::domain::{
    credential::CredentialView,
    sandbox::{SandboxProvider, Snapshot},
};

pub(super) trait Simulator: Sync {
    /// The paths below which it answers: one for each host of the real service.
    fn paths(&self) -> &'static [&'static str];

    /// The scope of a call: the account or the key that it is made with.
    fn scope(&self, call: &Incoming) -> Option<String>;

    /// A scope as it may be shown: nothing of a secret but its end.
    fn masked(&self, scope: &str) -> String;

    /// Whether a call of this [`masked`](Self::masked) scope was made with what an
    /// organisation has stored.
    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool;

    /// Adds the simulator's objects to the snapshot.
    fn show(&self, world: &World, snapshot: &mut Snapshot);

    /// The end of a credential that always fails, which says how; `None` for others.
    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str>;

    fn answer(&self, world: &mut World, call: &Incoming, now: i64) -> Answer;

    /// The answer to a failure that the request itself did not cause.
    fn failure(&self, status: StatusCode) -> Answer;

    /// The answer where the service is away.
    fn away(&self) -> Answer {
        self.failure(StatusCode::SERVICE_UNAVAILABLE)
    }

    /// The answer to an account that has no credit left, or has used its limit up.
    fn spent(&self) -> Answer {
        self.failure(StatusCode::PAYMENT_REQUIRED)
    }

    /// Adds the headers of every answer; `seq` is the number of the call.
    fn sign(&self, _headers: &mut HeaderMap, _seq: u64, _now: i64) {}
}

/// The simulator that answers there, and the rest of the path with its slash.
pub(super) fn at(path: &str) -> Option<(SandboxProvider, &str)> {
    SandboxProvider::ALL.into_iter().find_map(|provider| {
        let below = |start: &&'static str| path.strip_prefix(*start).filter(|rest| rest.starts_with('/'));
        Some((provider, of(provider).paths().iter().find_map(below)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::provider::Provider, server::providers};

    #[test]
    fn every_host_of_every_provider_is_simulated() {
        for provider in Provider::ALL {
            for host in providers::hosts(provider) {
                let path = format!("/{}/any", host.simulator);
                let (simulator, rest) = at(&path).expect("it is simulated");
                assert_eq!((simulator.provider(), rest), (provider, "/any"), "{path}");
                assert_eq!(host.provider, provider, "{path}");
            }
        }
    }

    #[test]
    fn no_other_path_is_answered() {
        for path in ["/", "/vapi", "/vapi-us/any", "/twilio-", "/control/any"] {
            assert!(at(path).is_none(), "{path}");
        }
    }
}
