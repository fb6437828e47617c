//! One call of an operation, told from its others, so that a fault can meet it.

use ava::domain::sandbox::{Call, FaultKind, NewFault, SandboxProvider};

/// Provider, method, and the part of the path that stays the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub provider: SandboxProvider,
    pub method: String,
    pub path: String,
}

impl Target {
    pub fn of(call: &Call) -> Self {
        let path = match call.path.split_once('?') {
            // A list, which each operation reads once.
            Some((path, _)) => format!("{path}?"),
            None => match call.path.rsplit_once('/') {
                Some((before, id)) if id.len() > 30 => format!("{before}/"),
                _ => call.path.clone(),
            },
        };
        Self { provider: call.provider, method: call.method.clone(), path }
    }

    /// Hits it once.
    pub fn fault(&self, kind: FaultKind) -> NewFault {
        NewFault {
            method: Some(self.method.clone()),
            path_contains: Some(self.path.clone()),
            ..NewFault::next_call(self.provider, kind)
        }
    }
}
