//! Claims operations under a lease, and runs their steps.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use super::{
    EngineWrites,
    fair_claims::FairClaims,
    handler::Registry,
    queue::{self, Operation},
    step::{StepCx, StepResult, caught},
};
use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, ProblemKind},
    },
    server::{correlation, cx::Services},
};

/// A worker that does not renew its lease for so long loses its operation.
pub(super) const LEASE: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(10);
/// The interval of looking without being told; covers other nodes and retries.
const POLL: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Engine {
    pub(super) services: Services,
    pub(super) kinds: &'static Registry,
}

/// The lease went to another worker, or is too near its end to write at a provider: the next worker
/// that claims the operation reads back what was done.
struct LeaseLost;

impl Engine {
    pub fn new(services: Services, kinds: &'static Registry) -> Self {
        Self { services, kinds }
    }

    /// Works until `stop`; then lets the steps under way come to their end.
    pub async fn run(self, workers: usize, stop: CancellationToken) {
        if self.services.db.is_embedded()
            && let Err(problem) = self.release_all().await
        {
            tracing::error!(problem = problem.code(), "could not take over the leases of the former process");
        }
        let permits = Arc::new(Semaphore::new(workers.max(1)));
        let mut turns = FairClaims::new(workers);
        let tracker = TaskTracker::new();
        while !stop.is_cancelled() {
            while let Ok(permit) = permits.clone().try_acquire_owned() {
                match self.claim(&mut turns).await {
                    Ok(Some(operation)) => {
                        let (engine, stop) = (self.clone(), stop.clone());
                        let at_work = turns.begin_work(&operation.org);
                        tracker.spawn(async move {
                            engine.work(operation, &stop).await;
                            drop((at_work, permit));
                            // The worker that became free may find more to do.
                            engine.services.db.hub().wake_workers();
                        });
                    }
                    Ok(None) => break,
                    Err(problem) => {
                        tracing::error!(problem = problem.code(), "could not claim an operation");
                        break;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.services.db.hub().work() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    async fn release_all(&self) -> Result<(), Problem> {
        let mut tx = self.services.db.write_installation(EngineWrites).await?;
        queue::release_all(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Claims the next operation of the org whose turn it is.
    async fn claim(&self, turns: &mut FairClaims) -> Result<Option<Operation>, Problem> {
        let mut begun = false;
        loop {
            while let Some(org) = turns.next_org() {
                // Other workers may have taken all of the org's operations since the round began.
                if let Some(operation) = self.claim_of(&org).await? {
                    return Ok(Some(operation));
                }
            }
            if begun {
                return Ok(None);
            }
            let mut tx = self.services.db.read_installation().await?;
            turns.begin_round(queue::due(&mut tx, self.services.clock.now_ms()).await?);
            begun = true;
        }
    }

    async fn claim_of(&self, org: &OrgId) -> Result<Option<Operation>, Problem> {
        let now = self.services.clock.now_ms();
        // Each claim has a lease of its own: this process may take over from itself.
        let lease = self.services.random.uuid();
        // This transaction waits for none of the organisation's writers.
        let mut tx = self.services.db.write_installation(EngineWrites).await?.in_the_name_of(org.clone());
        let claimed = queue::claim(&mut tx, &lease, now, now + millis(LEASE)).await;
        // A row that cannot be read keeps its lease, out of the others' way.
        tx.commit().await?;
        claimed
    }

    /// Runs everything that is due, here and now, and returns the number of operations.
    pub async fn run_due(&self) -> Result<usize, Problem> {
        let (mut count, mut turns) = (0, FairClaims::new(1));
        while let Some(operation) = self.claim(&mut turns).await? {
            self.work(operation, &CancellationToken::new()).await;
            count += 1;
        }
        Ok(count)
    }

    async fn work(&self, mut operation: Operation, stop: &CancellationToken) {
        let span = tracing::info_span!(
            "operation",
            operation.id = %operation.id,
            operation.kind = operation.kind.code(),
            org.id = %operation.org,
            correlation.id = %operation.correlation,
        );
        let correlation = operation.correlation.clone();
        let steps = async {
            loop {
                match self.next_step(&mut operation).await {
                    Ok(true) if !stop.is_cancelled() && self.may_go_on(&operation).await => {}
                    Ok(true) => {
                        self.give_back(&operation).await;
                        break;
                    }
                    Ok(false) => break,
                    Err(LeaseLost) => {
                        tracing::warn!("the lease is over: whoever claims this operation next goes on");
                        break;
                    }
                }
            }
        };
        correlation::scope(correlation, steps.instrument(span)).await;
    }

    /// Whether the organisation was not suspended meanwhile. Where nobody knows, the next step finds
    /// the database as it is.
    async fn may_go_on(&self, operation: &Operation) -> bool {
        let asked = async {
            let mut tx = self.services.db.read(&operation.org).await?;
            queue::may_go_on(&mut tx).await
        };
        asked.await.unwrap_or(true)
    }

    /// Gives the lease back between two steps, at a shutdown or a suspension, so that any worker may go
    /// on at once.
    async fn give_back(&self, operation: &Operation) {
        let given = async {
            let mut tx = self.services.db.write_installation(EngineWrites).await?;
            queue::give_back(&mut tx, &operation.id, &operation.lease).await?;
            tx.commit().await
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, "could not give an operation back; its lease will end");
        }
    }

    /// Runs the first step that is not over; `false` when there is nothing more to do now.
    async fn next_step(&self, operation: &mut Operation) -> Result<bool, LeaseLost> {
        if operation.cancelled {
            return self.committed(self.cancel(operation, None).await);
        }
        let Some(at) = operation.next() else {
            return self.committed(self.finish(operation).await);
        };
        operation.steps[at].attempts += 1;
        let step = &operation.steps[at];
        let cx = StepCx::new(&self.services, operation, step);
        let result = tokio::select! {
            result = caught(operation.kind, step.kind, self.run_step(&cx)) => result,
            () = self.heartbeat(operation) => return Err(LeaseLost),
        };
        let used = cx.into_used();
        // The step's result does not count: one of its writes was refused.
        if operation.held.refused_a_write() {
            return Err(LeaseLost);
        }
        metrics::counter!(
            "ava_operation_steps_total",
            "kind" => operation.kind.code(),
            "step" => step.kind.code(),
            "result" => if result.is_ok() { "done" } else { "stuck" },
        )
        .increment(1);
        let committed = match result {
            Ok(done) => self.commit_done(operation, at, done, used).await,
            Err(error) => self.commit_error(operation, at, error, used).await,
        };
        self.committed(committed)
    }

    async fn run_step(&self, cx: &StepCx<'_>) -> StepResult {
        match self.kinds.of(cx.operation.kind).step(cx.step.kind) {
            Some(step) => (step.run)(cx).await,
            None => {
                tracing::error!(step = cx.step.kind.code(), "the kind of this operation has no such step");
                Err(ProblemKind::Internal.into())
            }
        }
    }

    /// A database that fails here leaves the lease to expire.
    fn committed(&self, result: Result<Option<bool>, Problem>) -> Result<bool, LeaseLost> {
        match result {
            Ok(Some(more)) => Ok(more),
            Ok(None) => Err(LeaseLost),
            Err(problem) => {
                tracing::error!(problem = problem.code(), "could not commit a step; it will run again");
                Ok(false)
            }
        }
    }

    /// Renews the lease; returns only when it is lost.
    async fn heartbeat(&self, operation: &Operation) {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let until = self.services.clock.now_ms() + millis(LEASE);
            let extended = async {
                let mut tx = self.services.db.write_installation(EngineWrites).await?;
                let held = queue::extend(&mut tx, &operation.id, &operation.lease, until).await?;
                tx.commit().await?;
                Ok::<_, sqlx::Error>(held)
            };
            match extended.await {
                Ok(true) => operation.held.extend(until),
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "could not renew a lease"),
            }
        }
    }
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
