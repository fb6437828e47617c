//! What goes when something is disconnected, removed or deleted: shown by name
//! before it is asked for.

use serde::{Deserialize, Serialize};

use super::{agent::AgentView, ids::OperationId, number::NumberView, phone::E164, provider::Provider};

/// A number, and the agent that loses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedNumber {
    pub e164: E164,
    pub agent: Option<String>,
}

/// Before disconnecting a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisconnectView {
    pub now: i64,
    pub provider: Provider,
    /// `AC•••• 1234` or `•••• 1234`; none when it is not connected (any more).
    pub account: Option<String>,
    /// At Vapi: taken out of there, and given their webhooks back at Twilio.
    pub numbers: Vec<AffectedNumber>,
    /// Gone here alone: not at Vapi, and not on their way there.
    pub only_here: Vec<E164>,
    /// Agents that stay, and whose assistants at Vapi are deleted.
    pub assistants: Vec<String>,
    /// Managed numbers, which leave Vapi too, and stay the org's.
    pub stays: Vec<AffectedNumber>,
    /// What is done at which provider.
    pub happens: Vec<(Provider, Vec<Happening>)>,
    /// Imports that are stopped.
    pub stopped: Vec<E164>,
    /// The last clean-up of this provider: where a second click leads.
    pub operation: Option<OperationId>,
}

impl DisconnectView {
    /// Before anything that depends on the provider is looked at.
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

    /// Whether it is done at any provider.
    pub fn does(&self, happening: Happening) -> bool {
        self.happens.iter().any(|(_, happens)| happens.contains(&happening))
    }
}

/// What a clean-up does at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    NumbersDeleted,
    AssistantsDeleted,
    /// Each number has those again that it had before AVA.
    WebhooksReturned,
    /// The API key that Twilio made for Vapi.
    KeyRevoked,
}

/// Before removing a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveNumberView {
    pub now: i64,
    pub number: NumberView,
    /// It is at Vapi, from where it is taken out.
    pub at_vapi: bool,
}

/// Before deleting an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAgentView {
    pub now: i64,
    pub agent: AgentView,
    pub numbers: Vec<Affected>,
    /// Where its numbers can go instead.
    pub other_agents: bool,
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
    /// It loses who answers it.
    Nobody,
    /// It was on its way to this agent only, and stops there.
    Stops,
    /// It was to go over to this agent, and stays with the one of this name.
    StaysWith(String),
    /// It goes over to the one of this name, as was asked for.
    GoesTo(String),
}
