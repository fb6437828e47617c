//! What becomes of an operation after a step: its result, its standing and its
//! effects, in one transaction.

use super::{
    buy_number,
    engine::{Engine, LEASE, millis},
    escrow, import_number,
    queue::{self, Holds, Moved, Operation, PutOff, Standing, StepEnd},
    step::{Done, Flow, Stuck, Used, UsedCredential, caught},
    sync_agent,
};
use crate::{
    domain::{
        credential::CredentialStatus,
        operation::{OperationKind, OperationState, Receipt, StepState, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
    },
    server::{
        cx::Services,
        db::{Scope, Tx},
        integrations::credentials,
        numbers::{findings, managed::exposure},
    },
};

/// Each commit says whether there is more to do now; `None`: the lease is lost.
impl Engine {
    /// The lease is renewed with each step: short ones end before its heartbeat.
    async fn move_to(
        &self,
        tx: &mut Tx,
        operation: &Operation,
        standing: &Standing,
        now: i64,
    ) -> Result<Moved, sqlx::Error> {
        queue::move_to(tx, operation, &operation.lease, standing, now, now + millis(LEASE)).await
    }

    pub(super) async fn commit_done(
        &self,
        operation: &mut Operation,
        at: usize,
        done: Done,
        used: &Used,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let Done { receipt, skipped, effect } = done;
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        if queue::is_stopping(&mut tx, operation).await? {
            drop(tx);
            return self.stop(operation, Some((at, &receipt))).await;
        }
        let clean_up = operation.kind.is_clean_up();
        let changed = async {
            // Of an account that is not the org's any more: what was found out there
            // is no matter, and what was made is found by the step or taken back.
            if !clean_up && !used.stands(&mut tx, &operation.org).await? {
                return Ok(Flow::Again);
            }
            effect(&mut tx).await
        };
        let flow = match caught(operation.kind, operation.steps[at].kind, changed).await {
            Ok(flow) => flow,
            // The effect found what the provider could not know, such as a
            // number that another org has: nothing of this step is kept.
            Err(stuck) => {
                drop(tx);
                return self.commit_stuck(operation, at, stuck, used).await;
            }
        };
        let state = if skipped { StepState::Skipped } else { StepState::Done };
        if flow == Flow::Next {
            operation.steps[at].state = state;
        }
        // The last step ends the operation in its own transaction: what is asked
        // for from then on is a new one, not one that looks no more.
        let last = operation.next().is_none();
        let standing = if last { ending(operation, now) } else { Standing::at(OperationState::Running, now) };
        if self.move_to(&mut tx, operation, &standing, now).await? == Moved::Lost {
            return Ok(None);
        }
        if flow == Flow::Again {
            tx.commit().await?;
            operation.held.extend(now + millis(LEASE));
            return Ok(Some(true));
        }
        let end = StepEnd { state, receipt: Some(&receipt), problem: None, unanswered: false };
        queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        if last && operation.kind.is_clean_up() {
            queue::wake(&mut tx, &operation.org, WaitingFor::Operation, now).await?;
        }
        tx.publish(&operation.org, topics(operation.kind));
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

    pub(super) async fn commit_stuck(
        &self,
        operation: &mut Operation,
        at: usize,
        stuck: Stuck,
        used: &Used,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let problem = match &stuck.problem.correlation_id {
            Some(_) => stuck.problem.clone(),
            None => stuck.problem.clone().correlated(operation.correlation.as_str()),
        };
        let broken = broken_key(&problem);
        // Nobody of this org can mend the operator's account.
        let problem = if used.managed { problem.of_the_platform() } else { problem };
        let mut attempts = operation.attempts + 1;
        let clean_up = operation.kind.is_clean_up();
        // The token that was refused is being renewed.
        let renewed = used.managed
            && broken == Some(Provider::Twilio)
            && operation.kind != OperationKind::SecureAccount
            && self.renews_token(operation).await?;
        let mut waiting_for = stuck
            .waiting_for
            .or(renewed.then_some(WaitingFor::Operation))
            .or_else(|| waits_for(&problem).filter(|_| !clean_up));
        let (mut state, mut step_state, mut next) = if waiting_for.is_some() {
            // Finding out what is missing is no failed attempt.
            attempts = operation.attempts;
            (OperationState::Waiting, StepState::Waiting, now)
        } else if !stuck.panicked && self.tries_again(operation, &problem, attempts, now) {
            let next = now + self.backoff(operation, &problem, attempts, now);
            (OperationState::Retrying, StepState::Retrying, next)
        } else {
            (operation.kind.unfinished(), StepState::Failed, now)
        };
        // One thing that is refused, not the account: the others do not wait. Of a
        // clean-up, neither do those in another account.
        let of_account = problem.passes_by_itself() || waits_for(&problem).is_some();
        let holds = if of_account { Holds::Account } else { Holds::Thing };
        let may_go_on = !stuck.panicked
            && match step_state {
                StepState::Failed => clean_up || !of_account,
                StepState::Retrying => clean_up,
                _ => false,
            };
        if may_go_on {
            if step_state == StepState::Retrying {
                operation.put_off(PutOff { next_attempt_at: next, attempts });
            }
            if operation.go_on_without(at, step_state, holds) {
                (state, attempts) = (OperationState::Running, operation.attempts);
            } else if let Some(later) = operation.put_off {
                (state, next, attempts) = (OperationState::Retrying, later.next_attempt_at, later.attempts);
            }
        }
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        if queue::is_stopping(&mut tx, operation).await? {
            drop(tx);
            return self.stop(operation, None).await;
        }
        // What it is about before the operation itself, as everybody locks them.
        let key = |provider| used.credentials.iter().find(|used| used.account.provider == provider);
        if let Some(used) = broken.filter(|_| !renewed).and_then(key) {
            mark_broken(&mut tx, operation, used, &problem, now).await?;
        }
        if waiting_for == Some(WaitingFor::Takeover) {
            import_number::answered_elsewhere(&mut tx, operation, now).await?;
        }
        let stands = match waiting_for {
            Some(WaitingFor::Conflict) => sync_agent::conflicts(&mut tx, operation, used).await?,
            Some(WaitingFor::Gone) => sync_agent::gone(&mut tx, operation).await?,
            _ if state == OperationState::Failed => {
                failed(&self.services, &mut tx, operation, used, &stuck, now).await?
            }
            _ => true,
        };
        if !stands {
            (state, step_state, next) = (OperationState::Retrying, StepState::Retrying, now);
            (attempts, waiting_for) = (0, None);
            tx.wake_workers();
        }
        let asks_about = stuck.takeover.map(|takeover| *takeover);
        let standing = Standing { state, waiting_for, asks_about, next_attempt_at: next, attempts };
        match self.move_to(&mut tx, operation, &standing, now).await? {
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
        if matches!(state, OperationState::Failed | OperationState::Attention) {
            queue::wake(&mut tx, &operation.org, WaitingFor::Operation, now).await?;
        }
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
        let more = state == OperationState::Running;
        if more {
            operation.held.extend(now + millis(LEASE));
        }
        Ok(Some(more))
    }

    async fn renews_token(&self, operation: &Operation) -> Result<bool, Problem> {
        let mut tx = self.services.db.read(Scope::Org(&operation.org)).await?;
        Ok(exposure::standing(&mut tx, &operation.org).await?.exposed)
    }

    /// For one that was told to stop: what its last step found out is kept as a
    /// receipt, and changes nothing; who told it looks for itself.
    pub(super) async fn stop(
        &self,
        operation: &Operation,
        done: Option<(usize, &Receipt)>,
    ) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        let standing = Standing::at(OperationState::Stopped, now);
        if self.move_to(&mut tx, operation, &standing, now).await? == Moved::Lost {
            return Ok(None);
        }
        if let Some((at, receipt)) = done {
            let end =
                StepEnd { state: StepState::Done, receipt: Some(receipt), problem: None, unanswered: false };
            queue::set_step(&mut tx, operation, &operation.steps[at], &end, now).await?;
        }
        escrow::shred(&mut tx, &operation.org, &operation.id).await?;
        queue::wake(&mut tx, &operation.org, WaitingFor::Operation, now).await?;
        tx.publish(&operation.org, topics(operation.kind));
        tx.commit().await?;
        tracing::info!("stopped, as it was told to");
        Ok(Some(false))
    }

    /// For one that has no step to run, and that is still open.
    pub(super) async fn finish(&self, operation: &Operation) -> Result<Option<bool>, Problem> {
        let now = self.services.clock.now_ms();
        let mut tx = self.services.db.write(Scope::Org(&operation.org)).await?;
        let standing = Standing::at(operation.end(), now);
        if self.move_to(&mut tx, operation, &standing, now).await? == Moved::Lost {
            return Ok(None);
        }
        tx.publish(&operation.org, topics(operation.kind));
        tx.commit().await?;
        ended(operation);
        Ok(Some(false))
    }
}

/// After the last step that could run.
fn ending(operation: &Operation, now: i64) -> Standing {
    match operation.put_off {
        Some(PutOff { next_attempt_at, attempts }) => {
            Standing { next_attempt_at, attempts, ..Standing::at(OperationState::Retrying, now) }
        }
        None => Standing::at(operation.end(), now),
    }
}

fn ended(operation: &Operation) {
    if operation.end() != OperationState::Done {
        return tracing::warn!("what was stuck is left");
    }
    metrics::counter!("ava_operations_done_total", "kind" => operation.kind.code()).increment(1);
    tracing::info!("done");
}

/// A key that a provider refuses while working is shown on its card, unless it
/// was replaced since.
async fn mark_broken(
    tx: &mut Tx,
    operation: &Operation,
    used: &UsedCredential,
    problem: &Problem,
    now: i64,
) -> Result<(), Problem> {
    let row = credentials::find(tx, &operation.org, used.account).await?;
    if let Some(credential) = row.filter(|row| used.is(row)) {
        let status = CredentialStatus::Refused;
        credentials::mark(tx, &operation.org, &credential.id, status, Some(problem), now).await?;
    }
    Ok(())
}

/// What an operation that failed leaves behind in our own tables. `false`: what
/// it failed on was replaced meanwhile, and is tried at once.
async fn failed(
    services: &Services,
    tx: &mut Tx,
    operation: &Operation,
    used: &Used,
    stuck: &Stuck,
    now: i64,
) -> Result<bool, Problem> {
    match operation.kind {
        OperationKind::ImportNumber => import_number::failed(tx, operation, now).await?,
        OperationKind::BuyNumber => buy_number::failed(services, tx, operation, stuck, now).await?,
        OperationKind::SyncAgent => return sync_agent::failed(tx, operation, used).await,
        OperationKind::VerifyCredential
        | OperationKind::Disconnect
        | OperationKind::RemoveNumber
        | OperationKind::ReleaseNumber
        | OperationKind::ReleaseManaged
        | OperationKind::ForgetAddress
        | OperationKind::UnassignNumber
        | OperationKind::DeleteAgent
        | OperationKind::SecureAccount
        | OperationKind::DeleteLeftover
        | OperationKind::CarrySecret => {}
        // One that is refused every hour is one, as one that works.
        OperationKind::CompareNumbers => {
            findings::drop_earlier(tx, &operation.org, operation.id.as_str()).await?;
        }
    }
    Ok(true)
}

/// A key that does not work: the operation waits until it is replaced.
fn broken_key(problem: &Problem) -> Option<Provider> {
    match problem.kind {
        Kind::KeyRefused(provider) | Kind::LacksRight(provider) => Some(provider),
        Kind::MissingRight(right) => Some(right.provider()),
        Kind::PublicKey => Some(Provider::Vapi),
        Kind::TestCredentials | Kind::AccountSuspended | Kind::VapiKeyGone => Some(Provider::Twilio),
        _ => None,
    }
}

fn waits_for(problem: &Problem) -> Option<WaitingFor> {
    match problem.kind {
        Kind::NotConnected(provider) | Kind::Unreadable(provider) => Some(provider.into()),
        Kind::LinkedElsewhere => Some(WaitingFor::Takeover),
        Kind::MessagesElsewhere => Some(WaitingFor::Messages),
        _ => broken_key(problem).map(WaitingFor::from),
    }
}

const fn topics(kind: OperationKind) -> &'static [Topic] {
    match kind {
        OperationKind::ImportNumber
        | OperationKind::BuyNumber
        | OperationKind::RemoveNumber
        | OperationKind::ReleaseNumber
        | OperationKind::UnassignNumber
        | OperationKind::DeleteLeftover
        | OperationKind::CompareNumbers => &[Topic::Operations, Topic::Numbers, Topic::Integrations],
        OperationKind::SyncAgent => &[Topic::Operations, Topic::Agents, Topic::Integrations],
        OperationKind::ForgetAddress => &[Topic::Operations],
        OperationKind::VerifyCredential | OperationKind::SecureAccount | OperationKind::CarrySecret => {
            &[Topic::Operations, Topic::Integrations]
        }
        OperationKind::Disconnect | OperationKind::ReleaseManaged | OperationKind::DeleteAgent => &Topic::ALL,
    }
}
