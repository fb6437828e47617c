//! The words of the sandbox: what its simulators hold, the faults that can be
//! injected into them, and the credentials that always fail in a known way.
//!
//! Plain data for the sandbox page and for the control interface. It must not
//! know how the simulators work, and it never carries a secret.

mod accounts;

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

pub use super::provider::SandboxProvider;
use super::{
    codes::codes,
    locale::{Locale, pick},
    phone::E164,
    secret_text::SecretText,
};

pub use accounts::{
    BIG_TWILIO_SID, BIG_TWILIO_TOKEN, DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET, PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN,
};

/// The header that every client of the control interface sends, whatever its value: no page
/// of another site can have a browser send it.
pub const CONTROL_HEADER: &str = "x-ava-sandbox";

impl SandboxProvider {
    /// The simulator's name: its provider's, unless that has several.
    #[must_use]
    pub const fn name(self, locale: Locale) -> &'static str {
        match self {
            Self::Vapi => pick!(locale, "Vapi, US", "Vapi, États-Unis"),
            Self::VapiEu => pick!(locale, "Vapi, EU", "Vapi, Europe"),
            Self::OpenaiUs => pick!(locale, "OpenAI, US", "OpenAI, États-Unis"),
            Self::OpenaiEu => pick!(locale, "OpenAI, EU", "OpenAI, Europe"),
            only => only.provider().name(),
        }
    }
}

codes! {
    /// The way in which a call goes wrong.
    pub enum FaultKind {
        /// The right answer, `latency_ms` later.
        Latency = "latency",
        /// Status 429, with `Retry-After` unless it is 0.
        RateLimited = "rate_limited",
        /// Status 401, as for a wrong key.
        Unauthorized = "unauthorized",
        /// Status 403.
        Forbidden = "forbidden",
        /// No credit left, or a limit used up, as each provider says it.
        Quota = "quota",
        /// Status 500.
        ServerError = "server_error",
        /// Status 503.
        Unavailable = "unavailable",
        /// No answer until the client gives up.
        Hang = "hang",
        /// The connection is dropped before the first byte of an answer.
        Reset = "reset",
        /// Status 200 with a body that is not JSON.
        Garbage = "garbage",
        /// The call waits before it takes effect, until it is released.
        HoldBefore = "hold_before",
        /// The call takes effect; its answer is withheld until it is released.
        HoldAfter = "hold_after",
    }
}

/// A fault to inject. Only `provider` and `kind` are required on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFault {
    pub provider: SandboxProvider,
    pub kind: FaultKind,
    /// Only calls with this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls whose path and query, below the provider's base, contain this.
    #[serde(default)]
    pub path_contains: Option<String>,
    /// Only calls with this credential: the Vapi key, or the Twilio account sid.
    #[serde(default)]
    pub scope: Option<SecretText>,
    /// How many calls the fault hits; 0 counts as 1.
    #[serde(default = "once")]
    pub remaining: u32,
    /// How many matching calls pass first.
    #[serde(default)]
    pub skip: u32,
    #[serde(default)]
    pub retry_after_secs: u32,
    #[serde(default)]
    pub latency_ms: u32,
}

const fn once() -> u32 {
    1
}

impl NewFault {
    /// A fault that hits the next call to the provider, whatever that is.
    #[must_use]
    pub const fn next_call(provider: SandboxProvider, kind: FaultKind) -> Self {
        Self {
            provider,
            kind,
            method: None,
            path_contains: None,
            scope: None,
            remaining: 1,
            skip: 0,
            retry_after_secs: 0,
            latency_ms: 0,
        }
    }

    /// The injected fault with this id.
    #[must_use]
    pub fn with_id(self, id: u64) -> Fault {
        Fault {
            id,
            provider: self.provider,
            kind: self.kind,
            method: self.method,
            path_contains: self.path_contains,
            scope: self.scope,
            remaining: self.remaining.max(1),
            skip: self.skip,
            retry_after_secs: self.retry_after_secs,
            latency_ms: self.latency_ms,
        }
    }
}

/// An injected fault, gone once `remaining` calls were hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub id: u64,
    pub provider: SandboxProvider,
    pub kind: FaultKind,
    pub method: Option<String>,
    pub path_contains: Option<String>,
    pub scope: Option<SecretText>,
    pub remaining: u32,
    pub skip: u32,
    pub retry_after_secs: u32,
    pub latency_ms: u32,
}

/// A call that reached a simulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub seq: u64,
    pub at_ms: i64,
    pub provider: SandboxProvider,
    pub method: String,
    /// Path and query, below the provider's base.
    pub path: String,
    /// Absent while the call runs, and for good when nobody got an answer.
    pub status: Option<u16>,
    pub correlation_id: Option<String>,
    pub fault: Option<FaultKind>,
    /// The Vapi key, masked where it is shown, or the Twilio account sid.
    pub scope: Option<SecretText>,
}

