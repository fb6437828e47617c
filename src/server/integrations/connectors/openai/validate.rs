//! The form that connects OpenAI.

use crate::{
    domain::{
        openai_key_at_vapi::HandOver,
        problem::Problem,
        provider::{
            OfProvider as _,
            openai::{KEY, OpenaiConfig, OpenaiForm},
        },
    },
    server::{
        credentials::decryptor::Opened,
        integrations::candidate::{Candidate, CredentialForm, Reading},
        vault::provider_secret::OpenaiSecret,
    },
};

impl CredentialForm for OpenaiForm {
    type Config = OpenaiConfig;

    fn candidate(&self, stored: Option<&Opened>) -> Result<Candidate, Problem> {
        let mut reading = Reading::default();
        let before = stored.and_then(|opened| OpenaiSecret::of(&opened.secret)).map(|secret| &secret.key);
        let key = reading.secret(&KEY, &self.key, before);
        let Some(key) = key else { return Err(reading.problem()) };
        // The key may stay while only the choice changes: then it stays in its region.
        let known = stored.map(|opened| opened.credential.verified_config());
        let region = known.filter(|_| before.is_some_and(|before| before.same(&key)));
        let region = region.as_ref().and_then(OpenaiConfig::of).map(|config| config.region);
        let config =
            OpenaiConfig { region: region.unwrap_or_default(), hand_over: HandOver::chosen(self.hand_over) };
        Ok(Candidate {
            config: config.into(),
            secret: OpenaiSecret { key }.into(),
            kept: reading.secret_kept(),
            field: Some(KEY.field),
            then: None,
            switch: self.switch,
        })
    }
}
