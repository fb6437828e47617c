//! The form that connects Twilio; a number that it names is brought too.

use futures::FutureExt;

use crate::{
    domain::{
        problem::Problem,
        provider::{
            OfProvider as _,
            twilio::{
                ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH, AUTH_TOKEN, TwilioAuth, TwilioConfig,
                TwilioForm,
            },
        },
        text,
        vapi_key::VapiKey,
    },
    server::{
        credentials::decryptor::Opened,
        integrations::{
            candidate::{Candidate, CredentialForm, Reading},
            connectors::FollowUp,
        },
        numbers::service::{self, Import},
        vault::{provider_secret::TwilioSecret, secret::Secret},
    },
};

impl CredentialForm for TwilioForm {
    type Config = TwilioConfig;

    fn candidate(&self, stored: Option<&Opened>) -> Result<Candidate, Problem> {
        let before = stored.and_then(|opened| TwilioSecret::of(&opened.secret));
        let mut reading = Reading::default();
        let account_sid = reading.text(&ACCOUNT_SID, &self.account_sid);
        let auth = reading.choice(&AUTH, &self.auth, TwilioAuth::from_code);
        let api_key = match auth {
            Some(TwilioAuth::ApiKey) => api_key(self, stored, &mut reading).map(Some),
            Some(TwilioAuth::AuthToken) | None => Some(None),
        };
        let auth_token =
            reading.secret(&AUTH_TOKEN, &self.auth_token, before.map(|secret| &secret.auth_token));
        let import = match self.number.as_str() {
            none if text::is_empty(none) => Some(None),
            number => Import::parse(number, &self.agent, self.sms, reading.field_errors()).map(Some),
        };
        let (Some(account_sid), Some(auth), Some(api_key), Some(auth_token), Some(import)) =
            (account_sid, auth, api_key, auth_token, import)
        else {
            return Err(reading.problem());
        };
        let (api_key_sid, api_key_secret) = api_key.unzip();
        // Vapi gets an API key that a person made; only the Auth Token can make others.
        let vapi_key = VapiKey::chosen(self.vapi_key && auth == TwilioAuth::AuthToken);
        let field = if auth == TwilioAuth::ApiKey { &API_KEY_SECRET } else { &AUTH_TOKEN };
        let config = TwilioConfig { auth, api_key_sid, ..TwilioConfig::by_token(account_sid, vapi_key) };
        Ok(Candidate {
            config: config.into(),
            secret: TwilioSecret { api_key_secret, ..TwilioSecret::token(auth_token) }.into(),
            kept: reading.secret_kept(),
            field: Some(field.field),
            then: import.map(bring),
            switch: self.switch,
        })
    }
}

/// Reads the SID and the secret of the API key.
fn api_key(form: &TwilioForm, stored: Option<&Opened>, reading: &mut Reading) -> Option<(String, Secret)> {
    let sid = reading.text(&API_KEY_SID, &form.api_key_sid);
    // A stored secret belongs to the stored key: another SID needs its own.
    let same = stored
        .and_then(|opened| TwilioConfig::of(&opened.credential.config))
        .is_some_and(|config| sid.is_some() && config.api_key_sid == sid);
    let before = stored.and_then(|opened| TwilioSecret::of(&opened.secret)).filter(|_| same);
    let before = before.and_then(|secret| secret.api_key_secret.as_ref());
    let secret = reading.secret(&API_KEY_SECRET, &form.api_key_secret, before);
    sid.zip(secret)
}

fn bring(import: Import) -> FollowUp {
    Box::new(move |tx| async move { service::want(tx, &import).await.map(drop) }.boxed())
}