/// The state of the simulators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub vapi_orgs: Vec<VapiOrgRow>,
    pub assistants: Vec<AssistantRow>,
    pub vapi_numbers: Vec<VapiNumberRow>,
    pub vapi_credentials: Vec<VapiCredentialRow>,
    pub twilio_accounts: Vec<TwilioAccountRow>,
    pub twilio_numbers: Vec<TwilioNumberRow>,
    /// All numbers that were paid for, in their order, released ones too.
    pub purchases: Vec<PurchaseRow>,
    pub twilio_keys: Vec<TwilioKeyRow>,
    pub twilio_addresses: Vec<TwilioAddressRow>,
    /// The mails that arrived, newest first.
    pub mails: Vec<MailRow>,
    /// The calls that read something to a phone, newest first.
    pub spoken: Vec<SpokenRow>,
    pub google_consents: Vec<GoogleConsentRow>,
    /// The calls, newest first.
    pub calls: Vec<Call>,
    pub faults: Vec<Fault>,
    /// Calls that wait to be released.
    pub held: u32,
}

impl Snapshot {
    /// The numbers at either provider that can be called, each once.
    #[must_use]
    pub fn numbers(&self) -> Vec<E164> {
        let at_twilio = self.twilio_numbers.iter().filter(|row| row.voice).map(|row| &row.phone_number);
        let at_vapi = self.vapi_numbers.iter().map(|row| &row.number);
        let mut numbers: Vec<&String> = at_twilio.chain(at_vapi).collect();
        numbers.sort();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| E164::parse(number).ok()).collect()
    }
}

impl Snapshot {
    /// The numbers at Vapi that an assistant answers.
    #[must_use]
    pub fn answered(&self) -> Vec<E164> {
        let answered = self.vapi_numbers.iter().filter(|row| row.assistant_id.is_some());
        answered.filter_map(|row| E164::parse(&row.number).ok()).collect()
    }
}

/// A call that Twilio made, with the words that it read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenRow {
    pub account_sid: String,
    pub at_ms: i64,
    pub from: String,
    pub to: String,
    pub words: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiOrgRow {
    pub provider: SandboxProvider,
    pub org_id: String,
    /// The last four characters of each key that was used.
    pub keys: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantRow {
    pub provider: SandboxProvider,
    pub org_id: String,
    pub id: String,
    pub name: Option<String>,
    pub model: Option<String>,
    pub voice: Option<String>,
    pub created_at: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiNumberRow {
    pub provider: SandboxProvider,
    pub org_id: String,
    pub id: String,
    pub number: String,
    pub twilio_account_sid: String,
    pub assistant_id: Option<String>,
    /// Absent when the number is bound to nothing, or to an assistant that no longer exists.
    pub assistant_name: Option<String>,
    pub squad_id: Option<String>,
    pub workflow_id: Option<String>,
    pub server_url: Option<String>,
    pub status: String,
    pub sms_enabled: bool,
}

/// A key of another provider that a Vapi organisation keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapiCredentialRow {
    pub provider: SandboxProvider,
    pub org_id: String,
    pub id: String,
    pub name: String,
    /// The last four characters of the key.
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioAccountRow {
    pub sid: String,
    pub friendly_name: String,
    pub kind: String,
    pub status: String,
    pub numbers: u32,
    /// The account that contains this one.
    pub owner_sid: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseRow {
    pub account_sid: String,
    pub phone_number: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioKeyRow {
    pub sid: String,
    pub account_sid: String,
    pub friendly_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioAddressRow {
    pub sid: String,
    pub account_sid: String,
    pub friendly_name: String,
}

/// A consent that stands at Google.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleConsentRow {
    pub account: String,
    pub scopes: Vec<String>,
    /// The refresh tokens that work.
    pub tokens: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwilioNumberRow {
    pub sid: String,
    pub account_sid: String,
    pub phone_number: String,
    pub voice: bool,
    pub sms: bool,
    pub voice_url: String,
    pub sms_url: String,
    pub status_callback: String,
    pub trunk_sid: String,
    pub sms_application_sid: String,
    /// The region that handles its calls, where one was chosen.
    pub voice_region: String,
    /// The messaging service that has it.
    pub messaging_service: String,
}

/// A mail that a simulated server took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    pub at_ms: i64,
    /// The person who signed in to send it.
    pub user: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// The addresses of the simulated mail servers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServers {
    /// The issuer of their certificates.
    pub issuer_pem: String,
    pub start_tls: SocketAddr,
    pub tls: SocketAddr,
    /// Hosts with addresses of their own, some with none.
    pub odd: Vec<(String, Vec<SocketAddr>)>,
}

impl MailServers {
    /// Where a host’s server is simulated: on the port for TLS, one speaks that.
    #[must_use]
    pub fn at(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        let odd = self.odd.iter().find(|(odd, _)| odd == host);
        let usual = if port == 465 { self.tls } else { self.start_tls };
        odd.map_or_else(|| vec![usual], |(_, addresses)| addresses.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn simulators_differ_by_name() {
        for locale in Locale::ALL {
            let names: BTreeSet<_> = SandboxProvider::ALL.map(|provider| provider.name(locale)).into();
            assert_eq!(names.len(), SandboxProvider::ALL.len(), "{locale:?}: {names:?}");
        }
    }
}
