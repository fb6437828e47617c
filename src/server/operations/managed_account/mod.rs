//! The org's account inside the operator's: opened with its first number,
//! suspended after its last, and with a token that nobody but AVA has.
//!
//! The operator's key opens, suspends and reopens it, and reads its token, so
//! that no answer that is lost loses it. All else is done as the account itself.

mod close;
mod open;
mod renew;

pub use close::close_account;
pub use open::open_account;
pub use renew::renew_token;

use super::step::{StepCx, Stuck};
use crate::{
    domain::{
        credential::PublicConfig,
        ids::OrgId,
        operation::WaitingFor,
        problem::{Kind, Managed, Problem},
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        cx::Services,
        db::Tx,
        integrations::credentials::Credential,
        platform::Platform,
        providers::twilio::TwilioAuth,
        vault::{decryptor::Sealed, keyring::KeyringError, provider_secret::ProviderSecret, secret::Secret},
    },
};

pub(super) fn platform<'a>(cx: &StepCx<'a>) -> Result<&'a Platform, Problem> {
    cx.services.config.platform.as_ref().ok_or_else(|| Managed::Off.into())
}

fn wait() -> Stuck {
    Stuck { waiting_for: Some(WaitingFor::Operation), ..Kind::Stale.into() }
}

/// Whoever holds one of them can do nothing with it any more.
async fn delete_keys(cx: &StepCx<'_>, auth: &TwilioAuth, but: Option<&str>) -> Result<(), Problem> {
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    for key in client.list_keys(&call, auth).await? {
        if Some(key.sid.as_str()) != but {
            client.delete_key(&call, auth, &key.sid).await?;
        }
    }
    Ok(())
}

/// The row's secret with this token in it. Of one that does not open, the token
/// alone is left: Vapi's key is made anew.
async fn with_token(
    services: &Services,
    tx: &mut Tx,
    org: &OrgId,
    row: &Credential,
    token: Secret,
) -> Result<(Sealed, PublicConfig), KeyringError> {
    let decryptor = &services.decryptor;
    match decryptor.seal_with_token(services, tx, org, row, token.clone()).await {
        Ok(sealed) => Ok((sealed, row.config.clone())),
        Err(KeyringError::Database(error)) => Err(error.into()),
        Err(_) => {
            let key = row.config.vapi_key().cloned().unwrap_or_default();
            let key = VapiKey { state: KeyState::Wanted, ..key.given_up() };
            let secret =
                ProviderSecret::Twilio { auth_token: token, api_key_secret: None, vapi_key_secret: None };
            let sealed = decryptor.seal(services, tx, org, row.id.as_str(), &secret).await?;
            Ok((sealed, row.config.clone().with_vapi_key(key)))
        }
    }
}
