//! The secret part of a credential, by provider, as it stands inside the seal.

/// A secret that is one key, named `key` inside the seal.
macro_rules! one_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            pub key: $crate::server::vault::secret::Secret,
        }

        impl super::SecretParts for $name {
            fn parts(&self) -> Vec<(&'static str, Option<&$crate::server::vault::secret::Secret>)> {
                vec![("key", Some(&self.key))]
            }

            fn from_parts(parts: &mut super::Parts) -> Option<Self> {
                Some(Self { key: parts.take("key")? })
            }

            fn main(&self) -> &$crate::server::vault::secret::Secret {
                &self.key
            }

            fn same(&self, other: &Self) -> bool {
                self.key.same(&other.key)
            }
        }
    };
}

use one_key;

mod google_calendar;
mod openai;
mod smtp;
mod twilio;
mod vapi;

use std::collections::BTreeMap;

pub use google_calendar::{AccessToken, GoogleCalendarSecret};
pub use openai::OpenaiSecret;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
pub use smtp::SmtpSecret;
pub use twilio::TwilioSecret;
pub use vapi::VapiSecret;
use zeroize::Zeroizing;

use super::{
    seal::{CannotOpen, Key, hex},
    secret::Secret,
};
use crate::domain::provider::Provider;

/// The part of a provider's credential that is kept sealed.
pub trait SecretParts: Sized {
    /// Its parts by the names that they have inside the seal, in their order.
    fn parts(&self) -> Vec<(&'static str, Option<&Secret>)>;

    /// Returns `None` where a part is missing without which there is no secret.
    fn from_parts(parts: &mut Parts) -> Option<Self>;

    /// The part that a person recognises by its end.
    fn main(&self) -> &Secret;

    /// Whether a person gave the same secret. Compared in constant time.
    fn same(&self, other: &Self) -> bool;
}

/// The parts that a seal held, of any provider.
pub struct Parts(BTreeMap<String, Option<Secret>>);

impl Parts {
    fn take(&mut self, name: &str) -> Option<Secret> {
        self.0.remove(name).flatten()
    }
}

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = BTreeMap::<String, Option<String>>::deserialize(deserializer)?;
        Ok(Self(parts.into_iter().map(|(name, part)| (name, part.map(Secret::new))).collect()))
    }
}

/// The name of the part that tells the provider.
const PROVIDER: &str = "provider";

/// The sealed form. It lives only as long as one call.
struct Sealed<'a>(Provider, Vec<(&'static str, Option<&'a Secret>)>);

impl Serialize for Sealed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.1.len()))?;
        map.serialize_entry(PROVIDER, self.0.code())?;
        for (name, part) in &self.1 {
            map.serialize_entry(name, &part.map(Secret::expose))?;
        }
        map.end()
    }
}

/// One line for each provider: its variant, and the type of its secret.
macro_rules! secrets {
    ($($variant:ident($secret:ty)),+ $(,)?) => {
        #[derive(Clone, Debug)]
        pub enum ProviderSecret { $($variant($secret)),+ }

        impl ProviderSecret {
            pub const fn provider(&self) -> Provider {
                match self { $(Self::$variant(_) => Provider::$variant),+ }
            }

            fn main(&self) -> &Secret {
                match self { $(Self::$variant(secret) => secret.main()),+ }
            }

            /// Whether a person gave the same secret. Compared in constant time.
            pub fn same(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(secret), Self::$variant(other)) => secret.same(other),)+
                    _ => false,
                }
            }

            fn parts(&self) -> Vec<(&'static str, Option<&Secret>)> {
                match self { $(Self::$variant(secret) => secret.parts()),+ }
            }

            fn from_parts(provider: Provider, parts: &mut Parts) -> Option<Self> {
                match provider {
                    $(Provider::$variant => <$secret>::from_parts(parts).map(Self::$variant)),+
                }
            }
        }

        $(
            impl $secret {
                /// Returns `None` where it is of another provider.
                pub const fn of(secret: &ProviderSecret) -> Option<&Self> {
                    match secret {
                        ProviderSecret::$variant(secret) => Some(secret),
                        _ => None,
                    }
                }
            }

            impl From<$secret> for ProviderSecret {
                fn from(secret: $secret) -> Self {
                    Self::$variant(secret)
                }
            }
        )+
    };
}

secrets! {
    Vapi(VapiSecret),
    Twilio(TwilioSecret),
    Openai(OpenaiSecret),
    Smtp(SmtpSecret),
    GoogleCalendar(GoogleCalendarSecret),
}

impl ProviderSecret {
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
        serde_json::to_vec(&Sealed(self.provider(), self.parts())).map(Zeroizing::new).map_err(|_| CannotOpen)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, CannotOpen> {
        let mut parts: Parts = serde_json::from_slice(bytes).map_err(|_| CannotOpen)?;
        let provider = parts.take(PROVIDER).and_then(|code| Provider::from_code(code.expose()));
        provider.and_then(|provider| Self::from_parts(provider, &mut parts)).ok_or(CannotOpen)
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

    #[test]
    fn what_is_sealed_stays_as_it_always_was() {
        for sealed in [
            r#"{"provider":"vapi","key":"a \"key\""}"#,
            r#"{"provider":"twilio","auth_token":"token","api_key_secret":null,"vapi_key_secret":"made"}"#,
            r#"{"provider":"openai","key":"sk-proj-0a"}"#,
            r#"{"provider":"google_calendar","refresh_token":"1//r","access_token":"ya29.a","access_renew_at":"17"}"#,
        ] {
            let opened = ProviderSecret::decode(sealed.as_bytes()).expect("opens");
            assert_eq!(opened.encode().expect("encodes").as_slice(), sealed.as_bytes());
        }
        for none in [r#"{"provider":"vapi"}"#, r#"{"key":"key"}"#, r#"{"provider":"nobody","key":"key"}"#] {
            assert!(ProviderSecret::decode(none.as_bytes()).is_err(), "{none}");
        }
    }
}
