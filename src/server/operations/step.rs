//! What a step is given, and what it answers.

use std::{
    panic::AssertUnwindSafe,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};

use super::queue::{self, Operation, Step};
use crate::{
    domain::{
        agent::AgentForm,
        answerer::Answerer,
        credential::{Account, PublicConfig},
        ids::{CredentialId, OrgId},
        number::NumberSource,
        operation::{Action, OperationKind, Receipt, StepKind},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{
        audit::Actor,
        cx::Services,
        db::{Scope, Tx},
        error::panic_message,
        integrations::credentials::{self, Credential},
        providers::{CallCx, twilio::TwilioAuth, vapi::VapiAuth},
        vault::{
            decryptor::{Opened, Purpose},
            provider_secret::ProviderSecret,
        },
    },
};

/// Whether the operation goes on after an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Next,
    /// What the step worked from has changed meanwhile: run it once more.
    Again,
}

/// What a step changes in our own tables, in the transaction that commits it.
pub type Effect = Box<dyn for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<Flow, Problem>> + Send>;

/// A step that is over. Anything that keeps it from being over is a [`Problem`],
/// from which the engine decides whether to wait, to retry or to fail.
pub struct Done {
    pub receipt: Receipt,
    /// There was nothing to do.
    pub skipped: bool,
    pub effect: Effect,
}

impl Done {
    pub fn new(receipt: Receipt, effect: Effect) -> Self {
        Self { receipt, skipped: false, effect }
    }

    pub fn skipped(receipt: Receipt) -> Self {
        Self { receipt, skipped: true, effect: nothing() }
    }

    /// What the step worked from is not what is here by now: it runs once more.
    pub fn again() -> Self {
        Self::new(Receipt::bare(Action::NothingUnderWay), Box::new(|_| Box::pin(async { Ok(Flow::Again) })))
    }

    /// What was to be deleted, or to be changed, is not there.
    pub fn gone(provider: Provider, object: Option<&str>) -> Self {
        let object = object.map(str::to_owned);
        Self::skipped(Receipt::about(Action::AlreadyGone, provider, object))
    }
}

pub fn nothing() -> Effect {
    Box::new(|_| Box::pin(async { Ok(Flow::Next) }))
}

/// What keeps a step from being over.
pub struct Stuck {
    pub problem: Problem,
    /// An agent that is in step, or a person's decision, is missing.
    pub waiting_for: Option<crate::domain::operation::WaitingFor>,
    /// For the decision about a takeover: whose number it is.
    pub takeover: Option<Box<Takeover>>,
    /// It panicked: run again by itself, it would only do so again.
    pub panicked: bool,
    /// The provider said no to a purchase: it is sure that nothing was bought.
    pub not_bought: bool,
}

/// Who or what answers a number, and what tells it from all others.
pub struct Takeover {
    pub answerer: Answerer,
    pub key: String,
}

impl From<Problem> for Stuck {
    fn from(problem: Problem) -> Self {
        Self { problem, waiting_for: None, takeover: None, panicked: false, not_bought: false }
    }
}

impl From<Kind> for Stuck {
    fn from(kind: Kind) -> Self {
        Problem::from(kind).into()
    }
}

impl From<sqlx::Error> for Stuck {
    fn from(error: sqlx::Error) -> Self {
        Problem::from(error).into()
    }
}

pub type StepResult = Result<Done, Stuck>;

