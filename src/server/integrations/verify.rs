//! Asking a provider whether a key works, and what that means for the row.

use futures::future::OptionFuture;

use super::{credentials, overview, service};
use crate::{
    domain::{
        credential::{CredentialStatus, PublicConfig},
        ids::{CredentialId, OrgId},
        operation::WaitingFor,
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
        vapi_key::VapiKey,
    },
    server::{
        cx::Services,
        db::Tx,
        operations::queue,
        providers::{
            CallCx,
            rights::{self, Pace},
            twilio::TwilioAuth,
            vapi::VapiAuth,
        },
        vault::provider_secret::ProviderSecret,
    },
};

/// Asks the provider. Returns the public part with what it told.
pub async fn verify(
    services: &Services,
    call: &CallCx,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Result<PublicConfig, Problem> {
    match (config, secret) {
        (PublicConfig::Vapi { region, vapi_org }, ProviderSecret::Vapi { key }) => {
            let auth = VapiAuth { key: key.clone(), region: *region };
            let vapi = &services.providers.vapi;
            let (told, mut rights) =
                futures::join!(vapi.check_key(call, &auth), vapi.check_rights(call, &auth, Pace::AtOnce));
            if told.is_ok() && was_not_asked(&rights) {
                rights = vapi.check_rights(call, &auth, Pace::InTurn).await;
            }
            // Of a key that is refused for everything, the first says what is wrong.
            let told = both(told, rights)?;
            Ok(PublicConfig::Vapi { region: *region, vapi_org: told.vapi_org.or_else(|| vapi_org.clone()) })
        }
        (
            PublicConfig::Twilio { account_sid, auth, api_key_sid, friendly_name, vapi_key, .. },
            ProviderSecret::Twilio { auth_token, api_key_secret, .. },
        ) => {
            let credentials = TwilioAuth {
                account_sid: account_sid.clone(),
                auth_token: auth_token.clone(),
                api_key: api_key_sid.clone().zip(api_key_secret.clone()),
            };
            // The token too, where a key signs in: what it is needed for comes later.
            let twilio = &services.providers.twilio;
            let by_key = credentials.api_key.is_some();
            let (told, rights, gone) = futures::join!(
                twilio.check_account(call, &credentials),
                OptionFuture::from(by_key.then(|| twilio.check_api_key(call, &credentials, Pace::AtOnce))),
                vapi_key_is_gone(services, call, &credentials, vapi_key),
            );
            let mut rights = rights.unwrap_or(Ok(()));
            if told.is_ok() && was_not_asked(&rights) {
                rights = twilio.check_api_key(call, &credentials, Pace::InTurn).await;
            }
            let told = both(told, rights)?;
            if gone {
                return Err(Kind::VapiKeyGone.into());
            }
            Ok(PublicConfig::Twilio {
                account_sid: account_sid.clone(),
                auth: *auth,
                api_key_sid: api_key_sid.clone(),
                trial: told.trial,
                friendly_name: told.friendly_name.or_else(|| friendly_name.clone()),
                vapi_key: vapi_key.clone(),
            })
        }
        (config, _) => Err(Kind::Unreadable(provider_of(config)).into()),
    }
}

/// Whether a breaker refused it, though the provider answers: it let one call
/// through to see.
fn was_not_asked(outcome: &Result<(), Problem>) -> bool {
    matches!(outcome, Err(Problem { kind: Kind::Unavailable(_), .. }))
}

/// What the first told, where neither went wrong: else what somebody must do
/// something about, before what passes by itself.
fn both<T>(first: Result<T, Problem>, second: Result<(), Problem>) -> Result<T, Problem> {
    match (first, second) {
        (Ok(told), Ok(())) => Ok(told),
        (first, second) => Err(rights::worst(first.err().into_iter().chain(second.err()))
            .unwrap_or_else(|| Kind::Internal.into())),
    }
}

/// Whether somebody deleted the key that AVA made for Vapi. Where Twilio does
/// not say, it counts as there.
pub async fn vapi_key_is_gone(
    services: &Services,
    call: &CallCx,
    auth: &TwilioAuth,
    vapi_key: &VapiKey,
) -> bool {
    let Some(sid) = vapi_key.sid() else { return false };
    matches!(services.providers.twilio.has_key(call, auth, sid).await, Ok(false))
}

pub const fn provider_of(config: &PublicConfig) -> Provider {
    match config {
        PublicConfig::Vapi { .. } => Provider::Vapi,
        PublicConfig::Twilio { .. } => Provider::Twilio,
    }
}

/// The provider accepted the key: the row says so, and what waited goes on.
/// `false` when the row was replaced while the provider was asked.
pub async fn accepted(
    tx: &mut Tx,
    org: &OrgId,
    provider: Provider,
    id: &CredentialId,
    version: i64,
    facts: &PublicConfig,
    now: i64,
) -> Result<bool, Problem> {
    let row = match credentials::find(tx, org, provider).await? {
        None => return Ok(true),
        Some(row) if row.id != *id || row.version != version => return Ok(false),
        Some(row) => row,
    };
    tx.publish(org, &[Topic::Integrations]);
    // A key that was stored while nobody could be asked may turn out to be of
    // another account than everything here hangs on.
    if service::other_account(&row.config, facts) && overview::has_dependents(tx, org, provider, id).await? {
        let problem = Problem::new(Kind::OtherAccount(provider));
        credentials::mark(tx, org, id, CredentialStatus::Refused, Some(&problem), now).await?;
        return Ok(true);
    }
    // Facts of the account; the key for Vapi may have been made meanwhile.
    let facts = facts.clone().with_vapi_key(row.config.vapi_key().cloned().unwrap_or_default());
    credentials::set_config(tx, org, id, &facts).await?;
    credentials::mark(tx, org, id, CredentialStatus::Connected, None, now).await?;
    queue::wake(tx, org, WaitingFor::from(provider), now).await?;
    Ok(true)
}
