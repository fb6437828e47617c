//! The credentials that a clean-up signs in with: the org's own one while it is of the
//! same account, because it may be newer than the one in escrow.

use crate::{
    domain::{
        credential::Account,
        number::NumberSource,
        problem::ProblemKind,
        provider::{PublicConfig, google_calendar},
    },
    server::{
        credentials::{self, decryptor::Purpose, escrow},
        db::OrgTx,
        operations::{
            queue,
            step::{StepCx, StepError},
        },
        provider_auth::account_name,
        providers::{
            twilio::{SubaccountStatus, TwilioAuth},
            vapi::VapiAuth,
        },
        vault::provider_secret::ProviderSecret,
    },
};

pub async fn vapi(cx: &StepCx<'_>) -> Result<VapiAuth, StepError> {
    let (config, secret) = account(cx, Account::VAPI, |_| true).await?;
    Ok(VapiAuth::of(&config, &secret)?)
}

/// The consent of a Google account.
pub async fn google(cx: &StepCx<'_>) -> Result<(PublicConfig, ProviderSecret), StepError> {
    account(cx, Account::own(google_calendar::PROVIDER), |_| true).await
}

/// Signs in to the account that numbers of this source are in.
async fn twilio(cx: &StepCx<'_>, source: NumberSource) -> Result<TwilioAuth, StepError> {
    let (config, secret) = account(cx, Account::twilio(source), |_| true).await?;
    Ok(TwilioAuth::of(&config, &secret)?)
}

/// Access to the account of managed numbers.
pub enum InManaged {
    Open(TwilioAuth),
    /// Twilio lets nobody work in the account.
    Suspended,
    Nowhere,
}

/// Signs in to the account of managed numbers. The org's credential of it goes with its
/// last number, and its token may have been renewed since: the operator's key tells the
/// valid one.
pub async fn managed(cx: &StepCx<'_>) -> Result<InManaged, StepError> {
    let mut tx = cx.read().await?;
    let row = credentials::find(&mut tx, Account::MANAGED).await?;
    drop(tx);
    if row.is_some_and(|row| row.status.is_accepted()) {
        return cx.twilio(NumberSource::Managed, Purpose::Cleanup).await.map(InManaged::Open);
    }
    let Some(platform) = &cx.services.config.platform else {
        return twilio(cx, NumberSource::Managed).await.map(InManaged::Open);
    };
    cx.works_in_managed();
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = account_name(&cx.operation.org);
    Ok(match client.find_subaccount(&call, &platform.account, &name).await? {
        None => InManaged::Nowhere,
        Some(account) if account.status == SubaccountStatus::Active => InManaged::Open(account.auth()),
        Some(_) => InManaged::Suspended,
    })
}

/// Signs in to either account; `None` where nothing is left to be done in it.
pub async fn open(cx: &StepCx<'_>, source: NumberSource) -> Result<Option<TwilioAuth>, StepError> {
    Ok(match source {
        NumberSource::Byo => Some(twilio(cx, source).await?),
        NumberSource::Managed => match managed(cx).await? {
            InManaged::Open(auth) => Some(auth),
            InManaged::Suspended | InManaged::Nowhere => None,
        },
    })
}

/// Signs in by the Auth Token, for work that no API key may do. A token that stands
/// beside a connected API key was never tried. For `None`, see [`open`].
pub async fn twilio_token(cx: &StepCx<'_>, source: NumberSource) -> Result<Option<TwilioAuth>, StepError> {
    if source == NumberSource::Managed {
        return open(cx, source).await;
    }
    let (config, secret) = account(cx, Account::TWILIO, PublicConfig::is_by_token).await?;
    Ok(Some(TwilioAuth::of(&config, &secret)?.by_token()))
}

/// Whether a clean-up has still to take something `about` that subject out of the very account that
/// is connected: what is made there meanwhile would go too.
pub async fn has_cleanup_under_way(
    tx: &mut OrgTx,
    about: &str,
    account: Account,
) -> Result<bool, sqlx::Error> {
    let cleanups = queue::waited_for_on(tx, about).await?;
    if cleanups.is_empty() {
        return Ok(false);
    }
    let Some(now) = credentials::find(tx, account).await? else { return Ok(false) };
    for cleanup in cleanups {
        let held = escrow::find(tx, &cleanup, account).await?;
        // The account of a key is not known before it was checked.
        if !now.status.is_accepted() || held.is_none_or(|held| !held.config.is_left_for(&now.config)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `fits` tells whether a credential of the org's own will do.
async fn account(
    cx: &StepCx<'_>,
    account: Account,
    fits: impl Fn(&PublicConfig) -> bool,
) -> Result<(PublicConfig, ProviderSecret), StepError> {
    let (services, operation) = (cx.services, cx.operation);
    if account.is_managed() {
        cx.works_in_managed();
    }
    let mut tx = cx.write().await?;
    let held = escrow::find(&mut tx, &operation.id, account).await?;
    let row = credentials::find(&mut tx, account).await?;
    // This does not ask whether the one in escrow can be opened.
    let newer = row.zip(held).is_some_and(|(row, held)| {
        row.status.is_accepted() && fits(&row.config) && held.config.surely_same_account(&row.config)
    });
    if newer {
        drop(tx);
        let opened = cx.open(account, Purpose::Cleanup).await?;
        return Ok((opened.credential.config, opened.secret));
    }
    let held = services.decryptor.open_escrow(services, &mut tx, &operation.id, account).await;
    tx.commit().await?;
    let held = held?.ok_or(ProblemKind::Unreadable(account.provider))?;
    Ok((held.config, held.secret))
}
