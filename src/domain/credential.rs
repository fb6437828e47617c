//! What a page may know of a stored credential: everything but the secret.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    number::NumberSource,
    problem::Problem,
    provider::{Provider, VapiRegion},
    vapi_key::VapiKey,
};

codes! {
    /// What AVA knows of a key, from its last check with the provider.
    pub enum CredentialStatus {
        /// The provider accepted it at `verified_at`.
        Connected = "connected",
        /// Stored while the provider could not be reached; re-checked by itself.
        Unverified = "unverified",
        /// The provider refused it at the last check.
        Refused = "refused",
        /// This installation's keys do not open it.
        Unreadable = "unreadable",
    }
}

/// Which of an org's accounts at a provider: its own, or the one that this
/// installation holds for it. A provider alone stands for the own one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub provider: Provider,
    pub source: NumberSource,
}

impl Account {
    pub const ALL: [Account; 3] =
        [Account::own(Provider::Vapi), Account::own(Provider::Twilio), Account::MANAGED];
    /// Where managed numbers are bought.
    pub const MANAGED: Account = Account::twilio(NumberSource::Managed);

    pub const fn own(provider: Provider) -> Self {
        Self { provider, source: NumberSource::Byo }
    }

    /// The one that numbers of this source are in.
    pub const fn twilio(source: NumberSource) -> Self {
        Self { provider: Provider::Twilio, source }
    }

    pub fn is_managed(self) -> bool {
        self.source == NumberSource::Managed
    }

    /// For what tells accounts apart by a text: seals and the audit log.
    pub fn code(self) -> &'static str {
        if self.is_managed() { "twilio_managed" } else { self.provider.code() }
    }
}

impl From<Provider> for Account {
    fn from(provider: Provider) -> Self {
        Self::own(provider)
    }
}

codes! {
    /// How AVA signs in to Twilio's REST API.
    #[derive(Default)]
    pub enum TwilioAuth {
        #[default]
        AuthToken = "auth_token",
        ApiKey = "api_key",
    }
}

/// The part of a credential that is no secret, by provider. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicConfig {
    Vapi {
        region: VapiRegion,
        /// The organisation that the key belongs to, once a resource told it.
        #[serde(default)]
        vapi_org: Option<String>,
    },
    Twilio {
        account_sid: String,
        auth: TwilioAuth,
        #[serde(default)]
        api_key_sid: Option<String>,
        /// The account's own name at Twilio.
        #[serde(default)]
        friendly_name: Option<String>,
        /// A trial account reaches verified callers only.
        #[serde(default)]
        trial: bool,
        /// The key that AVA makes for Vapi.
        #[serde(default)]
        vapi_key: VapiKey,
    },
}

impl PublicConfig {
    /// Of Twilio: which account it opens.
    pub fn account_sid(&self) -> Option<&str> {
        match self {
            Self::Twilio { account_sid, .. } => Some(account_sid),
            Self::Vapi { .. } => None,
        }
    }

    /// Whether both are known to be of one account. Of a Vapi organisation that
    /// has told nothing of itself that is not known.
    pub fn surely_same_account(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Vapi { region: a, vapi_org: Some(x) }, Self::Vapi { region: b, vapi_org: Some(y) }) => {
                a == b && x == y
            }
            (Self::Twilio { account_sid: a, .. }, Self::Twilio { account_sid: b, .. }) => a == b,
            _ => false,
        }
    }

    pub fn vapi_key(&self) -> Option<&VapiKey> {
        match self {
            Self::Twilio { vapi_key, .. } => Some(vapi_key),
            Self::Vapi { .. } => None,
        }
    }

    #[must_use]
    pub fn with_vapi_key(mut self, key: VapiKey) -> Self {
        if let Self::Twilio { vapi_key, .. } = &mut self {
            *vapi_key = key;
        }
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialView {
    pub status: CredentialStatus,
    pub config: PublicConfig,
    pub last4: String,
    pub fingerprint: String,
    pub saved_at: i64,
    pub saved_by: String,
    pub verified_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub problem: Option<Problem>,
}
