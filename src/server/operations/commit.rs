//! Commits a step: its result, the operation's new state and the step's effects, in one
//! transaction.

use super::{
    EngineWrites,
    ended::{self, Ended},
    engine::{Engine, LEASE, millis},
    handler::Failure,
    notify,
    queue::{self, Moved, Operation, OperationUpdate, PutOff, StepEnd},
    retry::{Stuck, Verdict},
    step::{Flow, Reading, StepError, StepOutput, Used, caught},
};
use crate::{
    domain::{
        operation::{OperationState, Receipt, StepState, WaitingFor},
        problem::Problem,
    },
    server::{credentials::escrow, db::OrgTx},
};

/// Each commit returns whether there is more to do now, or `None` where the lease is lost.
impl Engine {
    /// Renews the lease with each step: short steps end before its heartbeat. Programs are told of an end.
    async fn move_to(
        &self,
        tx: &mut OrgTx,
        operation: &Operation,
        update: &OperationUpdate,
        problem: Option<&Problem>,
        now: i64,
    ) -> Result<Moved, sqlx::Error> {
        let moved = queue::move_to(tx, operation, &operation.lease, update, now, now + millis(LEASE)).await?;
        if moved == Moved::Yes && update.state.is_over() {
            let Operation { id, kind, subject, .. } = operation;
            let (subject, state) = (Some(subject.to_string()), update.state);
            ended::tell(tx, Ended { id, kind: *kind, subject, state, problem }, now).await?;
        }
        Ok(moved)
    }

    fn publish(&self, tx: &mut OrgTx, operation: &Operation) {
        tx.publish(self.kinds.of(operation.kind).topics);
    }

    pub(super) async fn commit_done(
        &self,
        operation: &mut Operation,
        at: usize,
        done: StepOutput,
        used: Used,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let StepOutput { receipt, skipped, effect } = done;
        let mut tx = self.services.db.write(EngineWrites, &operation.org).await?;
        if queue::is_cancelled(&mut tx, operation).await? {
            drop(tx);
            return self.cancel(operation, Some((at, &receipt))).await;
        }
        let cleanup = operation.kind.is_cleanup();
        let changed = async {
            // The account is not the org's any more: findings there no longer matter, and an object
            // that was made there is found by the step or taken back.
            if !cleanup && !used.stands(&mut tx).await? {
                return Ok(Flow::Again);
            }
            effect(&mut tx).await
        };
        let flow = match caught(operation.kind, operation.steps[at].kind, changed).await {
            Ok(flow) => flow,
            // The effect found what the provider could not know, such as a
            // number that another org has: nothing of this step is kept.
            Err(error) => {
                drop(tx);
                return self.commit_error(operation, at, error, used).await;
            }
        };
        let state = if skipped { StepState::Skipped } else { StepState::Done };
        if flow == Flow::Next {
            operation.steps[at].state = state;
        }
        // The last step ends the operation in its own transaction, so that a request from then on
        // opens a new operation instead of joining one that looks no more.
        let last = operation.next().is_none();
        let update =
            if last { ending(operation, now) } else { OperationUpdate::at(OperationState::Running, now) };
        if self.move_to(&mut tx, operation, &update, None, now).await? == Moved::Lost {
            return Ok(None);
        }
        if flow == Flow::Again {
            tx.commit().await?;
            operation.held.extend(now + millis(LEASE));
            return Ok(Some(true));
        }
        let end = StepEnd { state, receipt: Some(&receipt), problem: None, unanswered: false };
        queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        if last && operation.kind.is_cleanup() {
            queue::wake(&mut tx, WaitingFor::Operation, now).await?;
        }
        if last && operation.end() == OperationState::Done {
            notify::is_mended(&mut tx, operation.kind).await?;
        }
        self.publish(&mut tx, operation);
        tx.commit().await?;
        tracing::info!(step = operation.steps[at].kind.code(), "step {} is {}", at + 1, state.code());
        operation.steps[at].receipt = Some(receipt);
        operation.attempts = 0;
        operation.held.extend(now + millis(LEASE));
        if last {
            ended(operation);
        }
        Ok(Some(!last))
    }

