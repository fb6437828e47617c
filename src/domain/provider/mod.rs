//! The services that an org connects, and the one table of them.
//!
//! A provider is a row and a public part here, which the browser shares ([`ProviderSpec`],
//! [`AccountConfig`]), and three implementations: the server's
//! (`server::integrations::connectors`), the pages' with its sentences
//! (`app::integrations::services`) and the simulator (`server::sandbox::simulators`).
//! Nothing else names one in a `match`: code that all providers share goes by these, and
//! code for one of them is a part of its own modules.

pub mod google_calendar;
pub mod openai;
pub mod smtp;
mod spec;
pub mod twilio;
pub mod vapi;

use serde::{Deserialize, Serialize};
pub use spec::{FieldKind, FieldSpec, Held, ProviderSpec};

use super::{
    codes::codes,
    locale::{Locale, pick},
    problem::ProblemKind,
};

/// Whether two configurations open the same account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameAccount {
    Yes,
    No,
    /// The provider has not told enough to say.
    Unknown,
}

/// The public part of a provider's credential: what is known of the account that it
/// opens.
pub trait AccountConfig: Sized {
    /// Whether `other`, which is stored in place of this one, is of the same account.
    fn same_account(&self, other: &Self) -> SameAccount;

    /// The text by which people tell the account from others. `last4` ends its secret.
    fn masked(&self, last4: &str) -> String;

    /// The stored value of this field of the form. No secret.
    fn value(&self, field: &str) -> Option<String>;

    /// The host at which the account is asked about, where the provider has several: its region, or
    /// the server that a person named.
    fn host(&self) -> &str {
        ""
    }

    /// When the account's consent or key ends by itself, where its provider says so.
    fn expires_at(&self) -> Option<i64> {
        None
    }

    /// Drops what an earlier secret told, which says nothing of one that the provider has
    /// not accepted yet.
    #[must_use]
    fn unverified(self) -> Self;

    /// Adds what the former configuration knows: the provider could not be asked.
    #[must_use]
    fn remembering(self, former: &Self) -> Self;

    /// Takes what the provider `told`, and keeps what AVA itself has beside that.
    #[must_use]
    fn learning(&self, told: Self) -> Self;
}

/// Ties an [`AccountConfig`] to its provider in the table.
pub trait OfProvider: AccountConfig {
    const PROVIDER: Provider;

    /// `None` for the config of another provider.
    fn of(config: &PublicConfig) -> Option<&Self>;

    /// # Errors
    /// `Unreadable` if `config` is of another provider.
    fn read(config: &PublicConfig) -> Result<&Self, ProblemKind> {
        Self::of(config).ok_or(ProblemKind::Unreadable(Self::PROVIDER))
    }
}

/// One line for each provider, in the order of their cards: its variant, the public part of
/// its credential, its row, and the simulators that stand in for it. Makes the enums, the
/// lists of all, and the functions that go by the variant.
macro_rules! providers {
    ($($variant:ident($config:ty) = $row:path, simulated by [$($simulator:ident = $code:literal),*];)+) => {
        /// An enum, never a string: there is one Twilio.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Provider { $($variant),+ }

        codes! {
            /// A simulated service. Regions that share nothing are one each.
            #[derive(PartialOrd, Ord)]
            pub enum SandboxProvider { $($($simulator = $code,)*)+ }
        }

        impl SandboxProvider {
            /// The provider that it stands in for.
            #[must_use]
            pub const fn provider(self) -> Provider {
                match self { $($(Self::$simulator => Provider::$variant,)*)+ }
            }
        }

        impl Provider {
            pub const ALL: [Provider; [$(stringify!($variant)),+].len()] = [$(Provider::$variant),+];

            pub const fn spec(self) -> &'static ProviderSpec {
                match self { $(Provider::$variant => &$row),+ }
            }
        }

        /// The part of a credential that is no secret, by provider. Stored as JSON.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PublicConfig { $($variant($config)),+ }

        impl PublicConfig {
            pub const fn provider(&self) -> Provider {
                match self { $(Self::$variant(_) => Provider::$variant),+ }
            }

            /// See [`AccountConfig::same_account`].
            pub fn same_account(&self, other: &Self) -> SameAccount {
                match (self, other) {
                    $((Self::$variant(config), Self::$variant(other)) => config.same_account(other),)+
                    _ => SameAccount::No,
                }
            }

            /// See [`AccountConfig::masked`].
            pub fn masked(&self, last4: &str) -> String {
                match self { $(Self::$variant(config) => config.masked(last4)),+ }
            }

            /// See [`AccountConfig::value`].
            pub fn value(&self, field: &str) -> Option<String> {
                match self { $(Self::$variant(config) => config.value(field)),+ }
            }

            /// See [`AccountConfig::host`].
            pub fn host(&self) -> &str {
                match self { $(Self::$variant(config) => config.host()),+ }
            }

            /// See [`AccountConfig::expires_at`].
            pub fn expires_at(&self) -> Option<i64> {
                match self { $(Self::$variant(config) => config.expires_at()),+ }
            }

            /// See [`AccountConfig::unverified`].
            #[must_use]
            pub fn unverified(self) -> Self {
                match self { $(Self::$variant(config) => config.unverified().into()),+ }
            }

            /// See [`AccountConfig::remembering`].
            #[must_use]
            pub fn remembering(self, former: &Self) -> Self {
                match (self, former) {
                    $((Self::$variant(config), Self::$variant(former)) => config.remembering(former).into(),)+
                    (config, _) => config,
                }
            }

            /// See [`AccountConfig::learning`].
            #[must_use]
            pub fn learning(&self, told: Self) -> Self {
                match (self, told) {
                    $((Self::$variant(config), Self::$variant(told)) => config.learning(told).into(),)+
                    (_, told) => told,
                }
            }
        }

        $(
            impl OfProvider for $config {
                const PROVIDER: Provider = Provider::$variant;

                fn of(config: &PublicConfig) -> Option<&Self> {
                    match config {
                        PublicConfig::$variant(config) => Some(config),
                        _ => None,
                    }
                }
            }

            impl From<$config> for PublicConfig {
                fn from(config: $config) -> Self {
                    Self::$variant(config)
                }
            }
        )+
    };
}

