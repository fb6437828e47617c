//! What a clean-up signs in with: the org's own credential while it is of the
//! same account, because it may be newer than the one in escrow.

use crate::{
    domain::{
        credential::{Account, CredentialStatus, PublicConfig},
        number::NumberSource,
        problem::Kind,
        provider::Provider,
    },
    server::{
        integrations::credentials,
        operations::step::{StepCx, Stuck, twilio_auth, vapi_auth},
        providers::{twilio::TwilioAuth, vapi::VapiAuth},
        vault::{decryptor::Purpose, provider_secret::ProviderSecret},
    },
};

pub(super) async fn vapi(cx: &StepCx<'_>) -> Result<VapiAuth, Stuck> {
    let (config, secret) = account(cx, Account::own(Provider::Vapi)).await?;
    vapi_auth(config, secret).ok_or_else(|| Kind::Unreadable(Provider::Vapi).into())
}

/// For the account that numbers of this source are in.
pub(super) async fn twilio(cx: &StepCx<'_>, source: NumberSource) -> Result<TwilioAuth, Stuck> {
    let (config, secret) = account(cx, Account::twilio(source)).await?;
    twilio_auth(config, secret).ok_or_else(|| Kind::Unreadable(Provider::Twilio).into())
}

async fn account(cx: &StepCx<'_>, account: Account) -> Result<(PublicConfig, ProviderSecret), Stuck> {
    let (services, operation) = (cx.services, cx.operation);
    if account.is_managed() {
        cx.works_in_managed();
    }
    let mut tx = services.db.write(cx.scope()).await?;
    let held =
        services.decryptor.open_escrow(services, &mut tx, &operation.org, &operation.id, account).await;
    let row = credentials::find(&mut tx, &operation.org, account).await?;
    tx.commit().await?;
    let held = held?;
    let newer = row.is_some_and(|row| {
        row.status == CredentialStatus::Connected
            && held.as_ref().is_some_and(|held| held.config.surely_same_account(&row.config))
    });
    if newer {
        let opened = cx.open(account, Purpose::CleanUp).await?;
        return Ok((opened.credential.config, opened.secret));
    }
    let held = held.ok_or(Kind::Unreadable(account.provider))?;
    Ok((held.config, held.secret))
}
