//! Claims operations under a lease, and runs their steps.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use super::{
    buy_number, carry_secret, clean_up, compare_numbers, import_number, leftover, managed_account,
    queue::{self, Operation},
    step::{StepCx, StepResult, caught},
    sync_agent,
    turns::Turns,
    vapi_key, verify_credential,
};
use crate::{
    domain::{ids::OrgId, operation::StepKind, problem::Problem},
    server::{correlation, cx::Services, db::Scope},
};

/// A worker that stops renewing it has lost its operation after so long.
pub(super) const LEASE: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often to look without being told; covers other nodes and retries.
const POLL: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Engine {
    pub(super) services: Services,
}

/// The lease went to another worker, or is too near its end to write at a provider:
/// whatever was done is read back by whoever claims the operation next.
struct LeaseLost;

impl Engine {
    pub fn new(services: Services) -> Self {
        Self { services }
    }

    /// Works until `stop`; then lets the steps under way come to their end.
    pub async fn run(self, workers: usize, stop: CancellationToken) {
        if self.services.db.is_embedded()
            && let Err(problem) = self.release_all().await
        {
            tracing::error!(problem = problem.code(), "could not take over the leases of the former process");
        }
        let permits = Arc::new(Semaphore::new(workers.max(1)));
        let mut turns = Turns::new(workers);
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
                            // A free hand may find more to do.
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
        let mut tx = self.services.db.write(Scope::Installation).await?;
        queue::release_all(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// The next operation of whoever's turn it is.
    async fn claim(&self, turns: &mut Turns) -> Result<Option<Operation>, Problem> {
        let mut begun = false;
        loop {
            while let Some(org) = turns.next_org() {
                // Nothing of it may be left since the round began.
                if let Some(operation) = self.claim_of(&org).await? {
                    return Ok(Some(operation));
                }
            }
            if begun {
                return Ok(None);
            }
            let mut tx = self.services.db.read(Scope::Installation).await?;
            turns.begin_round(queue::due(&mut tx, self.services.clock.now_ms()).await?);
            begun = true;
        }
    }

    async fn claim_of(&self, org: &OrgId) -> Result<Option<Operation>, Problem> {
        let now = self.services.clock.now_ms();
        // Of its own for each claim: this process may take over from itself.
        let lease = self.services.random.uuid();
        let mut tx = self.services.db.write(Scope::Installation).await?;
        let claimed = queue::claim(&mut tx, org, &lease, now, now + millis(LEASE)).await;
        // A row that cannot be read keeps its lease, out of the others' way.
        tx.commit().await?;
        claimed
    }

    /// Runs everything that is due, here and now; says how many operations.
    pub async fn run_due(&self) -> Result<usize, Problem> {
        let (mut count, mut turns) = (0, Turns::new(1));
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
                    Ok(true) if !stop.is_cancelled() => {}
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

    /// On shutdown between two steps: any worker may go on at once.
    async fn give_back(&self, operation: &Operation) {
        let now = self.services.clock.now_ms();
        let given = async {
            let mut tx = self.services.db.write(Scope::Installation).await?;
            queue::extend(&mut tx, &operation.id, &operation.lease, now).await?;
            tx.commit().await
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, "could not give an operation back; its lease will end");
        }
    }

    /// Runs the first step that is not over; `false` when there is no more to
    /// do now.
    async fn next_step(&self, operation: &mut Operation) -> Result<bool, LeaseLost> {
        if operation.stopping {
            return self.committed(self.stop(operation, None).await);
        }
        let Some(at) = operation.next() else {
            return self.committed(self.finish(operation).await);
        };
        operation.steps[at].attempts += 1;
        let step = &operation.steps[at];
        let cx = StepCx::new(&self.services, operation, step);
        let result = tokio::select! {
            result = caught(operation.kind, step.kind, run_step(&cx)) => result,
            () = self.heartbeat(operation) => return Err(LeaseLost),
        };
        let used = cx.used();
        // Whatever it says: it did not do what it was to do.
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
            Ok(done) => self.commit_done(operation, at, done, &used).await,
            Err(stuck) => self.commit_stuck(operation, at, stuck, &used).await,
        };
        self.committed(committed)
    }

    /// A database that fails here leaves the lease to end by itself.
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

    /// Ends only when the lease is lost.
    async fn heartbeat(&self, operation: &Operation) {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let until = self.services.clock.now_ms() + millis(LEASE);
            let extended = async {
                let mut tx = self.services.db.write(Scope::Installation).await?;
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

/// Steps are large; each on the heap leaves the worker its stack.
fn run_step<'a>(cx: &'a StepCx<'_>) -> BoxFuture<'a, StepResult> {
    match cx.step.kind {
        StepKind::FindAtTwilio => import_number::find_at_twilio(cx).boxed(),
        StepKind::RememberWebhooks => import_number::remember_webhooks(cx).boxed(),
        StepKind::OpenAccount => managed_account::open_account(cx).boxed(),
        StepKind::MakeAddress => buy_number::make_address(cx).boxed(),
        StepKind::BuyNumber => buy_number::buy(cx).boxed(),
        StepKind::ReleaseAtTwilio => clean_up::release_at_twilio(cx).boxed(),
        StepKind::DeleteAddress => clean_up::delete_address(cx).boxed(),
        StepKind::MakeKey => vapi_key::make_key(cx).boxed(),
        StepKind::PlaceAtVapi => import_number::place_at_vapi(cx).boxed(),
        StepKind::BindAgent => import_number::bind_agent(cx).boxed(),
        StepKind::Prove => import_number::prove(cx).boxed(),
        StepKind::PlaceAssistant => sync_agent::place_assistant(cx).boxed(),
        StepKind::AskProvider => verify_credential::ask_provider(cx).boxed(),
        StepKind::LetEnd => clean_up::let_end(cx).boxed(),
        StepKind::RemoveAtVapi => clean_up::remove_at_vapi(cx).boxed(),
        StepKind::RestoreAtTwilio => clean_up::restore_at_twilio(cx).boxed(),
        StepKind::UnbindAtVapi => clean_up::unbind_at_vapi(cx).boxed(),
        StepKind::DeleteAssistant => clean_up::delete_assistant(cx).boxed(),
        StepKind::RevokeKey => vapi_key::revoke_key(cx).boxed(),
        StepKind::ShredKeys => clean_up::shred_keys(cx).boxed(),
        StepKind::RenewToken => managed_account::renew_token(cx).boxed(),
        StepKind::CloseAccount => managed_account::close_account(cx).boxed(),
        StepKind::CompareAll => compare_numbers::compare(cx).boxed(),
        StepKind::DeleteLeftover => leftover::delete_leftover(cx).boxed(),
        StepKind::CarryToVapi => carry_secret::carry_to_vapi(cx).boxed(),
    }
}

pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