/// A step that panics is a step that failed: the worker lives on to say so,
/// where a lease that merely ends would have the step panic for ever.
pub async fn caught<T, E>(
    operation: OperationKind,
    step: StepKind,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Stuck>
where
    Stuck: From<E>,
{
    AssertUnwindSafe(work).catch_unwind().await.map_or_else(
        |panic| {
            tracing::error!(step = step.code(), panic = panic_message(&*panic), "a step panicked");
            metrics::counter!("ava_step_panics_total", "kind" => operation.code(), "step" => step.code())
                .increment(1);
            Err(Stuck { panicked: true, ..Kind::Internal.into() })
        },
        |result| result.map_err(Stuck::from),
    )
}

/// What a step worked with, known also of one that failed.
#[derive(Clone, Default)]
pub struct Used {
    pub credentials: Vec<UsedCredential>,
    /// It asked a provider to make something, or was about to.
    pub creates: bool,
    /// The org's account inside the operator's, by whatever key.
    pub managed: bool,
    /// Which version of the agent that it is about; none before it was read.
    pub agent: Option<i64>,
    /// What that agent's assistant is at Vapi, where that keeps the step.
    pub theirs: Option<AgentForm>,
}

impl Used {
    /// Whether all accounts are the org's still, as far as that can be told.
    pub async fn stands(&self, tx: &mut Tx, org: &OrgId) -> Result<bool, sqlx::Error> {
        for used in &self.credentials {
            let row = credentials::find(tx, org, used.account).await?;
            if !row.is_some_and(|row| used.is(&row) || used.is_of_account(&row)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Which version of which credential.
#[derive(Clone)]
pub struct UsedCredential {
    pub account: Account,
    pub version: i64,
    id: CredentialId,
    config: PublicConfig,
}

impl UsedCredential {
    pub fn is(&self, row: &Credential) -> bool {
        self.id == row.id && self.version == row.version
    }

    /// Another secret of the same account.
    fn is_of_account(&self, row: &Credential) -> bool {
        self.id == row.id && self.config.surely_same_account(&row.config)
    }
}

/// A running operation, for its steps.
pub struct StepCx<'a> {
    pub services: &'a Services,
    pub operation: &'a Operation,
    pub step: &'a Step,
    used: Mutex<Used>,
}

impl<'a> StepCx<'a> {
    pub fn new(services: &'a Services, operation: &'a Operation, step: &'a Step) -> Self {
        Self { services, operation, step, used: Mutex::default() }
    }

    pub fn used(&self) -> Used {
        self.using().clone()
    }

    /// The step is about this version of its agent.
    pub fn works_on(&self, version: i64) {
        self.using().agent = Some(version);
    }

    /// The step found this in place of what AVA had left there.
    pub fn found(&self, theirs: AgentForm) {
        self.using().theirs = Some(theirs);
    }

    /// The step works with this version of the org's credential.
    fn works_with(&self, credential: &Credential) {
        let Credential { account, version, id, config, .. } = credential;
        let (id, config) = (id.clone(), config.clone());
        self.using().credentials.push(UsedCredential { account: *account, version: *version, id, config });
    }

    /// Before something is made at a provider that is there although its answer may
    /// be lost or late: from here on it hangs on that credential. `false`: another
    /// one is stored by now than this step opened, so it is to run again.
    pub async fn may_make(&self, account: impl Into<Account>) -> Result<bool, Stuck> {
        let account = account.into();
        let mut tx = self.services.db.write(self.scope()).await?;
        let row = credentials::find(&mut tx, &self.operation.org, account).await?;
        let opened = self.used().credentials.into_iter().rfind(|used| used.account == account);
        let Some((row, _)) = row.zip(opened).filter(|(row, used)| used.is(row)) else { return Ok(false) };
        if !queue::may_make(&mut tx, self.operation, self.step, &row.id).await? {
            return Err(Kind::Stale.into());
        }
        tx.commit().await?;
        self.using().creates = true;
        Ok(true)
    }

    /// The step works in the org's account inside the operator's.
    pub fn works_in_managed(&self) {
        self.using().managed = true;
    }

    fn using(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn call(&self) -> CallCx {
        CallCx {
            correlation: self.operation.correlation.clone(),
            org: self.operation.org.clone(),
            lease: Some(self.operation.held.clone()),
        }
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope::Org(&self.operation.org)
    }

    /// The receipt that an earlier step of this operation left.
    pub fn receipt_of(&self, kind: StepKind) -> Option<&Receipt> {
        self.operation.steps.iter().find(|step| step.kind == kind)?.receipt.as_ref()
    }

    /// The org's credential for an account, opened for this operation.
    pub async fn open(&self, account: impl Into<Account>, purpose: Purpose) -> Result<Opened, Stuck> {
        let account = account.into();
        if account.is_managed() {
            self.works_in_managed();
        }
        let Self { services, operation, .. } = self;
        let actor = Actor::Operation(operation.id.clone());
        let mut tx = services.db.write(self.scope()).await?;
        let opened =
            services.decryptor.open(services, &mut tx, &operation.org, account, &actor, purpose).await?;
        tx.commit().await?;
        let opened = opened.ok_or(Kind::NotConnected(account.provider))??;
        self.works_with(&opened.credential);
        Ok(opened)
    }

    pub async fn vapi(&self, purpose: Purpose) -> Result<VapiAuth, Stuck> {
        let opened = self.open(Provider::Vapi, purpose).await?;
        vapi_auth(opened.credential.config, opened.secret)
            .ok_or_else(|| Kind::Unreadable(Provider::Vapi).into())
    }

    /// For the account that numbers of this source are in.
    pub async fn twilio(&self, source: NumberSource, purpose: Purpose) -> Result<TwilioAuth, Stuck> {
        let opened = self.open(Account::twilio(source), purpose).await?;
        twilio_auth(opened.credential.config, opened.secret)
            .ok_or_else(|| Kind::Unreadable(Provider::Twilio).into())
    }
}

/// `None` when the public part and the secret are of different providers.
pub fn vapi_auth(config: PublicConfig, secret: ProviderSecret) -> Option<VapiAuth> {
    match (config, secret) {
        (PublicConfig::Vapi { region, .. }, ProviderSecret::Vapi { key }) => Some(VapiAuth { key, region }),
        _ => None,
    }
}

/// See [`vapi_auth`].
pub fn twilio_auth(config: PublicConfig, secret: ProviderSecret) -> Option<TwilioAuth> {
    match (config, secret) {
        (
            PublicConfig::Twilio { account_sid, api_key_sid, .. },
            ProviderSecret::Twilio { auth_token, api_key_secret, .. },
        ) => Some(TwilioAuth { account_sid, auth_token, api_key: api_key_sid.zip(api_key_secret) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn run(work: impl Future<Output = StepResult>) -> Result<Receipt, Stuck> {
        caught(OperationKind::SyncAgent, StepKind::PlaceAssistant, work).await.map(|done| done.receipt)
    }

    fn receipt() -> Receipt {
        Receipt::bare(Action::KeyAccepted)
    }

    #[tokio::test]
    async fn a_step_that_panics_has_failed_and_is_not_run_again_by_itself() {
        let panics = async {
            tokio::task::yield_now().await;
            assert!(receipt().object.is_some(), "a bug");
            Ok(Done::skipped(receipt()))
        };
        let stuck = run(panics).await.expect_err("caught");
        assert!(stuck.panicked);
        assert_eq!((stuck.problem.kind, stuck.waiting_for), (Kind::Internal, None));
    }

    #[tokio::test]
    async fn what_a_step_answers_stays_as_it_is() {
        let done = run(async { Ok(Done::new(receipt(), nothing())) }).await;
        assert_eq!(done.ok(), Some(receipt()));
        let stuck = run(async { Err(Kind::NotFound.into()) }).await.expect_err("stuck");
        assert!(!stuck.panicked);
        assert_eq!(stuck.problem.kind, Kind::NotFound);
    }
}
