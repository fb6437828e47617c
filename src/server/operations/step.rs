//! The context that a step is given, and the answer that it returns.

use std::{
    panic::AssertUnwindSafe,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};

use super::{
    EngineWrites,
    keys::UsedCredential,
    queue::{Operation, Question, Step},
};
use crate::{
    domain::{
        operation::{Action, OperationKind, Receipt, StepKind, WaitingFor},
        problem::{Problem, ProblemKind},
        provider::Provider,
    },
    server::{
        cx::Services,
        db::{OrgTx, ReadOnly},
        error::panic_message,
        providers::CallCx,
    },
};

/// Whether the operation goes on after an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Next,
    /// The data that the step worked from has changed meanwhile: run it once more.
    Again,
}

/// A step's change to our own tables, in the transaction that commits it. `Sync`, so that a
/// [`StepError`] with one can be looked at while something is awaited.
pub type Effect =
    Box<dyn for<'a> FnOnce(&'a mut OrgTx) -> BoxFuture<'a, Result<Flow, Problem>> + Send + Sync>;

/// A step that is over. Anything that keeps it from being over is a [`StepError`],
/// from which the engine decides whether to wait, to retry or to fail.
pub struct StepOutput {
    pub receipt: Receipt,
    /// There was nothing to do.
    pub skipped: bool,
    pub effect: Effect,
}

impl StepOutput {
    pub fn new(receipt: Receipt, effect: Effect) -> Self {
        Self { receipt, skipped: false, effect }
    }

    pub fn skipped(receipt: Receipt) -> Self {
        Self { receipt, skipped: true, effect: nothing() }
    }

    /// The answer of a step that worked from outdated data: it runs once more.
    pub fn again() -> Self {
        Self::new(Receipt::bare(Action::NothingUnderWay), Box::new(|_| Box::pin(async { Ok(Flow::Again) })))
    }

    /// The answer of a step whose object, to be deleted or changed, is not there.
    pub fn gone(provider: Provider, object: Option<&str>) -> Self {
        let object = object.map(str::to_owned);
        Self::skipped(Receipt::about(Action::AlreadyGone, provider, object))
    }
}

pub fn nothing() -> Effect {
    Box::new(|_| Box::pin(async { Ok(Flow::Next) }))
}

/// The reason why a step is not over.
pub struct StepError {
    pub problem: Problem,
    /// The thing that has to come before the step can go on; the engine finds a missing key by
    /// itself.
    pub waiting_for: Option<WaitingFor>,
    /// The question to a person, where their decision is waited for.
    pub question: Option<Box<Question>>,
    /// The step panicked: a retry would only panic again.
    pub panicked: bool,
    /// The operation fails at this, whatever passes by itself or is waited for elsewhere.
    pub gives_up: bool,
    /// Runs in the transaction that records the error.
    pub effect: Option<Effect>,
    /// Runs there only if the operation fails at this error, in place of the usual effect of such a
    /// failure: see [`StepCx::on_failure`].
    pub on_failure: Option<Effect>,
}

impl StepError {
    pub fn waits(kind: ProblemKind, thing: WaitingFor) -> Self {
        Self { waiting_for: Some(thing), ..kind.into() }
    }

    /// Has the operation fail here, with all of its steps that are left.
    #[must_use]
    pub fn gives_up(self) -> Self {
        Self { gives_up: true, ..self }
    }

    #[must_use]
    pub fn with_effect(self, effect: Effect) -> Self {
        Self { effect: Some(effect), ..self }
    }

    #[must_use]
    pub fn on_failure(self, effect: Effect) -> Self {
        Self { on_failure: Some(effect), ..self }
    }
}

impl From<Problem> for StepError {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            waiting_for: None,
            question: None,
            panicked: false,
            gives_up: false,
            effect: None,
            on_failure: None,
        }
    }
}

impl From<ProblemKind> for StepError {
    fn from(kind: ProblemKind) -> Self {
        Problem::from(kind).into()
    }
}

impl From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        Problem::from(error).into()
    }
}

pub type StepResult = Result<StepOutput, StepError>;

