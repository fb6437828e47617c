//! The integrations page in one read: readiness, checklist, cards.

use serde::{Deserialize, Serialize};

pub use super::account_numbers_query::AccountQuery;
use super::{
    codes::codes,
    credential::{CredentialStatus, CredentialView},
    drift::FindingKind,
    form::form,
    health::Severity,
    ids::{AgentId, NumberId, OperationId},
    managed::ManagedState,
    number::{NumberView, OwnedNumber},
    openai_key_at_vapi::HandOver,
    operation::{OperationKind, OperationState, OperationView, Subject},
    phone::E164,
    problem::Problem,
    provider::{OfProvider, Provider, twilio, vapi},
    readiness::{Break, CallPath},
};

/// The state with which the page begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    /// A call is answered.
    Ready { number: E164, agent: String, proved_at: i64 },
    /// An import is under way.
    Working { number: E164, operation: OperationId, state: OperationState },
    /// The number was proved, and has changed at the providers since.
    Drifted { number: E164, id: NumberId, kind: FindingKind },
    /// The number was proved, and a link of its chain is known to be broken since.
    Cut { number: E164, broken: Break },
    /// A key that everything depends on does not work any more.
    Broken { provider: Provider },
    /// The first missing link is a stored key whose provider could not be asked
    /// yet: nobody has anything to do.
    Unreached { provider: Provider },
    /// The first missing link.
    Missing(Link),
    /// The last import of the only number failed.
    Failed { number: E164, operation: OperationId },
}

impl Readiness {
    /// The number that it is about, if it is about one.
    pub const fn number(&self) -> Option<&E164> {
        match self {
            Self::Ready { number, .. }
            | Self::Working { number, .. }
            | Self::Drifted { number, .. }
            | Self::Cut { number, .. }
            | Self::Failed { number, .. } => Some(number),
            Self::Broken { .. } | Self::Unreached { .. } | Self::Missing(_) => None,
        }
    }
}

codes! {
    /// The links of the chain from a caller to an answer, in order.
    pub enum Link {
        ConnectVapi = "connect_vapi",
        MakeAgent = "make_agent",
        ConnectTwilio = "connect_twilio",
        NumberReady = "number_ready",
    }
}

impl Link {
    /// The provider whose key the link takes.
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Link::ConnectVapi => Some(vapi::PROVIDER),
            Link::ConnectTwilio => Some(twilio::PROVIDER),
            Link::MakeAgent | Link::NumberReady => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentChoice {
    pub id: AgentId,
    pub name: String,
    pub synced: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub provider: Provider,
    /// `None` if it is not connected.
    pub credential: Option<CredentialView>,
    /// The counts of numbers and agents that depend on it.
    pub numbers: u32,
    pub agents: u32,
    /// The count of numbers for which Vapi holds the Auth Token of this account.
    pub tokens_at_vapi: u32,
}

impl Card {
    /// Whether a key is stored that does not work any more.
    pub fn broken(&self) -> bool {
        self.severity() == Some(Severity::Down)
    }

    /// Whether a key is stored whose provider could not be asked about it yet.
    pub fn unreached(&self) -> bool {
        self.status() == Some(CredentialStatus::Unverified)
    }

    /// How well the stored key works; `None` if there is none, or nobody knows.
    pub fn severity(&self) -> Option<Severity> {
        self.status()?.severity()
    }

    /// Whether Vapi works with the stored key itself.
    pub fn is_at_vapi(&self) -> bool {
        let held = self.credential.as_ref();
        held.and_then(|held| held.config.hand_over()).is_some_and(HandOver::is_given)
    }

    fn status(&self) -> Option<CredentialStatus> {
        self.credential.as_ref().map(|credential| credential.status)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationsView {
    pub now: i64,
    pub readiness: Readiness,
    /// The links of the number that this is about.
    pub call_path: Option<CallPath>,
    /// Beside a number that can answer, the first that was proved, is meant to, and cannot.
    pub also_cut: Option<CallPath>,
    /// The links of the chain that hold.
    pub done: Vec<Link>,
    /// One for each provider, in their order.
    pub cards: [Card; Provider::ALL.len()],
    pub agents: Vec<AgentChoice>,
    pub numbers: Vec<NumberView>,
    pub google: GoogleSetup,
    /// Whether numbers can be bought here, without an own Twilio account.
    pub managed: ManagedState,
    /// The import to look at: the newest that is open or failed, with steps.
    pub import: Option<OperationView>,
    /// The clean-ups that are still under way at the providers, oldest first.
    pub cleanups: Vec<CleanupLine>,
}

/// The installation's client at Google.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleSetup {
    /// Whether the operator has given one.
    pub is_on: bool,
    /// The address that the operator pastes into Google's console.
    pub redirect: String,
}

/// A clean-up, or a key that is carried to Vapi, that goes on or asks for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanupLine {
    pub operation: OperationId,
    pub kind: OperationKind,
    /// The number or the provider that is gone here already.
    pub subject: Subject,
    pub state: OperationState,
    /// How many of its `steps` are over; for a carried key, how many numbers have it.
    pub done: u32,
    pub steps: u32,
    pub next_attempt_at: Option<i64>,
    /// The provider whose answer it waits for.
    pub stuck_at: Option<Provider>,
}

impl IntegrationsView {
    pub fn card(&self, provider: Provider) -> &Card {
        &self.cards[provider as usize]
    }

    /// The stored credential of the provider whose config is `C`.
    pub fn stored<C: OfProvider>(&self) -> Option<(&CredentialView, &C)> {
        let stored = self.card(C::PROVIDER).credential.as_ref()?;
        Some((stored, C::of(&stored.config)?))
    }

    /// Whether the org has connected an account of its own there.
    pub fn has(&self, provider: Provider) -> bool {
        self.card(provider).credential.is_some()
    }
}

/// The result of a successful *Save & check* or *Check now*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// The provider accepted the key.
    Accepted,
    /// Stored, but the provider could not be reached; re-checked by itself.
    Later,
}

form! {
    /// The form that brings a number of the connected account.
    pub struct ImportForm {
        /// A number picked from the account's list.
        pub picked: String,
        /// Or a typed number; wins over `picked`.
        pub number: String at Number,
        pub agent: String at Agent,
        pub sms: bool,
    }
}

/// A page of the connected Twilio account's numbers, or why they cannot be listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountNumbers {
    pub query: AccountQuery,
    pub numbers: Vec<OwnedNumber>,
    /// Pass it as `after` for the next page, if the account has more.
    pub next: Option<String>,
    pub problem: Option<Problem>,
}
