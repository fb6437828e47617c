//! Access tokens: each node uses the stored one, and one refresher of all nodes renews it.
//!
//! A lease in the database says who renews. The answer is stored with the refresh token that
//! came with it, if one did, in the transaction that gives the lease back; so an answer
//! without one leaves the stored one, and a renewal that comes too late for another is
//! dropped.

use std::time::Duration;

use crate::{
    domain::{
        ids::CredentialId,
        problem::{Consent, Problem, ProblemKind},
        provider::{
            OfProvider as _,
            google_calendar::{GoogleCalendarConfig, PROVIDER},
        },
    },
    server::{
        credentials::{self, Credential},
        cx::Services,
        db::{OrgTx, Writer},
        integrations::connectors::CheckCx,
        providers::google::Granted,
        vault::{
            provider_secret::{AccessToken, GoogleCalendarSecret, ProviderSecret, SecretParts as _},
            secret::Secret,
        },
    },
};

use super::grants;

/// A renewed token is the same credential: whoever opened that is in the audit log.
struct RenewedTokens;

impl Writer for RenewedTokens {}

/// The pause before looking again for what another node renews.
const LOOK_AGAIN: Duration = Duration::from_millis(25);
/// How much longer the lease lasts than Google may take to answer.
const MARGIN_MS: i64 = 10_000;

/// Returns an access token that lasts.
pub async fn token(
    cx: &CheckCx<'_>,
    config: &GoogleCalendarConfig,
    secret: &GoogleCalendarSecret,
) -> Result<Secret, Problem> {
    match lasting(secret, cx.services.clock.now_ms(), None) {
        Some(token) => Ok(token),
        None => renewed(cx, config, None).await,
    }
}

/// Returns another access token than that of `refused`, which Google did not accept.
pub async fn renewed(
    cx: &CheckCx<'_>,
    config: &GoogleCalendarConfig,
    refused: Option<&GoogleCalendarSecret>,
) -> Result<Secret, Problem> {
    let CheckCx { services, call } = cx;
    let turn = services.providers.google.turn(&call.org);
    let _mine = turn.lock().await;
    let me = services.random.uuid();
    let total = i64::try_from(services.config.providers.total_timeout.as_millis()).unwrap_or(i64::MAX / 2);
    let lease = total.saturating_add(MARGIN_MS);
    let give_up = services.clock.now_ms().saturating_add(lease.saturating_mul(2));
    loop {
        let now = services.clock.now_ms();
        let mut tx = services.db.write(RenewedTokens, &call.org).await?;
        let (row, stored) = stored(services, &mut tx, config).await?;
        // What is stored proves nothing of a consent that is not.
        if refused.is_some_and(|refused| !stored.same(refused)) {
            return Err(ProblemKind::Stale.into());
        }
        if let Some(token) = lasting(&stored, now, refused) {
            return Ok(token);
        }
        if grants::take_lease(&mut tx, &row.id, &me, now, now.saturating_add(lease)).await? {
            tx.commit().await?;
            if let Some(token) = renew(cx, config, &row, &stored, &me).await? {
                return Ok(token);
            }
        } else {
            drop(tx);
            if now >= give_up {
                return Err(ProblemKind::Busy.into());
            }
            let_renew(cx, &row.id).await?;
        }
    }
}

/// Waits until nobody renews the token, or the lease on that is over.
async fn let_renew(cx: &CheckCx<'_>, credential: &CredentialId) -> Result<(), Problem> {
    let CheckCx { services, call } = cx;
    loop {
        services.clock.sleep(LOOK_AGAIN).await;
        let mut tx = services.db.read(&call.org).await?;
        if !grants::is_leased(&mut tx, credential, services.clock.now_ms()).await? {
            return Ok(());
        }
    }
}

/// The stored access token, unless it is to be renewed.
fn lasting(
    secret: &GoogleCalendarSecret,
    now: i64,
    refused: Option<&GoogleCalendarSecret>,
) -> Option<Secret> {
    let access = secret.access.as_ref()?;
    let refused = refused.and_then(|refused| refused.access.as_ref());
    let fits = access.lasts(now) && refused.is_none_or(|refused| !access.token.same(&refused.token));
    fits.then(|| access.token.clone())
}

/// Asks Google, and stores its answer. `None` where the credential was replaced meanwhile.
async fn renew(
    cx: &CheckCx<'_>,
    config: &GoogleCalendarConfig,
    row: &Credential,
    used: &GoogleCalendarSecret,
    me: &str,
) -> Result<Option<Secret>, Problem> {
    let CheckCx { services, call } = cx;
    let answer = services.providers.google.refresh(call, &used.refresh_token).await;
    let mut tx = services.db.write(RenewedTokens, &call.org).await?;
    grants::end_lease(&mut tx, &row.id, me).await?;
    let now = stored(services, &mut tx, config).await;
    let is_used = now.as_ref().is_ok_and(|(now, secret)| now.id == row.id && secret.same(used));
    let renewed = match answer {
        Ok(granted) if is_used => {
            let fresh = fresh(&granted, used, services.clock.now_ms());
            let sealed =
                services.decryptor.seal(&mut tx, row.id.as_str(), &ProviderSecret::from(fresh)).await?;
            credentials::renew_secret(&mut tx, &row.id, &sealed).await?;
            Ok(Some(granted.access_token))
        }
        // Another secret stands there: that one is used.
        Ok(_) => Ok(None),
        Err(_) if !is_used && now.is_ok() => Ok(None),
        Err(problem) => Err(over(problem, config, services.clock.now_ms())),
    };
    tx.commit().await?;
    renewed
}

/// The secret with the tokens of an answer, which need not bring another refresh token.
fn fresh(granted: &Granted, used: &GoogleCalendarSecret, now: i64) -> GoogleCalendarSecret {
    let refresh_token = granted.refresh_token.clone().unwrap_or_else(|| used.refresh_token.clone());
    let access = AccessToken::given(granted.access_token.clone(), now, granted.expires_in);
    GoogleCalendarSecret { refresh_token, access: Some(access) }
}

/// Says why a consent is over, as far as its age tells.
fn over(problem: Problem, config: &GoogleCalendarConfig, now: i64) -> Problem {
    match problem.kind {
        ProblemKind::Consent(Consent::Over) if config.died_in_testing(now) => {
            Problem { kind: ProblemKind::Consent(Consent::OverInTesting), ..problem }
        }
        _ => problem,
    }
}

/// The stored credential of the account.
async fn stored(
    services: &Services,
    tx: &mut OrgTx,
    config: &GoogleCalendarConfig,
) -> Result<(Credential, GoogleCalendarSecret), Problem> {
    let row = credentials::find(tx, PROVIDER).await?.ok_or(ProblemKind::NotConnected(PROVIDER))?;
    if GoogleCalendarConfig::read(&row.config)?.sub != config.sub {
        return Err(ProblemKind::Stale.into());
    }
    let secret = services.decryptor.unseal(tx, &row).await?;
    let secret = GoogleCalendarSecret::of(&secret).ok_or(ProblemKind::Unreadable(PROVIDER))?.clone();
    Ok((row, secret))
}
