//! The connector of OpenAI, with whose models the agents think. Nothing of AVA's hangs on its
//! account; Vapi may have the key.

mod validate;

use async_trait::async_trait;

use super::{CheckCx, Connector, Dependents, FollowUp, Holdings, Keeping, Leaving, Replaced, Replacing};
use crate::{
    domain::{
        credential::Account,
        integrations::{Card, IntegrationsView},
        openai_key_at_vapi::HandOver,
        problem::Problem,
        provider::{OfProvider as _, PublicConfig, openai::OpenaiConfig, vapi},
        removal::{DisconnectView, Happening},
    },
    server::{
        credentials::{self, Credential, decryptor::Opened},
        cx::{Cx, Unit},
        db::{OrgTx, ReadOnly},
        integrations::operations::hand_over,
        providers::openai::OpenaiAuth,
        vault::provider_secret::ProviderSecret,
    },
};

pub(super) struct Openai;

#[async_trait]
impl Connector for Openai {
    async fn check(
        &self,
        cx: &CheckCx<'_>,
        config: &PublicConfig,
        secret: &ProviderSecret,
    ) -> Result<PublicConfig, Problem> {
        let auth = OpenaiAuth::of(config, secret)?;
        let region = cx.services.providers.openai.check_key(cx.call, &auth).await?;
        Ok(OpenaiConfig { region, ..OpenaiConfig::read(config)?.clone() }.into())
    }

    fn holdings(&self) -> Option<&'static dyn Holdings> {
        Some(&Openai)
    }

    fn keeping(&self) -> Option<&'static dyn Keeping> {
        Some(&Openai)
    }

    async fn saved(&self, tx: &mut Unit, _carries: bool) -> Result<(), Problem> {
        hand_over::start(tx).await
    }
}

#[async_trait]
impl Holdings for Openai {
    fn count(&self, _of: &Dependents<'_>, _card: &mut Card) {}

    async fn has_dependents(&self, _tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        Ok(false)
    }

    /// What Vapi has of the key is carried on, since every key counts as one of the same account.
    async fn leaves_traces(&self, _tx: &mut OrgTx, _config: &PublicConfig) -> Result<bool, sqlx::Error> {
        Ok(false)
    }

    async fn preview(
        &self,
        _cx: &Cx,
        mut tx: ReadOnly<OrgTx>,
        _page: &IntegrationsView,
        view: &mut DisconnectView,
    ) -> Result<(), Problem> {
        if hand_over::at_vapi(&mut tx).await?.is_some() {
            view.happens.push((vapi::PROVIDER, vec![Happening::KeyTakenBack]));
        }
        Ok(())
    }

    async fn disconnect(
        &self,
        tx: &mut OrgTx,
        _credential: &Credential,
        leaving: &mut Leaving,
    ) -> Result<(), Problem> {
        // Where Vapi is not connected, its own disconnecting took the key back.
        if credentials::connected(tx).await?.has(Account::VAPI)
            && let Some((row, hand_over)) = hand_over::at_vapi(tx).await?
        {
            leaving.cleanup.take_key_back(&row, &hand_over);
        }
        Ok(())
    }

    async fn moves(&self, _tx: &mut Unit) -> Result<Option<FollowUp>, Problem> {
        Ok(None)
    }
}

/// Keeps what became of the key at Vapi.
#[async_trait]
impl Keeping for Openai {
    async fn lost(
        &self,
        _cx: &CheckCx<'_>,
        _stored: Option<&Opened>,
        _config: &PublicConfig,
        _secret: &ProviderSecret,
    ) -> Option<String> {
        None
    }

    async fn replace(
        &self,
        _tx: &mut Unit,
        replacing: Replacing<'_>,
        config: PublicConfig,
        secret: ProviderSecret,
    ) -> Result<Replaced, Problem> {
        let Replacing { row, stored, lost: _ } = replacing;
        let wanted = config.hand_over().is_some_and(HandOver::is_wanted);
        let before = row.and_then(|row| row.config.hand_over()).cloned().unwrap_or_default();
        let same = row.zip(stored).is_some_and(|(row, stored)| {
            (&row.id, row.version) == (&stored.credential.id, stored.credential.version)
                && stored.secret.same(&secret)
        });
        let hand_over = before.choose(wanted, same);
        let carries = !hand_over.is_given();
        Ok(Replaced { config: config.with_hand_over(hand_over), secret, carries })
    }
}
