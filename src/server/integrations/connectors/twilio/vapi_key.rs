//! The key that AVA makes for Vapi, in a save and in a disconnecting: which parts of it stay, and
//! whether Vapi is to get something else.

use crate::{
    domain::{
        problem::Problem,
        provider::PublicConfig,
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        credentials::{
            self, Credential,
            decryptor::{Opened, Purpose},
        },
        cx::Unit,
        db::OrgTx,
        integrations::connectors::CheckCx,
        numbers::operations::vapi_key::{auth_for_vapi, is_gone},
        providers::twilio::TwilioAuth,
        vault::{keyring::KeyringError, provider_secret::ProviderSecret},
    },
};

/// The credential in the row that is saved over. Opened once more where a key was made while the
/// provider was asked about the new secret.
pub(super) async fn held(
    tx: &mut Unit,
    stored: Option<Opened>,
    row: Option<&Credential>,
) -> Result<Option<Opened>, Problem> {
    let (Some(stored), Some(row)) = (stored, row) else { return Ok(None) };
    if stored.credential.sealed_secret == row.sealed_secret && stored.credential.config == row.config {
        return Ok(Some(stored));
    }
    let (services, actor) = (tx.services().clone(), tx.actor());
    let opened = services.decryptor.open(&services, tx, row.account, &actor, Purpose::Replace).await?;
    Ok(opened.and_then(Result::ok))
}

/// The SID of Vapi's key, where the key is still wanted and somebody deleted it at Twilio: saving
/// makes another.
pub(super) async fn gone(
    cx: &CheckCx<'_>,
    stored: Option<&Opened>,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Option<String> {
    let before = stored?.credential.config.vapi_key()?;
    if !config.vapi_key().is_some_and(VapiKey::is_wanted) {
        return None;
    }
    let auth = TwilioAuth::of(config, secret).ok()?;
    let gone = is_gone(cx.services, cx.call, &auth, before).await;
    before.sid().filter(|_| gone).map(str::to_owned)
}

/// The credential to save, with the key that Vapi goes on with, if it does: never a key that is
/// `gone`.
pub(super) fn keep(
    config: PublicConfig,
    secret: ProviderSecret,
    row: Option<&Credential>,
    held: Option<&Opened>,
    gone: Option<&str>,
) -> (PublicConfig, ProviderSecret) {
    let (Some(before), Some(chosen)) =
        (row.and_then(|row| row.config.vapi_key()), config.vapi_key().map(VapiKey::is_wanted))
    else {
        return (config, secret);
    };
    let held = held.filter(|_| gone.is_none() || gone != before.sid());
    let kept = held.and_then(|opened| opened.secret.vapi_key()).cloned();
    let key = before.clone().choose(chosen, kept.is_some());
    let kept = kept.filter(|_| key.sid().is_some());
    (config.with_vapi_key(key), secret.with_vapi_key(kept))
}

/// Whether Vapi is to sign in to Twilio with something else than before, or a
/// key is left that nothing uses. API keys survive another Auth Token.
pub(super) fn gets_another(held: Option<Opened>, config: &PublicConfig, secret: &ProviderSecret) -> bool {
    let Some(key) = config.vapi_key() else { return false };
    if key.state == KeyState::Wanted || key.is_left_over() {
        return true;
    }
    let before = held.and_then(|opened| auth_for_vapi(&opened.credential.config, &opened.secret).ok());
    let after = auth_for_vapi(config, secret).ok();
    before.zip(after).is_none_or(|(before, after)| !before.same(&after))
}

/// The credentials whose key Vapi holds, or whose former key it may hold.
pub(in crate::server::integrations) async fn in_vapi(
    tx: &mut OrgTx,
) -> Result<Vec<(Credential, VapiKey)>, sqlx::Error> {
    let held = |row: Credential| {
        let key = row.config.vapi_key().filter(|key| key.last_sid().is_some())?.clone();
        Some((row, key))
    };
    Ok(credentials::all(tx).await?.into_iter().filter_map(held).collect())
}

/// Gives up a key whose holder, Vapi, is not connected any more: the next number there gets another
/// one.
pub(in crate::server::integrations) async fn give_up(
    tx: &mut Unit,
    twilio: &Credential,
    key: VapiKey,
) -> Result<(), Problem> {
    let config = twilio.config.clone().with_vapi_key(key.given_up());
    credentials::set_config(tx, &twilio.id, &config).await?;
    let services = tx.services().clone();
    match services.decryptor.seal_with_vapi_key(tx, twilio, None).await {
        Ok(sealed) => credentials::replace_seal(tx, &twilio.id, &sealed).await?,
        Err(KeyringError::Database(error)) => return Err(error.into()),
        // A row that does not open says so on its card.
        Err(_) => {}
    }
    Ok(())
}
