//! A stored credential as a page sees it: everything but the secret.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    feature::Feature,
    health::{Checks, Severity},
    number::NumberSource,
    problem::Problem,
    provider::{Provider, PublicConfig, openai, twilio, vapi},
};

codes! {
    /// The state of a key, from its last check with the provider.
    pub enum CredentialStatus {
        /// The provider accepted it at `verified_at`.
        Connected = "connected",
        /// The provider accepted it, and does not answer about it now.
        Degraded = "degraded",
        /// Stored while the provider could not be reached; re-checked by itself.
        Unverified = "unverified",
        /// The provider refused it at the last check.
        Refused = "refused",
        /// This installation's keys do not open it.
        Unreadable = "unreadable",
    }
}

impl CredentialStatus {
    /// Whether its provider has accepted this very secret, and not refused it since.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Connected | Self::Degraded)
    }

    /// How well the key works; `None` while nobody knows.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Connected => Some(Severity::Up),
            Self::Degraded => Some(Severity::Degraded),
            Self::Refused | Self::Unreadable => Some(Severity::Down),
            Self::Unverified => None,
        }
    }
}

/// One of an org's accounts at a provider: its own, or the one that this installation holds
/// for it. A provider alone stands for the own one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub provider: Provider,
    pub source: NumberSource,
}

impl Account {
    pub const VAPI: Account = Account::own(vapi::PROVIDER);
    pub const TWILIO: Account = Account::own(twilio::PROVIDER);
    pub const OPENAI: Account = Account::own(openai::PROVIDER);
    /// The account in which managed numbers are bought.
    pub const MANAGED: Account = Account::twilio(NumberSource::Managed);

    pub const fn own(provider: Provider) -> Self {
        Self { provider, source: NumberSource::Byo }
    }

    /// The Twilio account that has the numbers of this source.
    pub const fn twilio(source: NumberSource) -> Self {
        Self { provider: twilio::PROVIDER, source }
    }

    /// The account at `provider` for work on numbers of this source: only Twilio's may be managed.
    pub fn at(provider: Provider, source: NumberSource) -> Self {
        if provider == twilio::PROVIDER { Self::twilio(source) } else { Self::own(provider) }
    }

    pub fn is_managed(self) -> bool {
        self.source == NumberSource::Managed
    }

    /// What an operator turns off to have nothing of the account offered.
    pub fn feature(self) -> Feature {
        if self.is_managed() { Feature::ManagedNumbers } else { self.provider.into() }
    }

    /// The account's code in seals and in the audit log.
    pub fn code(self) -> &'static str {
        if self.is_managed() { "twilio_managed" } else { self.provider.code() }
    }
}

impl From<Provider> for Account {
    fn from(provider: Provider) -> Self {
        Self::own(provider)
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
    pub checks: Checks,
}
