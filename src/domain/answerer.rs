//! The answerers of a number's calls or messages: one closed list of all that its settings
//! at Vapi and Twilio can name.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    provider::{Provider, twilio, vapi},
};

codes! {
    pub enum AnswererKind {
        Nobody = "nobody",
        /// Vapi answers; AVA did not look up who answers there.
        Vapi = "vapi",
        /// An agent of the org, by its name.
        Agent = "agent",
        /// An assistant at Vapi that is no agent of the org, by its name.
        Assistant = "assistant",
        /// A squad by its id at Vapi; workflows likewise.
        Squad = "squad",
        Workflow = "workflow",
        /// Vapi asks this host at each call who answers.
        Server = "server",
        /// Vapi forwards the calls to another number.
        Forwarding = "forwarding",
        /// A hook at Vapi acts before whoever would answer.
        Hook = "hook",
        /// A flow of Twilio Studio, by its SID.
        Flow = "flow",
        /// A TwiML application.
        Application = "application",
        /// A SIP trunk.
        Trunk = "trunk",
        /// An unknown service behind this address.
        Webhook = "webhook",
        /// A messaging service of Twilio's, by its name. Takes messages only.
        MessagingService = "messaging_service",
    }
}

impl AnswererKind {
    /// The provider at which it is set up.
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Self::Nobody => None,
            Self::Vapi
            | Self::Agent
            | Self::Assistant
            | Self::Squad
            | Self::Workflow
            | Self::Server
            | Self::Forwarding
            | Self::Hook => Some(vapi::PROVIDER),
            Self::Flow | Self::Application | Self::Trunk | Self::Webhook | Self::MessagingService => {
                Some(twilio::PROVIDER)
            }
        }
    }

    /// Whether AVA can have an agent answer in its place. A person has to take the others
    /// off at the provider.
    pub const fn can_be_replaced(self) -> bool {
        !matches!(self, Self::Hook | Self::Application | Self::Trunk | Self::MessagingService)
    }
}

/// A kind of answerer with its name, if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerer {
    pub kind: AnswererKind,
    #[serde(default)]
    pub name: Option<String>,
}

impl Answerer {
    pub const fn nameless(kind: AnswererKind) -> Self {
        Self { kind, name: None }
    }

    pub fn named(kind: AnswererKind, name: impl Into<String>) -> Self {
        Self { kind, name: Some(name.into()) }
    }
}