providers! {
    Vapi(vapi::VapiConfig) = vapi::SPEC, simulated by [Vapi = "vapi", VapiEu = "vapi_eu"];
    Twilio(twilio::TwilioConfig) = twilio::SPEC, simulated by [Twilio = "twilio"];
    Openai(openai::OpenaiConfig) = openai::SPEC,
        simulated by [Openai = "openai", OpenaiUs = "openai_us", OpenaiEu = "openai_eu"];
    Smtp(smtp::SmtpConfig) = smtp::SPEC, simulated by [Smtp = "smtp"];
    GoogleCalendar(google_calendar::GoogleCalendarConfig) = google_calendar::SPEC,
        simulated by [Google = "google"];
}

impl Provider {
    /// The code by which it is stored, and that stands in a URL.
    pub const fn code(self) -> &'static str {
        self.spec().code
    }

    /// Its own name, the same in every language.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.code() == code)
    }

    /// The names of all providers, as a sentence lists them: “Vapi and Twilio”.
    pub fn all_names(locale: Locale) -> String {
        listed(pick!(locale, "and", "et"))
    }

    /// The same names for a sentence that means one of them: “Vapi or Twilio”.
    pub fn any_name(locale: Locale) -> String {
        listed(pick!(locale, "or", "ou"))
    }
}

/// The names of all providers, with `last` before the last one.
fn listed(last: &str) -> String {
    let names = Provider::ALL.map(Provider::name);
    match names.split_last() {
        Some((name, [])) => (*name).to_owned(),
        Some((name, before)) => format!("{} {last} {name}", before.join(", ")),
        None => String::new(),
    }
}

impl PublicConfig {
    /// Whether both are known to be of one account.
    pub fn surely_same_account(&self, other: &Self) -> bool {
        self.same_account(other) == SameAccount::Yes
    }

    /// Whether `other` is known to be of another account.
    pub fn is_left_for(&self, other: &Self) -> bool {
        self.same_account(other) == SameAccount::No
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_of_its_provider_and_names_its_fields_once() {
        for provider in Provider::ALL {
            let spec = provider.spec();
            assert_eq!((spec.provider, Provider::from_code(spec.code)), (provider, Some(provider)));
            let json = serde_json::to_value(provider).unwrap();
            assert_eq!(json, spec.code, "it is stored by its code, in JSON too");
            let names: BTreeSet<_> = spec.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), spec.fields.len(), "{provider:?}");
            for field in spec.fields {
                if let FieldKind::Choice(codes) = field.kind {
                    assert!(!codes.is_empty(), "{provider:?}: {}", field.name);
                }
            }
        }
    }

    #[test]
    fn a_config_is_stored_under_its_providers_code() {
        let stored = r#"{"vapi":{"region":"eu","vapi_org":null}}"#;
        let config: PublicConfig = serde_json::from_str(stored).unwrap();
        assert!(vapi::VapiConfig::of(&config).is_some());
        assert_eq!(serde_json::to_string(&config).unwrap(), stored);
        let stored = r#"{"twilio":{"account_sid":"AC1","auth":"auth_token","api_key_sid":null,"friendly_name":null,"trial":false,"vapi_key":{"state":"unwanted","former":[],"maker":null}}}"#;
        let config: PublicConfig = serde_json::from_str(stored).unwrap();
        assert!(twilio::TwilioConfig::of(&config).is_some());
        assert_eq!(serde_json::to_string(&config).unwrap(), stored);
    }
}