    pub(super) async fn commit_error(
        &self,
        operation: &mut Operation,
        at: usize,
        error: StepError,
        mut used: Used,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let StepError { problem: said, waiting_for, question, panicked, gives_up, effect, on_failure } =
            error;
        let problem = said.clone().or_correlated(operation.correlation.as_str());
        let told = problem.clone();
        let read = match used.reads_problems {
            Some(reads) => reads(&self.services, operation, problem).await?,
            None => Reading { problem, waiting_for: None },
        };
        let problem = read.problem;
        let waiting_for = waiting_for.or(read.waiting_for);
        let stuck = Stuck { at, problem: &problem, waiting_for, hopeless: panicked || gives_up, gives_up };
        let mut verdict = self.judge(operation, &stuck, now);
        let mut tx = self.services.db.write(EngineWrites, &operation.org).await?;
        if queue::is_cancelled(&mut tx, operation).await? {
            drop(tx);
            return self.cancel(operation, None).await;
        }
        // The credential and the subject are locked before the operation, as everywhere else.
        // Where a repair is on its way, it may have replaced the key already.
        if read.waiting_for.is_none() {
            used.note_trouble(&mut tx, &self.services.health, &told, now).await?;
        }
        let mut flow = match effect {
            Some(effect) => effect(&mut tx).await?,
            None => Flow::Next,
        };
        if verdict.state == OperationState::Failed {
            flow = match on_failure.or(used.on_failure.take()) {
                Some(effect) => effect(&mut tx).await?,
                None => {
                    let failure = Failure { services: &self.services, operation, problem: &said, now };
                    (self.kinds.of(operation.kind).failed)(failure, &mut tx).await?;
                    Flow::Next
                }
            };
        }
        if flow == Flow::Again {
            verdict = Verdict {
                state: OperationState::Retrying,
                step: StepState::Retrying,
                waiting_for: None,
                next_attempt_at: now,
                attempts: 0,
            };
            tx.wake_workers();
        }
        let Verdict { state, step: step_state, waiting_for, next_attempt_at, attempts } = verdict;
        let asks_about = question.map(|question| *question);
        let update = OperationUpdate { state, waiting_for, asks_about, next_attempt_at, attempts };
        let moved = self.move_to(&mut tx, operation, &update, Some(&problem), now).await?;
        match moved {
            Moved::Lost => return Ok(None),
            Moved::Woken => tx.wake_workers(),
            Moved::Yes => {}
        }
        if waiting_for.is_some() {
            operation.steps[at].attempts -= 1;
        }
        // A refusal is an answer: nothing was made.
        let unanswered = !used.creates || problem.passes_by_itself();
        let end = StepEnd { state: step_state, receipt: None, problem: Some(&problem), unanswered };
        queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        let asks = waiting_for.is_some_and(WaitingFor::asks_to_take);
        if matches!(state, OperationState::Failed | OperationState::NeedsAttention) {
            queue::wake(&mut tx, WaitingFor::Operation, now).await?;
            notify::needs_somebody(&mut tx, operation, Some(&problem), now).await?;
        } else if asks && moved == Moved::Yes {
            notify::needs_somebody(&mut tx, operation, None, now).await?;
        }
        self.publish(&mut tx, operation);
        tx.commit().await?;
        tracing::warn!(
            step = operation.steps[at].kind.code(),
            problem = problem.code(),
            "step {} is {}: {}",
            at + 1,
            step_state.code(),
            problem.code()
        );
        let more = state == OperationState::Running;
        if more {
            operation.held.extend(now + millis(LEASE));
        }
        Ok(Some(more))
    }

    /// Ends an operation that was told to stop. The findings of its last step are kept as a
    /// receipt, and change nothing: the operation that follows reads the providers itself.
    pub(super) async fn cancel(
        &self,
        operation: &Operation,
        done: Option<(usize, &Receipt)>,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.write(EngineWrites, &operation.org).await?;
        let update = OperationUpdate::at(OperationState::Stopped, now);
        if self.move_to(&mut tx, operation, &update, None, now).await? == Moved::Lost {
            return Ok(None);
        }
        if let Some((at, receipt)) = done {
            let end =
                StepEnd { state: StepState::Done, receipt: Some(receipt), problem: None, unanswered: false };
            queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        }
        escrow::shred(&mut tx, &operation.id).await?;
        queue::wake(&mut tx, WaitingFor::Operation, now).await?;
        self.publish(&mut tx, operation);
        tx.commit().await?;
        tracing::info!("stopped, as it was told to");
        Ok(Some(false))
    }

    /// Ends an open operation that has no step to run.
    pub(super) async fn finish(&self, operation: &Operation) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.write(EngineWrites, &operation.org).await?;
        let update = OperationUpdate::at(operation.end(), now);
        if self.move_to(&mut tx, operation, &update, None, now).await? == Moved::Lost {
            return Ok(None);
        }
        self.publish(&mut tx, operation);
        tx.commit().await?;
        ended(operation);
        Ok(Some(false))
    }
}

/// The update that follows the last step that could run.
fn ending(operation: &Operation, now: i64) -> OperationUpdate {
    match operation.put_off {
        Some(PutOff { next_attempt_at, attempts }) => OperationUpdate {
            next_attempt_at,
            attempts,
            ..OperationUpdate::at(OperationState::Retrying, now)
        },
        None => OperationUpdate::at(operation.end(), now),
    }
}

fn ended(operation: &Operation) {
    if operation.end() != OperationState::Done {
        return tracing::warn!("steps that ended in an error are left");
    }
    metrics::counter!("ava_operations_done_total", "kind" => operation.kind.code()).increment(1);
    tracing::info!("done");
}
