//! The questions about a kind of operation that arise when one begins, and when a person
//! decides about one. `operations::handler` has the kinds and answers them.

use std::time::Duration;

use futures::future::BoxFuture;

use super::Unit;
use crate::{
    domain::{
        ids::OperationId,
        operation::{ManualStep, OperationKind, OperationView, StepKind, SubjectId, WaitingFor},
        problem::Problem,
        topic::Topic,
    },
    server::{audit::Action, db::OrgTx},
};

/// Answers for every kind. [`Services`](super::Services) hold the only implementation.
pub trait OperationKinds: Send + Sync {
    /// The steps of an operation that is asked for without a plan.
    fn steps(&self, kind: OperationKind) -> Vec<StepKind>;

    /// How long its transient problems are retried.
    fn retry_window(&self, kind: OperationKind) -> Duration;

    /// The topics of the pages that its steps may have changed.
    fn topics(&self, kind: OperationKind) -> &'static [Topic];

    fn asked_as(&self, kind: OperationKind) -> AskedAs;

    fn by_people(&self, kind: OperationKind) -> ByPeople;
}

/// The audit entry for a person who asks for an operation of a kind.
#[derive(Clone, Copy)]
pub enum AskedAs {
    /// [`Action::OperationAsked`], with the kind and its subject: `sync_agent:0190…`.
    Kind,
    /// An action of the kind's own, with the subject alone.
    Own(Action),
}

/// The ways in which people act on operations of a kind.
#[derive(Clone, Copy)]
pub struct ByPeople {
    pub manual: Option<Manual>,
    pub retry: Retry,
    pub declined: Decline,
}

pub type Retry = for<'a> fn(&'a mut Unit, Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>>;
pub type Decline = for<'a> fn(&'a mut Unit, Declined<'a>) -> BoxFuture<'a, Result<AfterNo, Problem>>;

/// The operation that a person wants tried again.
#[derive(Clone, Copy)]
pub struct Retried<'a> {
    pub subject: &'a SubjectId,
    pub label: &'a str,
}

/// The request that a person has declined.
#[derive(Clone, Copy)]
pub struct Declined<'a> {
    pub subject: &'a SubjectId,
    pub waiting_for: WaitingFor,
}

/// The effect of a person's no on the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterNo {
    Stops,
    /// The operation goes on without what it asked for.
    GoesOn,
}

/// The rest of a clean-up that a person does at the providers.
#[derive(Clone, Copy)]
pub struct Manual {
    /// The steps that are left to do there.
    pub left: for<'a> fn(&'a mut OrgTx, &'a OperationView) -> ManualFuture<'a, Vec<ManualStep>>,
    /// Records the person's word that they are done, in the transaction that takes it; is
    /// given the operation as it was before.
    pub closed: for<'a> fn(&'a mut OrgTx, &'a OperationView, i64) -> ManualFuture<'a, ()>,
}

pub type ManualFuture<'a, T> = BoxFuture<'a, Result<T, Problem>>;
