//! Claims operations under a lease, runs their steps, commits each result.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use super::{
    import_number,
    queue::{self, Moved, Operation, Standing, StepEnd},
    step::{Flow, StepCx, StepResult, Stuck},
    sync_agent, verify_credential,
};
use crate::{
    domain::{
        credential::CredentialStatus,
        operation::{OperationKind, OperationState, StepKind, StepState, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
    },
    server::{
        correlation,
        cx::Services,
        db::{Scope, Tx},
        integrations::credentials,
    },
};

/// A worker that stops renewing it has lost its operation after so long.
const LEASE: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often to look without being told; covers other nodes and retries.
const POLL: Duration = Duration::from_secs(1);
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(15 * 60);
/// Reading back what was set agrees within seconds, or does not at all.
const PROOF_ATTEMPTS: i64 = 6;

#[derive(Clone)]
pub struct Engine {
    services: Services,
}

/// The lease went to another worker: whatever was done is read back by it.
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
        let tracker = TaskTracker::new();
        while !stop.is_cancelled() {
            while let Ok(permit) = permits.clone().try_acquire_owned() {
                match self.claim().await {
                    Ok(Some(operation)) => {
                        let (engine, stop) = (self.clone(), stop.clone());
                        tracker.spawn(async move {
                            engine.work(operation, &stop).await;
                            drop(permit);
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

    async fn claim(&self) -> Result<Option<Operation>, Problem> {
        let now = self.services.clock.now_ms();
        // Of its own for each claim: this process may take over from itself.
        let lease = self.services.random.uuid();
        let mut tx = self.services.db.write(Scope::Installation).await?;
        let claimed = queue::claim(&mut tx, &lease, now, now + millis(LEASE)).await;
        // A row that cannot be read keeps its lease, out of the others' way.
        tx.commit().await?;
        claimed
    }

    /// Runs everything that is due, here and now; says how many operations.
    pub async fn run_due(&self) -> Result<usize, Problem> {
        let mut count = 0;
        while let Some(operation) = self.claim().await? {
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
                        tracing::warn!("another worker took this operation over");
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
        let Some(at) = operation
            .steps
            .iter()
            .position(|step| !matches!(step.state, StepState::Done | StepState::Skipped))
        else {
            return self.committed(self.finish(operation).await);
        };
        operation.steps[at].attempts += 1;
        let step = &operation.steps[at];
        let cx = StepCx::new(&self.services, operation, step);
        let result = tokio::select! {
            result = run_step(&cx) => result,
            () = self.heartbeat(operation) => return Err(LeaseLost),
        };
        let opened = cx.opened();
        metrics::counter!(
            "ava_operation_steps_total",
            "kind" => operation.kind.code(),
            "step" => step.kind.code(),
            "result" => if result.is_ok() { "done" } else { "stuck" },
        )
        .increment(1);
        let committed = match result {
            Ok(done) => self.commit_done(operation, at, done).await,
            Err(stuck) => self.commit_stuck(operation, at, stuck, &opened).await,
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
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "could not renew a lease"),
            }
        }
    }

    async fn commit_done(
        &self,
        operation: &mut Operation,
        at: usize,
        done: super::step::Done,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let super::step::Done { receipt, skipped, effect } = done;
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        let flow = match effect(&mut tx).await {
            Ok(flow) => flow,
            // The effect found what the provider could not know, such as a
            // number that another org has: nothing of this step is kept.
            Err(problem) => {
                drop(tx);
                return self.commit_stuck(operation, at, problem.into(), &[]).await;
            }
        };
        // The last step ends the operation in its own transaction: what is asked
        // for from then on is a new one, not one that looks no more.
        let last = flow == Flow::Next && at + 1 == operation.steps.len();
        let standing = Standing {
            state: if last { OperationState::Done } else { OperationState::Running },
            waiting_for: None,
            note: None,
            next_attempt_at: now,
            attempts: 0,
        };
        if queue::move_to(&mut tx, operation, &operation.lease, &standing, now).await? == Moved::Lost {
            return Ok(None);
        }
        if flow == Flow::Again {
            tx.commit().await?;
            return Ok(Some(true));
        }
        let state = if skipped { StepState::Skipped } else { StepState::Done };
        let end = StepEnd { state, receipt: Some(&receipt), problem: None };
        queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        tx.publish(&operation.org, topics(operation.kind));
        tx.commit().await?;
        tracing::info!(step = operation.steps[at].kind.code(), "step {} is {}", at + 1, state.code());
        let step = &mut operation.steps[at];
        step.state = state;
        step.receipt = Some(receipt);
        operation.attempts = 0;
        if last {
            ended_well(operation);
        }
        Ok(Some(!last))
    }

    async fn commit_stuck(
        &self,
        operation: &mut Operation,
        at: usize,
        stuck: Stuck,
        opened: &[(Provider, i64)],
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let problem = match &stuck.problem.correlation_id {
            Some(_) => stuck.problem.clone(),
            None => stuck.problem.clone().correlated(operation.correlation.as_str()),
        };
        let attempts = operation.attempts + 1;
        let waiting_for = stuck.waiting_for.or_else(|| waits_for(&problem));
        let (state, step_state, next) = if waiting_for.is_some() {
            (OperationState::Waiting, StepState::Waiting, now)
        } else if self.tries_again(operation, &problem, attempts, now) {
            let next = now + self.backoff(&problem, attempts);
            (OperationState::Retrying, StepState::Retrying, next)
        } else {
            (OperationState::Failed, StepState::Failed, now)
        };
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        // What it is about before the operation itself, as everybody locks them.
        if let Some(provider) = broken_key(&problem) {
            let used = opened.iter().find(|(of, _)| *of == provider).map(|(_, version)| *version);
            mark_broken(&mut tx, operation, provider, used, &problem, now).await?;
        }
        if waiting_for == Some(WaitingFor::Takeover) {
            import_number::answered_elsewhere(&mut tx, operation, now).await?;
        }
        if state == OperationState::Failed {
            failed(&mut tx, operation, now).await?;
        }
        let standing = Standing { state, waiting_for, note: stuck.note, next_attempt_at: next, attempts };
        match queue::move_to(&mut tx, operation, &operation.lease, &standing, now).await? {
            Moved::Lost => return Ok(None),
            Moved::Woken => tx.wake_workers(),
            Moved::Yes => {}
        }
        if waiting_for.is_some() {
            // Finding out what is missing is no failed attempt.
            operation.steps[at].attempts -= 1;
        }
        let end = StepEnd { state: step_state, receipt: None, problem: Some(&problem) };
        queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        tx.publish(&operation.org, topics(operation.kind));
        tx.commit().await?;
        tracing::warn!(
            step = operation.steps[at].kind.code(),
            problem = problem.code(),
            "step {} is {}: {}",
            at + 1,
            step_state.code(),
            problem.code()
        );
        Ok(Some(false))
    }

    /// For one whose steps are all over, and that is still open.
    async fn finish(&self, operation: &Operation) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        let standing = Standing {
            state: OperationState::Done,
            waiting_for: None,
            note: None,
            next_attempt_at: now,
            attempts: 0,
        };
        if queue::move_to(&mut tx, operation, &operation.lease, &standing, now).await? == Moved::Lost {
            return Ok(None);
        }
        tx.publish(&operation.org, topics(operation.kind));
        tx.commit().await?;
        ended_well(operation);
        Ok(Some(false))
    }

    fn tries_again(&self, operation: &Operation, problem: &Problem, attempts: i64, now: i64) -> bool {
        match problem.kind {
            Kind::NotProved => attempts < PROOF_ATTEMPTS,
            _ => problem.passes_by_itself() && now < operation.patience_until,
        }
    }

    /// Doubles from two seconds to a quarter of an hour, give or take a fifth;
    /// never sooner than the provider asked.
    fn backoff(&self, problem: &Problem, attempts: i64) -> i64 {
        let doubled = millis(FIRST_RETRY).saturating_mul(1 << (attempts - 1).clamp(0, 20));
        let base = doubled.min(millis(LONGEST_RETRY));
        let jitter = 0.8 + 0.4 * self.services.random.unit();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes in ms")]
        let wait = (base as f64 * jitter) as i64;
        let asked = problem.retry_after_secs.map_or(0, |seconds| i64::from(seconds) * 1000);
        wait.max(asked)
    }
}

fn ended_well(operation: &Operation) {
    metrics::counter!("ava_operations_done_total", "kind" => operation.kind.code()).increment(1);
    tracing::info!("done");
}

/// A key that a provider refuses while working is shown on its card, unless it
/// was replaced since.
async fn mark_broken(
    tx: &mut Tx,
    operation: &Operation,
    provider: Provider,
    used: Option<i64>,
    problem: &Problem,
    now: i64,
) -> Result<(), Problem> {
    let row = credentials::find(tx, &operation.org, provider).await?;
    if let Some(credential) = row.filter(|row| Some(row.version) == used) {
        let status = CredentialStatus::Refused;
        credentials::mark(tx, &operation.org, &credential.id, status, Some(problem), now).await?;
    }
    Ok(())
}

async fn run_step(cx: &StepCx<'_>) -> StepResult {
    match cx.step.kind {
        StepKind::FindAtTwilio => import_number::find_at_twilio(cx).await,
        StepKind::RememberWebhooks => import_number::remember_webhooks(cx).await,
        StepKind::PlaceAtVapi => import_number::place_at_vapi(cx).await,
        StepKind::BindAgent => import_number::bind_agent(cx).await,
        StepKind::Prove => import_number::prove(cx).await,
        StepKind::PlaceAssistant => sync_agent::place_assistant(cx).await,
        StepKind::AskProvider => verify_credential::ask_provider(cx).await,
    }
}

/// What an operation that failed leaves behind in our own tables.
async fn failed(tx: &mut Tx, operation: &Operation, now: i64) -> Result<(), Problem> {
    match operation.kind {
        OperationKind::ImportNumber => import_number::failed(tx, operation, now).await,
        OperationKind::SyncAgent => sync_agent::failed(tx, operation, now).await,
        OperationKind::VerifyCredential => Ok(()),
    }
}

/// A key that does not work: the operation waits until it is replaced.
fn broken_key(problem: &Problem) -> Option<Provider> {
    match problem.kind {
        Kind::KeyRefused(provider) | Kind::LacksRight(provider) => Some(provider),
        Kind::PublicKey => Some(Provider::Vapi),
        Kind::TestCredentials | Kind::AccountSuspended => Some(Provider::Twilio),
        _ => None,
    }
}

fn waits_for(problem: &Problem) -> Option<WaitingFor> {
    match problem.kind {
        Kind::NotConnected(provider) | Kind::Unreadable(provider) => Some(provider.into()),
        Kind::LinkedElsewhere => Some(WaitingFor::Takeover),
        _ => broken_key(problem).map(WaitingFor::from),
    }
}

const fn topics(kind: OperationKind) -> &'static [Topic] {
    match kind {
        OperationKind::ImportNumber => &[Topic::Operations, Topic::Numbers, Topic::Integrations],
        OperationKind::SyncAgent => &[Topic::Operations, Topic::Agents, Topic::Integrations],
        OperationKind::VerifyCredential => &[Topic::Operations, Topic::Integrations],
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
