//! What the steps sign in to the providers with.

use crate::{
    domain::{
        credential::{Account, PublicConfig},
        number::NumberSource,
        problem::Kind,
        provider::Provider,
    },
    server::{
        operations::step::{StepCx, StepError},
        providers::{twilio::TwilioAuth, vapi::VapiAuth},
        vault::{
            decryptor::{Opened, Purpose},
            provider_secret::ProviderSecret,
        },
    },
};

impl StepCx<'_> {
    /// The org's credential for an account, opened for this operation.
    pub async fn open(&self, account: impl Into<Account>, purpose: Purpose) -> Result<Opened, StepError> {
        let account = account.into();
        if account.is_managed() {
            self.works_in_managed();
        }
        self.open_credential(account, purpose).await
    }

    pub async fn vapi(&self, purpose: Purpose) -> Result<VapiAuth, StepError> {
        let opened = self.open(Provider::Vapi, purpose).await?;
        vapi_auth(opened.credential.config, opened.secret)
            .ok_or_else(|| Kind::Unreadable(Provider::Vapi).into())
    }

    /// For the account that numbers of this source are in.
    pub async fn twilio(&self, source: NumberSource, purpose: Purpose) -> Result<TwilioAuth, StepError> {
        let opened = self.open(Account::twilio(source), purpose).await?;
        twilio_auth(opened.credential.config, opened.secret)
            .ok_or_else(|| Kind::Unreadable(Provider::Twilio).into())
    }
}

/// `None` when the public part and the secret are of different providers.
pub fn vapi_auth(config: PublicConfig, secret: ProviderSecret) -> Option<VapiAuth> {
    match (config, secret) {
        (PublicConfig::Vapi { region, .. }, ProviderSecret::Vapi { key }) => Some(VapiAuth { key, region }),
        _ => None,
    }
}

/// See [`vapi_auth`].
pub fn twilio_auth(config: PublicConfig, secret: ProviderSecret) -> Option<TwilioAuth> {
    match (config, secret) {
        (
            PublicConfig::Twilio { account_sid, api_key_sid, .. },
            ProviderSecret::Twilio { auth_token, api_key_secret, .. },
        ) => Some(TwilioAuth { account_sid, auth_token, api_key: api_key_sid.zip(api_key_secret) }),
        _ => None,
    }
}
