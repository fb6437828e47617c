//! One call of an operation, told apart from its others, so that a fault can meet it.

use std::collections::{BTreeMap, BTreeSet};

use ava::domain::sandbox::{Call, FaultKind, NewFault, SandboxProvider};

/// Provider, method, the part of the path that stays the same, and how many
/// calls alike came before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub provider: SandboxProvider,
    pub method: String,
    pub path: String,
    pub nth: u32,
}

impl Target {
    /// Each call of a run.
    pub fn all<'a>(calls: impl IntoIterator<Item = &'a Call>) -> BTreeSet<Self> {
        let mut seen: BTreeMap<Self, u32> = BTreeMap::new();
        let nth = |call| {
            let first = Self::of(call);
            let nth = seen.entry(first.clone()).and_modify(|nth| *nth += 1).or_default();
            Self { nth: *nth, ..first }
        };
        calls.into_iter().map(nth).collect()
    }

    fn of(call: &Call) -> Self {
        let path = match call.path.split_once('?') {
            // All pages of a list are one target.
            Some((path, _)) => format!("{path}?"),
            None => match call.path.rsplit_once('/') {
                Some((before, id)) if id.len() > 30 => format!("{before}/"),
                _ => call.path.clone(),
            },
        };
        Self { provider: call.provider, method: call.method.clone(), path, nth: 0 }
    }

    /// A fault that hits the call once.
    pub fn fault(&self, kind: FaultKind) -> NewFault {
        NewFault {
            method: Some(self.method.clone()),
            path_contains: Some(self.path.clone()),
            skip: self.nth,
            ..NewFault::next_call(self.provider, kind)
        }
    }
}