/// Turns a panic of a step into a failure: the worker lives on to record it, where a lease that
/// merely ends would have the step panic for ever.
pub async fn caught<T, E>(
    operation: OperationKind,
    step: StepKind,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, StepError>
where
    StepError: From<E>,
{
    AssertUnwindSafe(work).catch_unwind().await.map_or_else(
        |panic| {
            tracing::error!(step = step.code(), panic = panic_message(&*panic), "a step panicked");
            metrics::counter!("ava_step_panics_total", "kind" => operation.code(), "step" => step.code())
                .increment(1);
            Err(StepError { panicked: true, ..ProblemKind::Internal.into() })
        },
        |result| result.map_err(StepError::from),
    )
}

/// A step's problem, with what is known of its repair.
#[derive(Debug)]
pub struct Reading {
    pub problem: Problem,
    /// The repair that is on its way, where there is one.
    pub waiting_for: Option<WaitingFor>,
}

/// Reads a problem for the engine and for people, where a step works in an account that is not like
/// others.
pub type ReadProblem =
    for<'a> fn(&'a Services, &'a Operation, Problem) -> BoxFuture<'a, Result<Reading, Problem>>;

/// Inputs that a step used; recorded for steps that end in an error too.
#[derive(Default)]
pub struct Used {
    pub credentials: Vec<UsedCredential>,
    /// The step asked a provider to make something, or was about to.
    pub creates: bool,
    pub reads_problems: Option<ReadProblem>,
    pub on_failure: Option<Effect>,
}

/// A running operation, for its steps.
pub struct StepCx<'a> {
    pub services: &'a Services,
    pub operation: &'a Operation,
    pub step: &'a Step,
    used: Mutex<Used>,
}

impl<'a> StepCx<'a> {
    pub(super) fn new(services: &'a Services, operation: &'a Operation, step: &'a Step) -> Self {
        Self { services, operation, step, used: Mutex::default() }
    }

    /// A context of the same step, without anything noted as used.
    pub fn aside(&self) -> Self {
        Self::new(self.services, self.operation, self.step)
    }

    pub fn into_used(self) -> Used {
        self.used.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn using(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on, `reads` reads every problem of the step and of its effect.
    pub fn reads_problems_by(&self, reads: ReadProblem) {
        self.using().reads_problems = Some(reads);
    }

    /// From here on, `effect` runs in the transaction in which the operation fails, in place of the
    /// effect of its kind. [`Flow::Again`]: the cause of the failure was replaced meanwhile, and
    /// the step is tried at once.
    pub fn on_failure(&self, effect: Effect) {
        self.using().on_failure = Some(effect);
    }

    pub fn call(&self) -> CallCx {
        CallCx {
            correlation: self.operation.correlation.clone(),
            org: self.operation.org.clone(),
            lease: Some(self.operation.held.clone()),
        }
    }

    /// Begins a transaction that changes nothing.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn read(&self) -> Result<ReadOnly<OrgTx>, sqlx::Error> {
        self.services.db.read(&self.operation.org).await
    }

    /// Begins a transaction for changes beside the step's effect, such as those before a call that
    /// may get no answer. The operation's row is its record.
    ///
    /// # Errors
    /// Fails as the database does.
    pub async fn write(&self) -> Result<OrgTx, sqlx::Error> {
        self.services.db.write(EngineWrites, &self.operation.org).await
    }

    /// The receipt of an action on an object of the step's provider ([`StepKind::provider`]).
    pub fn receipt(&self, action: Action, object: &str) -> Receipt {
        self.receipt_about(action, Some(object.to_owned()))
    }

    /// Like [`receipt`](Self::receipt), where there need not be an object.
    pub fn receipt_about(&self, action: Action, object: Option<String>) -> Receipt {
        Receipt { provider: self.step.kind.provider(), object, ..Receipt::bare(action) }
    }

    /// The answer of a step whose object, to be deleted or changed, is not there.
    pub fn gone(&self, object: Option<&str>) -> StepOutput {
        StepOutput::skipped(self.receipt_about(Action::AlreadyGone, object.map(str::to_owned)))
    }

    /// The receipt that an earlier step of this operation left.
    pub fn receipt_of(&self, kind: StepKind) -> Option<&Receipt> {
        self.operation.steps.iter().find(|step| step.kind == kind)?.receipt.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn run(work: impl Future<Output = StepResult>) -> Result<Receipt, StepError> {
        caught(OperationKind::SyncAgent, StepKind::PlaceAssistant, work).await.map(|done| done.receipt)
    }

    fn receipt() -> Receipt {
        Receipt::bare(Action::NothingUnderWay)
    }

    #[tokio::test]
    async fn a_step_that_panics_has_failed_and_is_not_run_again_by_itself() {
        let panics = async {
            tokio::task::yield_now().await;
            assert!(receipt().object.is_some(), "a bug");
            Ok(StepOutput::skipped(receipt()))
        };
        let error = run(panics).await.expect_err("caught");
        assert!(error.panicked);
        assert_eq!((error.problem.kind, error.waiting_for), (ProblemKind::Internal, None));
    }

    #[tokio::test]
    async fn what_a_step_answers_stays_as_it_is() {
        let done = run(async { Ok(StepOutput::new(receipt(), nothing())) }).await;
        assert_eq!(done.ok(), Some(receipt()));
        let error = run(async { Err(ProblemKind::NotFound.into()) }).await.expect_err("an error");
        assert!(!error.panicked);
        assert_eq!(error.problem.kind, ProblemKind::NotFound);
    }
}
