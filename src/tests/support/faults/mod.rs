//! Operations in trouble, and how they end: the harness of the tables of faults, and the
//! journeys of more than one feature. The tables stand with their features.

mod disturbed;
pub mod journey;
pub mod trouble;

use ava::domain::sandbox::{FaultKind, NewFault, SandboxProvider};

/// More calls than any test makes.
pub const LASTING: u32 = 10_000;

/// A fault that meets every call of a provider, until it is cleared.
pub fn lasting(provider: SandboxProvider, kind: FaultKind) -> NewFault {
    NewFault { remaining: LASTING, ..NewFault::next_call(provider, kind) }
}
