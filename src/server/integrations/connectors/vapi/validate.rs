//! The form that connects Vapi.

use crate::{
    domain::{
        problem::Problem,
        provider::{
            OfProvider as _,
            vapi::{KEY, REGION, VapiConfig, VapiForm, VapiRegion},
        },
    },
    server::{
        credentials::decryptor::Opened,
        integrations::candidate::{Candidate, CredentialForm, Reading},
        vault::{provider_secret::VapiSecret, secret::Secret},
    },
};

impl CredentialForm for VapiForm {
    type Config = VapiConfig;

    fn candidate(&self, stored: Option<&Opened>) -> Result<Candidate, Problem> {
        let mut reading = Reading::default();
        let region = reading.choice(&REGION, &self.region, VapiRegion::from_code);
        let before = stored.and_then(|opened| VapiSecret::of(&opened.secret)).map(|secret| &secret.key);
        let key = reading.secret(&KEY, &self.key, before);
        let (Some(region), Some(key)) = (region, key) else { return Err(reading.problem()) };
        let config = match stored {
            // The key need not tell its organisation again, and may not be able to: every assistant
            // there may be deleted since.
            Some(opened) if is_of(opened, &key, region) => opened.credential.verified_config(),
            // The organisation is read anew, so that a key of another one is noticed.
            _ => VapiConfig { region, vapi_org: None }.into(),
        };
        Ok(Candidate {
            config,
            secret: VapiSecret { key }.into(),
            kept: reading.secret_kept(),
            field: Some(KEY.field),
            then: None,
            switch: self.switch,
        })
    }
}

/// Whether the stored credential has this key and this region.
fn is_of(stored: &Opened, key: &Secret, region: VapiRegion) -> bool {
    VapiConfig::of(&stored.credential.config).is_some_and(|config| config.region == region)
        && VapiSecret::of(&stored.secret).is_some_and(|secret| secret.key.same(key))
}
