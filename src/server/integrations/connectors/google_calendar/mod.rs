//! The connector of Google Calendar, at which a person signs in.

mod calendar;
pub mod consent;
mod grants;
mod state;
mod token_refresh;
mod turn;

use async_trait::async_trait;
pub use calendar::choose;
pub use grants::is_held;
pub use turn::AccountTurn;

use super::{CheckCx, Connector, Dependents, FollowUp, Holdings, Keeping, Leaving};
use crate::{
    domain::{
        integrations::{Card, IntegrationsView},
        problem::{Problem, ProblemKind, Right},
        provider::{
            OfProvider as _, PublicConfig,
            google_calendar::{GoogleCalendarConfig, PROVIDER},
        },
        removal::{DisconnectView, Happening},
    },
    server::{
        calendars,
        credentials::{self, Credential, decryptor::Opened},
        cx::{Cx, Services, Unit},
        db::{OrgTx, ReadOnly},
        providers::CallCx,
        vault::{
            provider_secret::{GoogleCalendarSecret, ProviderSecret},
            secret::Secret,
        },
    },
};

pub(super) struct GoogleCalendar;

#[async_trait]
impl Connector for GoogleCalendar {
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem> {
        let config = GoogleCalendarConfig::read(config)?;
        let secret = GoogleCalendarSecret::of(secret).ok_or(ProblemKind::Unreadable(PROVIDER))?;
        cx.services.providers.google.app()?;
        let token = token_refresh::token(cx, config, secret).await?;
        let told = match ask(cx, config, &token).await {
            // The token may have been revoked before its end; only the consent tells.
            Err(problem) if problem.kind == ProblemKind::KeyRefused(PROVIDER) => {
                match token_refresh::renewed(cx, config, Some(secret)).await {
                    Ok(token) => ask(cx, config, &token).await?,
                    // A token that is not stored yet cannot be renewed.
                    Err(other) if is_not_stored(&other) => return Err(problem),
                    Err(over) => return Err(over),
                }
            }
            told => told?,
        };
        match Problem::missing(config.missing()) {
            Some(problem) => Err(problem),
            None => Ok(told.into()),
        }
    }

    fn holdings(&self) -> Option<&'static dyn Holdings> {
        Some(&GoogleCalendar)
    }

    fn keeping(&self) -> Option<&'static dyn Keeping> {
        None
    }

    fn is_granted(&self) -> bool {
        true
    }

    async fn saved(&self, tx: &mut Unit, _carries: bool) -> Result<(), Problem> {
        let Some(row) = credentials::find(tx, PROVIDER).await? else { return Ok(()) };
        let sub = &GoogleCalendarConfig::read(&row.config)?.sub;
        grants::put(tx, &row.id, sub).await?;
        if row.status.is_accepted() {
            let services = tx.services().clone();
            calendars::begin(&services, tx).await?;
        }
        Ok(())
    }
}

/// An access token of a stored consent, which lasts for longer than an operation takes.
///
/// # Errors
/// Fails as Google refuses to renew the token.
pub async fn token(services: &Services, call: &CallCx, opened: &Opened) -> Result<Secret, Problem> {
    let (config, secret) = consent_of(opened)?;
    token_refresh::token(&CheckCx { services, call }, config, secret).await
}

/// Another access token than the stored one, which Google refused.
///
/// # Errors
/// Fails as [`token`] does.
pub async fn another_token(services: &Services, call: &CallCx, opened: &Opened) -> Result<Secret, Problem> {
    let (config, secret) = consent_of(opened)?;
    token_refresh::renewed(&CheckCx { services, call }, config, Some(secret)).await
}

fn consent_of(opened: &Opened) -> Result<(&GoogleCalendarConfig, &GoogleCalendarSecret), Problem> {
    let config = GoogleCalendarConfig::read(&opened.credential.config)?;
    let secret = GoogleCalendarSecret::of(&opened.secret).ok_or(ProblemKind::Unreadable(PROVIDER))?;
    Ok((config, secret))
}

fn is_not_stored(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::NotConnected(_) | ProblemKind::Stale)
}

/// Asks whose account it is, and which calendars are in it.
async fn ask(
    cx: &CheckCx<'_>,
    config: &GoogleCalendarConfig,
    token: &Secret,
) -> Result<GoogleCalendarConfig, Problem> {
    let (google, call) = (&cx.services.providers.google, cx.call);
    let calendars = async {
        if config.granted.contains(&Right::ListCalendars) {
            google.calendars(call, token).await
        } else {
            Ok(Vec::new())
        }
    };
    let (account, calendars) = futures::try_join!(google.account(call, token), calendars)?;
    if account.sub != config.sub {
        return Err(ProblemKind::OtherAccount(PROVIDER).into());
    }
    Ok(GoogleCalendarConfig { email: account.email, calendars, ..config.clone() })
}

#[async_trait]
impl Holdings for GoogleCalendar {
    fn count(&self, _of: &Dependents<'_>, _card: &mut Card) {}

    async fn has_dependents(&self, _tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        Ok(false)
    }

    /// The consent at Google.
    async fn leaves_traces(&self, _tx: &mut OrgTx, _config: &PublicConfig) -> Result<bool, sqlx::Error> {
        Ok(true)
    }

    async fn preview(
        &self,
        cx: &Cx,
        tx: ReadOnly<OrgTx>,
        page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem> {
        let Some((_, config)) = page.stored::<GoogleCalendarConfig>() else { return Ok(()) };
        drop(tx);
        let shared = grants::is_held_beside(&cx.services, &config.sub, &cx.org).await?;
        let happening = if shared { Happening::ConsentStays } else { Happening::ConsentRevoked };
        view.happens.push((PROVIDER, vec![happening]));
        Ok(())
    }

    async fn disconnect(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem> {
        calendars::disconnected(tx).await?;
        leaving.cleanup.revoke_consent(GoogleCalendarConfig::read(&credential.config)?);
        Ok(())
    }

    async fn moves(&self, _tx: &mut Unit) -> Result<Option<FollowUp>, Problem> {
        Ok(None)
    }
}
