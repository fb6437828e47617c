//! The secret part of a credential, by provider, as it stands inside the seal.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    seal::{CannotOpen, hex},
    secret::Secret,
};
use crate::{domain::provider::Provider, server::vault::seal::Key};

#[derive(Clone, Debug)]
pub enum ProviderSecret {
    Vapi {
        key: Secret,
    },
    Twilio {
        auth_token: Secret,
        api_key_secret: Option<Secret>,
        /// Of the key that was made for Vapi.
        vapi_key_secret: Option<Secret>,
    },
}

/// The sealed form. Its fields live only as long as one call.
#[derive(Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
enum Sealed<'a> {
    Vapi {
        #[serde(borrow)]
        key: std::borrow::Cow<'a, str>,
    },
    Twilio {
        #[serde(borrow)]
        auth_token: std::borrow::Cow<'a, str>,
        #[serde(borrow, default)]
        api_key_secret: Option<std::borrow::Cow<'a, str>>,
        #[serde(borrow, default)]
        vapi_key_secret: Option<std::borrow::Cow<'a, str>>,
    },
}

impl ProviderSecret {
    pub fn provider(&self) -> Provider {
        match self {
            ProviderSecret::Vapi { .. } => Provider::Vapi,
            ProviderSecret::Twilio { .. } => Provider::Twilio,
        }
    }

    /// The secret that a person recognises by its end.
    fn main(&self) -> &Secret {
        match self {
            ProviderSecret::Vapi { key } => key,
            ProviderSecret::Twilio { auth_token, api_key_secret, .. } => {
                api_key_secret.as_ref().unwrap_or(auth_token)
            }
        }
    }

    /// Whether a person gave the same. In constant time.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (ProviderSecret::Vapi { key: a }, ProviderSecret::Vapi { key: b }) => a.same(b),
            (
                ProviderSecret::Twilio { auth_token: a, api_key_secret: x, .. },
                ProviderSecret::Twilio { auth_token: b, api_key_secret: y, .. },
            ) => {
                let keys = match (x, y) {
                    (Some(x), Some(y)) => x.same(y),
                    (x, y) => x.is_none() && y.is_none(),
                };
                a.same(b) && keys
            }
            _ => false,
        }
    }

    /// The secret of the key that was made for Vapi.
    pub fn vapi_key(&self) -> Option<&Secret> {
        match self {
            ProviderSecret::Twilio { vapi_key_secret, .. } => vapi_key_secret.as_ref(),
            ProviderSecret::Vapi { .. } => None,
        }
    }

    #[must_use]
    pub fn with_vapi_key(mut self, key: Option<Secret>) -> Self {
        if let ProviderSecret::Twilio { vapi_key_secret, .. } = &mut self {
            *vapi_key_secret = key;
        }
        self
    }

    #[must_use]
    pub fn with_auth_token(mut self, token: Secret) -> Self {
        if let ProviderSecret::Twilio { auth_token, .. } = &mut self {
            *auth_token = token;
        }
        self
    }

    pub fn last4(&self) -> String {
        self.main().last4()
    }

    /// Tells two secrets apart without telling anything of either: keyed with
    /// the org's data key, so that it means nothing elsewhere.
    pub fn fingerprint(&self, key: &Key) -> String {
        use sha2::{Digest, Sha256};
        let digest = Sha256::new_with_prefix(key.bytes()).chain_update(self.main().expose()).finalize();
        hex(&digest[..4])
    }

    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let sealed = match self {
            ProviderSecret::Vapi { key } => Sealed::Vapi { key: key.expose().into() },
            ProviderSecret::Twilio { auth_token, api_key_secret, vapi_key_secret } => Sealed::Twilio {
                auth_token: auth_token.expose().into(),
                api_key_secret: api_key_secret.as_ref().map(|secret| secret.expose().into()),
                vapi_key_secret: vapi_key_secret.as_ref().map(|secret| secret.expose().into()),
            },
        };
        serde_json::to_vec(&sealed).map(Zeroizing::new).map_err(|_| CannotOpen)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, CannotOpen> {
        Ok(match serde_json::from_slice(bytes).map_err(|_| CannotOpen)? {
            Sealed::Vapi { key } => ProviderSecret::Vapi { key: Secret::new(key) },
            Sealed::Twilio { auth_token, api_key_secret, vapi_key_secret } => ProviderSecret::Twilio {
                auth_token: Secret::new(auth_token),
                api_key_secret: api_key_secret.map(Secret::new),
                vapi_key_secret: vapi_key_secret.map(Secret::new),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_before_vapi_had_keys_still_opens() {
        let sealed = br#"{"provider":"twilio","auth_token":"token","api_key_secret":null}"#;
        let opened = ProviderSecret::decode(sealed).expect("opens");
        assert!(opened.vapi_key().is_none());
        let with_key = opened.with_vapi_key(Some(Secret::new("key-for-vapi")));
        let again = ProviderSecret::decode(&with_key.encode().expect("encodes")).expect("opens");
        assert_eq!(again.vapi_key().map(Secret::expose), Some("key-for-vapi"));
    }
}
