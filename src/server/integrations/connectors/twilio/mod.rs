//! The connector of Twilio, whose numbers are called. Beside its credential, Twilio has a key that
//! AVA makes for Vapi ([`vapi_key`]), a secret that Vapi holds for each number ([`carry_secret`]),
//! and numbers to choose from ([`numbers`]).

pub mod numbers;
mod validate;
pub mod vapi_key;

use async_trait::async_trait;
use futures::{FutureExt, future::OptionFuture};

use super::{
    CheckCx, Connector, Dependents, FollowUp, Holdings, Keeping, Leaving, Replaced, Replacing,
    numbers as leaving_numbers,
};
use crate::{
    domain::{
        credential::Account,
        integrations::{Card, IntegrationsView},
        leftover::LeftoverKind,
        number::NumberSource,
        problem::{Problem, ProblemKind},
        provider::{OfProvider as _, PublicConfig, twilio::TwilioConfig},
        removal::DisconnectView,
        vapi_key::VapiKey,
    },
    server::{
        credentials::{self, Credential, decryptor::Opened},
        cx::{Cx, Unit},
        db::{OrgTx, ReadOnly, on},
        number_states::is_in_use,
        numbers::{
            findings, leftovers,
            operations::{carry_secret, vapi_key::is_gone},
            repo,
        },
        operations::cleanup::By,
        providers::{
            rights::{self, Pace},
            twilio::TwilioAuth,
        },
        vault::provider_secret::ProviderSecret,
    },
};

pub(super) struct Twilio;

const DEPENDENTS: &str = concat!(
    "SELECT COUNT(*) FROM phone_numbers WHERE org_id = $1 AND source = 'byo'
  AND twilio_sid IS NOT NULL AND ",
    is_in_use!()
);

#[async_trait]
impl Connector for Twilio {
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem> {
        let auth = TwilioAuth::of(config, secret)?;
        let config = TwilioConfig::of(config).ok_or(ProblemKind::Internal)?.clone();
        // The token is checked too where a key signs in: it is used only later.
        let (twilio, call) = (&cx.services.providers.twilio, cx.call);
        let by_key = auth.api_key.is_some();
        let (told, rights, gone) = futures::join!(
            twilio.check_account(call, &auth),
            OptionFuture::from(by_key.then(|| twilio.check_api_key(call, &auth, Pace::AtOnce))),
            is_gone(cx.services, call, &auth, &config.vapi_key),
        );
        let mut rights = rights.unwrap_or(Ok(()));
        if told.is_ok() && rights::was_not_asked(&rights) {
            rights = twilio.check_api_key(call, &auth, Pace::InTurn).await;
        }
        let told = rights::both(told, rights)?;
        if gone {
            return Err(ProblemKind::VapiKeyGone.into());
        }
        let friendly_name = told.friendly_name.or(config.friendly_name);
        Ok(TwilioConfig { trial: told.trial, friendly_name, ..config }.into())
    }

    fn holdings(&self) -> Option<&'static dyn Holdings> {
        Some(&Twilio)
    }

    fn keeping(&self) -> Option<&'static dyn Keeping> {
        Some(&Twilio)
    }

    async fn saved(&self, tx: &mut Unit, carries: bool) -> Result<(), Problem> {
        if carries {
            carry_secret::start(By::from(&*tx), tx).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Holdings for Twilio {
    fn count(&self, of: &Dependents<'_>, card: &mut Card) {
        let own = of.numbers.iter().filter(|number| number.source == NumberSource::Byo).count();
        card.numbers = u32::try_from(own).unwrap_or(u32::MAX);
        card.tokens_at_vapi = of.tokens_at_vapi;
    }

    async fn has_dependents(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        let (count,): (i64,) =
            on!(tx, |c, org| sqlx::query_as(DEPENDENTS).bind(org.as_str()).fetch_one(c).await)?;
        Ok(count > 0)
    }

    /// AVA's key for Vapi is a trace, which a person would not miss.
    async fn leaves_traces(&self, _tx: &mut OrgTx, config: &PublicConfig) -> Result<bool, sqlx::Error> {
        Ok(config.vapi_key().is_some_and(VapiKey::leaves_traces))
    }

    async fn preview(
        &self,
        _cx: &Cx,
        mut tx: ReadOnly<OrgTx>,
        page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem> {
        // Managed numbers have nothing to do with the own account.
        leaving_numbers::Numbers::read(&mut tx, page).await?.leave(view);
        let at_vapi = !view.numbers.is_empty();
        let held = page.card(view.provider).credential.as_ref();
        let key = held.and_then(|held| held.config.vapi_key()?.last_sid());
        leaving_numbers::happens(view, at_vapi, false, key.is_some());
        Ok(())
    }

    async fn disconnect(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem> {
        let vapi_connected = credentials::connected(tx).await?.has(Account::VAPI);
        let (own, _) = leaving_numbers::in_use(tx).await?;
        leaving.cleanup.remove_numbers(&own, vapi_connected);
        if let Some(key) = credential.config.vapi_key().filter(|key| key.leaves_traces()) {
            leaving.cleanup.revoke_key(credential, key);
        }
        leaving_numbers::stop(leaving, &own);
        leaving.then(move |tx| {
            async move {
                let now = tx.now();
                for number in &own {
                    repo::release(tx, &number.id, now).await?;
                }
                findings::clear_unknown(tx).await?;
                leftovers::clear(tx, LeftoverKind::Key).await?;
                Ok(())
            }
            .boxed()
        });
        Ok(())
    }

    /// A number belongs to one account, so none moves to another.
    async fn moves(&self, _tx: &mut Unit) -> Result<Option<FollowUp>, Problem> {
        Ok(None)
    }
}

/// Keeps the key that AVA makes for Vapi.
#[async_trait]
impl Keeping for Twilio {
    async fn lost(
        &self,
        cx: &CheckCx<'_>,
        stored: Option<&Opened>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Option<String> {
        vapi_key::gone(cx, stored, config, secret).await
    }

    async fn replace(
        &self,
        tx: &mut Unit,
        replacing: Replacing<'_>,
        config: PublicConfig,
        secret: ProviderSecret,
    ) -> Result<Replaced, Problem> {
        let Replacing { row, stored, lost } = replacing;
        let held = vapi_key::held(tx, stored, row).await?;
        let (config, secret) = vapi_key::keep(config, secret, row, held.as_ref(), lost.as_deref());
        let carries = row.is_some() && vapi_key::gets_another(held, &config, &secret);
        Ok(Replaced { config, secret, carries })
    }
}
