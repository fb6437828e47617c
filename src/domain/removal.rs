//! The effects of disconnecting, removing and deleting: shown by name before they are asked for.

use serde::{Deserialize, Serialize};

use super::{agent::AgentView, ids::OperationId, number::NumberView, phone::E164, provider::Provider};

/// A number, and the agent that loses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedNumber {
    pub e164: E164,
    pub agent: Option<String>,
}

/// The view before disconnecting a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisconnectView {
    pub now: i64,
    pub provider: Provider,
    /// `AC•••• 1234` or `•••• 1234`; `None` if it is not connected (any more).
    pub account: Option<String>,
    /// The numbers at Vapi: they are taken out of there, and given their webhooks back at Twilio.
    pub numbers: Vec<AffectedNumber>,
    /// The numbers that go here alone: they are not at Vapi, and not on their way there.
    pub only_here: Vec<E164>,
    /// Agents that stay, and whose assistants at Vapi are deleted.
    pub assistants: Vec<String>,
    /// Managed numbers, which leave Vapi too, and stay the org's.
    pub stays: Vec<AffectedNumber>,
    /// The effects at each provider.
    pub happens: Vec<(Provider, Vec<Happening>)>,
    /// Imports that are stopped.
    pub stopped: Vec<E164>,
    /// The last clean-up of this provider: where a second click leads.
    pub operation: Option<OperationId>,
}

impl DisconnectView {
    /// The view before anything that depends on the provider is looked up.
    pub fn new(now: i64, provider: Provider) -> Self {
        Self {
            now,
            provider,
            account: None,
            numbers: Vec::new(),
            only_here: Vec::new(),
            assistants: Vec::new(),
            stays: Vec::new(),
            happens: Vec::new(),
            stopped: Vec::new(),
            operation: None,
        }
    }

    /// Whether `happening` takes place at any provider.
    pub fn does(&self, happening: Happening) -> bool {
        self.happens.iter().any(|(_, happens)| happens.contains(&happening))
    }
}

/// An effect of a clean-up at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    NumbersDeleted,
    AssistantsDeleted,
    /// Each number has the webhooks again that it had before AVA.
    WebhooksReturned,
    /// The API key that Twilio made for Vapi is revoked.
    KeyRevoked,
    /// The OpenAI key that Vapi was given is deleted there.
    KeyTakenBack,
    /// The consent is taken back at Google.
    ConsentRevoked,
    /// The consent stays at Google: another organisation here goes on with it.
    ConsentStays,
}

/// The view before removing a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveNumberView {
    pub now: i64,
    pub number: NumberView,
    /// Whether the number is at Vapi, from where it is taken out.
    pub at_vapi: bool,
}

/// The view before deleting an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAgentView {
    pub now: i64,
    pub agent: AgentView,
    pub numbers: Vec<Affected>,
    /// Whether there are other agents that its numbers can go to.
    pub other_agents: bool,
    /// Whether it has hours or services of its own.
    pub has_own_booking: bool,
}

/// A number that an agent answers or was to answer, and what becomes of it
/// without the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub e164: E164,
    pub then: AfterDeletion,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterDeletion {
    /// Nobody answers the number any more.
    Nobody,
    /// The number was on its way to this agent only, and stops there.
    Stops,
    /// The number was to go over to this agent, and stays with the agent of this name.
    StaysWith(String),
    /// The number goes over to the agent of this name, as was asked for.
    GoesTo(String),
}
