//! The org's account inside the operator's: opened with its first number, suspended after its last,
//! and with a token that nobody but AVA has.
//!
//! The operator's key opens, suspends and reopens the account, and reads its token, so that a lost
//! answer does not lose it. Everything else is done as the account itself.

mod close;
mod open;
mod renew;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use super::CARRY_TO_VAPI;
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        operation::{OperationKind, StepKind, WaitingFor},
        problem::{Managed, Problem, ProblemKind},
        provider::PublicConfig,
        topic::Topic,
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        config::Platform,
        credentials::{Credential, decryptor::Sealed},
        cx::{Services, Unit},
        db::OrgTx,
        numbers::{
            managed::exposure,
            operations::vapi_key::{self, MakeFor},
        },
        operations::{
            handler::{DAY, OperationHandler, Retried, StepDef, Steps},
            keys::broken_key,
            queue::Operation,
            step::{Reading, StepCx, StepError, StepResult},
        },
        providers::twilio::TwilioAuth,
        vault::{keyring::KeyringError, provider_secret::TwilioSecret, secret::Secret},
    },
};

pub const OPEN_ACCOUNT: StepDef = StepDef::new(StepKind::OpenAccount, |cx| open::open_account(cx).boxed());
pub const CLOSE_ACCOUNT: StepDef =
    StepDef::new(StepKind::CloseAccount, |cx| close::close_account(cx).boxed()).by_ava_alone();

/// `secure_account` sees to it that nobody but AVA has the account's token.
pub struct SecureAccount;

impl OperationHandler for SecureAccount {
    const KIND: OperationKind = OperationKind::SecureAccount;
    const STEPS: Steps = Steps::Planned(&[
        StepDef::new(StepKind::MakeKey, |cx| make_key(cx).boxed()),
        CARRY_TO_VAPI,
        StepDef::new(StepKind::RenewToken, |cx| renew::renew_token(cx).boxed()),
        CLOSE_ACCOUNT,
    ]);
    /// A renewal that fails is followed by another one.
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    fn retry<'a>(tx: &'a mut Unit, _: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move {
            let (services, by) = (tx.services().clone(), tx.user().clone());
            let begun = exposure::begin(&services, tx, &by).await?;
            Ok(begun.ok_or(ProblemKind::Stale)?)
        })
    }
}

async fn make_key(cx: &StepCx<'_>) -> StepResult {
    vapi_key::make_key(cx, MakeFor { account: Account::MANAGED, renews: true, ..MakeFor::default() }).await
}

impl StepCx<'_> {
    /// Says that the step works in the org's account inside the operator's, by whatever key: nobody
    /// of this org can mend its problems.
    pub fn works_in_managed(&self) {
        self.reads_problems_by(|services, operation, problem| {
            Box::pin(of_the_platform(services, operation, problem))
        });
    }
}

/// A token that is refused may be one that is being renewed.
async fn of_the_platform(
    services: &Services,
    operation: &Operation,
    problem: Problem,
) -> Result<Reading, Problem> {
    let refused = broken_key(&problem) == Some(Account::MANAGED.provider)
        && operation.kind != OperationKind::SecureAccount;
    let renewed = refused && {
        let mut tx = services.db.read(&operation.org).await?;
        exposure::status(&mut tx).await?.exposed
    };
    let waiting_for = renewed.then_some(WaitingFor::Operation);
    Ok(Reading { problem: problem.of_the_platform(), waiting_for })
}

pub(super) fn platform<'a>(cx: &StepCx<'a>) -> Result<&'a Platform, Problem> {
    cx.services.config.platform.as_ref().ok_or_else(|| Managed::Off.into())
}

fn wait() -> StepError {
    StepError::waits(ProblemKind::Stale, WaitingFor::Operation)
}

/// Deletes the account's keys, so that their holders can do nothing with them any more.
async fn delete_keys(cx: &StepCx<'_>, auth: &TwilioAuth, but: Option<&str>) -> Result<(), Problem> {
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    for key in client.list_keys(&call, auth).await? {
        if Some(key.sid.as_str()) != but {
            client.delete_key(&call, auth, &key.sid).await?;
        }
    }
    Ok(())
}

/// The row's secret with this token in it. Where the row does not open, only the token is left:
/// Vapi's key is made anew.
async fn with_token(
    services: &Services,
    tx: &mut OrgTx,
    row: &Credential,
    token: Secret,
) -> Result<(Sealed, PublicConfig), KeyringError> {
    let decryptor = &services.decryptor;
    match decryptor.seal_with_token(tx, row, token.clone()).await {
        Ok(sealed) => Ok((sealed, row.config.clone())),
        Err(KeyringError::Database(error)) => Err(error.into()),
        Err(_) => {
            let key = row.config.vapi_key().cloned().unwrap_or_default();
            let key = VapiKey { state: KeyState::Wanted, ..key.given_up() };
            let secret = TwilioSecret::token(token).into();
            let sealed = decryptor.seal(tx, row.id.as_str(), &secret).await?;
            Ok((sealed, row.config.clone().with_vapi_key(key)))
        }
    }
}
