use super::{Parts, ProviderSecret, SecretParts};
use crate::server::vault::secret::Secret;

/// The secrets that open a Twilio account.
#[derive(Clone, Debug)]
pub struct TwilioSecret {
    pub auth_token: Secret,
    pub api_key_secret: Option<Secret>,
    /// The secret of the key that was made for Vapi.
    pub vapi_key_secret: Option<Secret>,
}

impl TwilioSecret {
    /// The Auth Token alone.
    pub const fn token(auth_token: Secret) -> Self {
        Self { auth_token, api_key_secret: None, vapi_key_secret: None }
    }
}

impl SecretParts for TwilioSecret {
    fn parts(&self) -> Vec<(&'static str, Option<&Secret>)> {
        vec![
            ("auth_token", Some(&self.auth_token)),
            ("api_key_secret", self.api_key_secret.as_ref()),
            ("vapi_key_secret", self.vapi_key_secret.as_ref()),
        ]
    }

    fn from_parts(parts: &mut Parts) -> Option<Self> {
        Some(Self {
            auth_token: parts.take("auth_token")?,
            api_key_secret: parts.take("api_key_secret"),
            vapi_key_secret: parts.take("vapi_key_secret"),
        })
    }

    fn main(&self) -> &Secret {
        self.api_key_secret.as_ref().unwrap_or(&self.auth_token)
    }

    /// The key for Vapi is not compared, since AVA made it.
    fn same(&self, other: &Self) -> bool {
        let keys = match (&self.api_key_secret, &other.api_key_secret) {
            (Some(key), Some(other)) => key.same(other),
            (key, other) => key.is_none() && other.is_none(),
        };
        self.auth_token.same(&other.auth_token) && keys
    }
}

/// Parts of Twilio's secrets alone: `None` for another provider.
impl ProviderSecret {
    /// The secret of the key that was made for Vapi.
    pub fn vapi_key(&self) -> Option<&Secret> {
        TwilioSecret::of(self)?.vapi_key_secret.as_ref()
    }

    #[must_use]
    pub fn with_vapi_key(self, vapi_key_secret: Option<Secret>) -> Self {
        match TwilioSecret::of(&self) {
            Some(secret) => TwilioSecret { vapi_key_secret, ..secret.clone() }.into(),
            None => self,
        }
    }

    #[must_use]
    pub fn with_auth_token(self, auth_token: Secret) -> Self {
        match TwilioSecret::of(&self) {
            Some(secret) => TwilioSecret { auth_token, ..secret.clone() }.into(),
            None => self,
        }
    }
}
