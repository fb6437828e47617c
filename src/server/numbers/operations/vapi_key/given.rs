//! The credentials that Vapi gets to sign in to Twilio with.

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        problem::{Managed, Problem},
        provider::PublicConfig,
    },
    server::{
        credentials::{self, decryptor::Purpose},
        db::OrgTx,
        numbers::repo::AtVapi,
        operations::step::{StepCx, StepError},
        providers::{
            twilio::TwilioAuth,
            vapi::{VapiAuth, VapiNumber},
        },
        vault::provider_secret::ProviderSecret,
    },
};

/// The key that was made for Vapi, else the credentials that AVA itself signs in with.
pub fn auth_for_vapi(config: &PublicConfig, secret: &ProviderSecret) -> Result<TwilioAuth, Problem> {
    let own = config.vapi_key().and_then(|key| key.sid().map(str::to_owned)).zip(secret.vapi_key().cloned());
    let auth = TwilioAuth::of(config, secret)?;
    Ok(TwilioAuth { api_key: own.or(auth.api_key), ..auth })
}

/// The credentials that a step gives Vapi, and the state of the org's credential that they are of.
pub struct TwilioGrant {
    pub auth: TwilioAuth,
    pub status: CredentialStatus,
    account: Account,
    version: i64,
    own_key: Option<String>,
}

impl TwilioGrant {
    pub async fn open(cx: &StepCx<'_>, account: Account, purpose: Purpose) -> Result<Self, StepError> {
        let opened = cx.open(account, purpose).await?;
        let (version, status) = (opened.credential.version, opened.credential.status);
        let own_key = opened.credential.config.vapi_key().and_then(|key| key.sid()).map(str::to_owned);
        let auth = auth_for_vapi(&opened.credential.config, &opened.secret)?;
        // The org's Vapi shows everything that it is given: never a token of the operator's.
        if account.is_managed() && auth.api_key.is_none() {
            return Err(Problem::from(Managed::NoKey).into());
        }
        Ok(Self { account, auth, status, version, own_key })
    }

    /// Gives the credentials to Vapi for a number, unless Vapi is seen to hold them or, where it
    /// shows nothing, is known to. Returns what is known then.
    pub async fn give(
        &self,
        cx: &StepCx<'_>,
        vapi: &VapiAuth,
        known: &AtVapi,
        there: &VapiNumber,
    ) -> Result<AtVapi, Problem> {
        let holds = there.holds(&self.auth);
        if holds.unwrap_or_else(|| known.secret.as_ref() == Some(&self.auth.mark())) {
            return Ok(self.given(known, there));
        }
        let client = &cx.services.providers.vapi;
        let carried = client.carry_twilio_secret(&cx.call(), vapi, &there.id, &self.auth).await?;
        Ok(self.given(known, &carried))
    }

    /// The state of a number after Vapi got these credentials for it. A token that Vapi has stays
    /// beside a key: no request takes it back.
    pub fn given(&self, known: &AtVapi, there: &VapiNumber) -> AtVapi {
        let token = match self.auth.api_key {
            None => Some(true),
            Some(_) => there.holds_a_token().or(known.token),
        };
        AtVapi { secret: Some(self.auth.mark()), token }
    }

    /// The state of a number that was created with these credentials alone.
    pub fn at_creation(&self) -> AtVapi {
        AtVapi { secret: Some(self.auth.mark()), token: Some(self.auth.api_key.is_none()) }
    }

    /// A mark that tells whether Vapi is still to have these credentials.
    pub fn mark(&self) -> Mark {
        Mark { account: self.account, version: self.version, own_key: self.own_key.clone() }
    }
}

#[derive(PartialEq, Eq)]
pub struct Mark {
    account: Account,
    version: i64,
    own_key: Option<String>,
}

impl Mark {
    /// `false`: another secret was stored, or a key made or given up, since the mark was taken.
    /// That change did not reach what was made with these credentials.
    pub async fn still_holds(&self, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
        let Some(row) = credentials::find(tx, self.account).await? else { return Ok(false) };
        let own_key = row.config.vapi_key().and_then(|key| key.sid()).map(str::to_owned);
        Ok(*self == Mark { account: self.account, version: row.version, own_key })
    }
}
