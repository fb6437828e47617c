//! A kind of operation, as the feature that owns it describes it to the engine.

use std::time::Duration;

use futures::future::BoxFuture;

use super::{
    queue::{self, Operation},
    step::{StepCx, StepResult},
};
pub use crate::server::cx::operations::{AfterNo, AskedAs, Declined, Manual, ManualFuture, Retried};
use crate::{
    domain::{
        ids::OperationId,
        operation::{ByHand, OperationKind, StepKind},
        problem::Problem,
        topic::Topic,
    },
    server::{
        cx::{
            Services, Unit,
            operations::{ByPeople, OperationKinds},
        },
        db::OrgTx,
    },
};

pub const HOUR: Duration = Duration::from_secs(3600);
pub const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long every clean-up is retried.
pub const CLEANUP_RETRY_WINDOW: Duration = Duration::from_secs(3 * 24 * 3600);

/// The description of one kind; it has no state of its own.
pub trait OperationHandler {
    const KIND: OperationKind;
    const STEPS: Steps;
    /// How long transient problems are retried before an operation fails, or before
    /// a clean-up asks for help.
    const RETRY_WINDOW: Duration;
    /// The topics of the pages that show what a step may have changed.
    const TOPICS: &'static [Topic];
    /// How a person ends the operation in AVA's place; only clean-ups have it.
    const MANUAL: Option<Manual> = None;
    /// The audit action that [`ask`](super::ask()) records.
    const ASKED_AS: AskedAs = AskedAs::Kind;

    /// Changes our own tables after a failure, in the transaction that has the operation fail.
    fn failed<'a>(_: Failure<'a>, _: &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async { Ok(()) })
    }

    /// Begins again at a person's request, as a new operation after this one failed.
    /// Refuses operations beyond the number that the org may have under way.
    fn retry<'a>(tx: &'a mut Unit, of: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(queue::enqueue_again(tx, Self::KIND, of))
    }

    /// Handles a person's refusal of what was asked, and returns whether the operation stops.
    fn declined<'a>(_: &'a mut Unit, _: Declined<'a>) -> BoxFuture<'a, Result<AfterNo, Problem>> {
        Box::pin(async { Ok(AfterNo::Stops) })
    }
}

/// The steps of a kind, with the function that each runs.
#[derive(Clone, Copy)]
pub enum Steps {
    /// Every operation has these steps, in this order.
    Always(&'static [StepDef]),
    /// Each operation has a plan of its own, made of these steps.
    Planned(&'static [StepDef]),
}

impl Steps {
    pub const fn all(self) -> &'static [StepDef] {
        match self {
            Steps::Always(steps) | Steps::Planned(steps) => steps,
        }
    }

    /// The steps of an operation that is asked for without a plan.
    pub const fn unplanned(self) -> &'static [StepDef] {
        match self {
            Steps::Always(steps) => steps,
            Steps::Planned(_) => &[],
        }
    }
}

/// Steps are large futures: on the heap, they leave the worker its stack.
pub type StepFuture<'a> = BoxFuture<'a, StepResult>;

/// A step and the function that it runs, shared by all kinds that have it.
#[derive(Clone, Copy)]
pub struct StepDef {
    pub kind: StepKind,
    pub run: for<'a> fn(&'a StepCx<'_>) -> StepFuture<'a>,
    /// Set for each step of a clean-up, see [`StepDef::by_hand`].
    pub by_hand: Option<ByHand>,
}

impl StepDef {
    pub const fn new(kind: StepKind, run: for<'a> fn(&'a StepCx<'_>) -> StepFuture<'a>) -> Self {
        Self { kind, run, by_hand: None }
    }

    /// Sets the work of a person at a provider that replaces this step of a clean-up.
    pub const fn by_hand(self, by_hand: ByHand) -> Self {
        Self { by_hand: Some(by_hand), ..self }
    }

    /// Marks a step that no person could do at a provider.
    pub const fn by_ava_alone(self) -> Self {
        self.by_hand(|_| None)
    }
}

/// An operation that fails at a step.
#[derive(Clone, Copy)]
pub struct Failure<'a> {
    pub services: &'a Services,
    pub operation: &'a Operation,
    /// The problem as the step reported it.
    pub problem: &'a Problem,
    pub now: i64,
}

type Failed = for<'a> fn(Failure<'a>, &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>>;

/// An [`OperationHandler`] as a value.
pub struct Handler {
    pub kind: OperationKind,
    pub steps: Steps,
    pub retry_window: Duration,
    pub topics: &'static [Topic],
    pub asked_as: AskedAs,
    pub failed: Failed,
    pub by_people: ByPeople,
}

impl Handler {
    /// In a constant, a clean-up that does not say how a person ends it, or what a person
    /// does in place of each of its steps, does not compile.
    pub const fn of<T: OperationHandler>() -> Self {
        assert!(T::KIND.is_cleanup() == T::MANUAL.is_some(), "a clean-up has MANUAL, and nothing else has");
        let (steps, mut at) = (T::STEPS.all(), 0);
        while T::KIND.is_cleanup() && at < steps.len() {
            assert!(
                steps[at].by_hand.is_some(),
                "a step of a clean-up does not say what it is by hand: by_hand, or by_ava_alone"
            );
            at += 1;
        }
        Self {
            kind: T::KIND,
            steps: T::STEPS,
            retry_window: T::RETRY_WINDOW,
            topics: T::TOPICS,
            asked_as: T::ASKED_AS,
            failed: T::failed,
            by_people: ByPeople { manual: T::MANUAL, retry: T::retry, declined: T::declined },
        }
    }

    /// Returns `None` where operations of this kind have no such step.
    pub fn step(&self, kind: StepKind) -> Option<&'static StepDef> {
        self.steps.all().iter().find(|step| step.kind == kind)
    }
}

const KINDS: usize = OperationKind::ALL.len();

/// The handler of every kind.
pub struct Registry([&'static Handler; KINDS]);

impl Registry {
    /// In a constant, a kind that is missing or that stands twice does not compile.
    pub const fn new(features: &[&'static [Handler]]) -> Self {
        let mut found: [Option<&'static Handler>; KINDS] = [None; KINDS];
        let mut feature = 0;
        while feature < features.len() {
            let handlers = features[feature];
            let mut at = 0;
            while at < handlers.len() {
                let kind = handlers[at].kind as usize;
                assert!(found[kind].is_none(), "a kind of operation is registered twice");
                found[kind] = Some(&handlers[at]);
                at += 1;
            }
            feature += 1;
        }
        let Some(first) = found[0] else { panic!("no kind of operation is registered") };
        let mut all = [first; KINDS];
        let mut kind = 0;
        while kind < KINDS {
            let Some(handler) = found[kind] else { panic!("a kind of operation is not registered") };
            all[kind] = handler;
            kind += 1;
        }
        Self(all)
    }

    pub const fn of(&self, kind: OperationKind) -> &'static Handler {
        self.0[kind as usize]
    }
}

impl OperationKinds for Registry {
    fn steps(&self, kind: OperationKind) -> Vec<StepKind> {
        self.of(kind).steps.unplanned().iter().map(|step| step.kind).collect()
    }

    fn retry_window(&self, kind: OperationKind) -> Duration {
        self.of(kind).retry_window
    }

    fn topics(&self, kind: OperationKind) -> &'static [Topic] {
        self.of(kind).topics
    }

    fn asked_as(&self, kind: OperationKind) -> AskedAs {
        self.of(kind).asked_as
    }

    fn by_people(&self, kind: OperationKind) -> ByPeople {
        self.of(kind).by_people
    }
}
