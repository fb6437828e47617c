//! What is asked of the kinds of operations by whoever begins one, and by people who
//! decide about one. The kinds themselves stand above: see `operations::handler`.

use std::time::Duration;

use futures::future::BoxFuture;

use super::Cx;
use crate::{
    domain::{
        ids::OperationId,
        operation::{
            ManualStep, OperationKind, OperationState, OperationView, StepKind, SubjectId, WaitingFor,
        },
        problem::Problem,
        topic::Topic,
    },
    server::{audit::Action, db::OrgTx},
};

/// Every kind, by its code. [`Services`](super::Services) hold the one there is.
pub trait OperationKinds: Send + Sync {
    /// The steps of an operation that is asked for without a plan.
    fn steps(&self, kind: OperationKind) -> Vec<StepKind>;

    /// How long its transient problems are retried.
    fn retry_window(&self, kind: OperationKind) -> Duration;

    /// What pages show that its steps may have changed.
    fn topics(&self, kind: OperationKind) -> &'static [Topic];

    fn asked_as(&self, kind: OperationKind) -> AskedAs;

    fn by_people(&self, kind: OperationKind) -> ByPeople;
}

/// What the audit log has of a person who asks for an operation of a kind.
#[derive(Clone, Copy)]
pub enum AskedAs {
    /// [`Action::OperationAsked`], of the kind and its subject: `sync_agent:0190…`.
    Kind,
    /// An action of its own, of the subject alone.
    Own(Action),
}

/// What people do about operations of a kind.
#[derive(Clone, Copy)]
pub struct ByPeople {
    pub manual: Option<Manual>,
    pub retry: Retry,
    pub declined: Decline,
}

pub type Retry =
    for<'a> fn(&'a Cx, &'a mut OrgTx, Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>>;
pub type Decline = for<'a> fn(&'a Cx, &'a mut OrgTx, Declined<'a>) -> BoxFuture<'a, Result<AfterNo, Problem>>;

/// What a person wants tried again.
#[derive(Clone, Copy)]
pub struct Retried<'a> {
    /// How it stands: retrying by itself, or over.
    pub state: OperationState,
    pub subject: &'a SubjectId,
    pub label: &'a str,
}

/// What a person has said no to.
#[derive(Clone, Copy)]
pub struct Declined<'a> {
    pub subject: &'a SubjectId,
    pub waiting_for: WaitingFor,
}

/// What an operation does after a person's no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterNo {
    Stops,
    /// It does without what it asked for.
    GoesOn,
}

/// How a person does the rest of a clean-up at the providers.
#[derive(Clone, Copy)]
pub struct Manual {
    /// What is left, as things to do there.
    pub left: for<'a> fn(&'a mut OrgTx, &'a OperationView) -> ManualFuture<'a, Vec<ManualStep>>,
    /// What their word changes here, in the transaction that takes it; given the
    /// operation as it was before.
    pub closed: for<'a> fn(&'a mut OrgTx, &'a OperationView, i64) -> ManualFuture<'a, ()>,
}

pub type ManualFuture<'a, T> = BoxFuture<'a, Result<T, Problem>>;
