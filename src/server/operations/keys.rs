//! The stored keys that steps work with: opened for one operation, noted, and marked
//! where a provider refuses them.

use super::{
    queue,
    step::{StepCx, StepError, Used},
};
use crate::{
    domain::{
        credential::Account,
        health::Cause,
        ids::CredentialId,
        operation::WaitingFor,
        problem::{Problem, ProblemKind},
        provider::{Provider, PublicConfig},
    },
    server::{
        audit::Actor,
        credentials::{
            self, Credential,
            decryptor::{Opened, Purpose},
        },
        db::OrgTx,
        health::{self, Finding, Health},
    },
};

/// A version of a credential that a step used.
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

    /// Whether `row` is another secret of the same account.
    fn is_of_account(&self, row: &Credential) -> bool {
        self.id == row.id && self.config.surely_same_account(&row.config)
    }
}

impl Used {
    /// Whether all accounts are still the org's, as far as that can be told.
    pub(super) async fn stands(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        for used in &self.credentials {
            let row = credentials::find(tx, used.account).await?;
            if !row.is_some_and(|row| used.is(&row) || used.is_of_account(&row)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Notes what a problem tells of the key that the step used at the provider, unless that was
    /// replaced since: a key that is refused is so for its card, too, and any other trouble there
    /// has the key checked soon.
    pub(super) async fn note_trouble(
        &self,
        tx: &mut OrgTx,
        health: &Health,
        problem: &Problem,
        now: i64,
    ) -> Result<(), sqlx::Error> {
        let Some(provider) = problem.provider() else { return Ok(()) };
        let used = self.credentials.iter().find(|used| used.account.provider == provider);
        let Some(used) = used else { return Ok(()) };
        let row = credentials::find(tx, used.account).await?;
        let Some(credential) = row.filter(|row| used.is(row)) else { return Ok(()) };
        match broken_key(problem) {
            Some(_) => health.note(tx, &credential.id, Finding::FailsInUse(problem), now).await.map(drop),
            None => health::suspect(tx, credential.account, problem, now).await,
        }
    }
}

impl StepCx<'_> {
    /// The keys that the step has opened so far.
    pub fn used_credentials(&self) -> Vec<UsedCredential> {
        self.using().credentials.clone()
    }

    /// The org's credential for an account, opened for this operation.
    pub async fn open_credential(&self, account: Account, purpose: Purpose) -> Result<Opened, StepError> {
        let Self { services, operation, .. } = self;
        // What is opened again and again is not of one operation.
        let actor =
            if purpose.is_of_a_sitting() { Actor::Ava } else { Actor::Operation(operation.id.clone()) };
        let mut tx = self.write().await?;
        let opened = services.decryptor.open(*services, &mut tx, account, &actor, purpose).await?;
        tx.commit().await?;
        let opened = opened.ok_or(ProblemKind::NotConnected(account.provider))??;
        let Credential { account, version, id, config, .. } = &opened.credential;
        let (id, config) = (id.clone(), config.clone());
        self.using().credentials.push(UsedCredential { account: *account, version: *version, id, config });
        Ok(opened)
    }

    /// Notes the credential that a new object at a provider hangs on, before it is made: its answer
    /// may be lost or late. `false`: the stored credential is not the one that this step opened, so
    /// the step is to run again.
    pub async fn may_make(&self, account: impl Into<Account>) -> Result<bool, StepError> {
        let account = account.into();
        let mut tx = self.write().await?;
        let row = credentials::find(&mut tx, account).await?;
        let opened = self.used_credentials().into_iter().rfind(|used| used.account == account);
        let Some((row, _)) = row.zip(opened).filter(|(row, used)| used.is(row)) else { return Ok(false) };
        if !queue::may_make(&mut tx, self.operation, self.step, &row.id).await? {
            return Err(ProblemKind::Stale.into());
        }
        tx.commit().await?;
        self.using().creates = true;
        Ok(true)
    }
}

/// The provider whose key does not work: the operation waits until the key is replaced.
pub fn broken_key(problem: &Problem) -> Option<Provider> {
    match problem.kind.cause()? {
        Cause::BadKey | Cause::MissingRight | Cause::ExpiredConsent => problem.provider(),
        Cause::Quota | Cause::RateLimit | Cause::Outage | Cause::Network | Cause::Unreadable => None,
    }
}

/// The key that an operation waits for, where none works.
pub(super) fn waits_for_key(problem: &Problem) -> Option<WaitingFor> {
    match problem.kind {
        ProblemKind::NotConnected(provider) | ProblemKind::Unreadable(provider) => Some(provider.into()),
        _ => broken_key(problem).map(WaitingFor::from),
    }
}
