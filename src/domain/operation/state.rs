//! The state of an operation, what it waits for, and how it ended.

use serde::{Deserialize, Serialize};

use crate::domain::{codes::codes, provider::Provider};

codes! {
    pub enum OperationState {
        /// The operation waits its turn: the next worker that is free takes it.
        Queued = "queued",
        /// A worker has the operation, or had it when its node died.
        Running = "running",
        /// AVA tries again at `next_attempt_at`.
        Retrying = "retrying",
        Waiting = "waiting",
        Done = "done",
        Failed = "failed",
        /// A person stopped the operation.
        Stopped = "stopped",
        /// A clean-up that does not get on by itself: a person has to help.
        NeedsAttention = "needs_attention",
    }
}

impl OperationState {
    /// Whether it goes on by itself, now or later.
    pub const fn is_open(self) -> bool {
        self.is_claimable() || matches!(self, OperationState::Waiting)
    }

    /// Whether a worker has it, or takes it when it is due.
    pub const fn is_claimable(self) -> bool {
        matches!(self, OperationState::Queued | OperationState::Running | OperationState::Retrying)
    }

    /// Whether it is not over and no worker's turn: it waits for a time, for something that
    /// is missing, or for a person.
    pub const fn is_paused(self) -> bool {
        matches!(self, OperationState::Retrying | OperationState::Waiting | OperationState::NeedsAttention)
    }

    /// Whether nothing more will happen to it.
    pub const fn is_over(self) -> bool {
        matches!(self, OperationState::Done | OperationState::Failed | OperationState::Stopped)
    }
}

/// The thing that an operation waits for; the transaction that brings it wakes the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum WaitingFor {
    /// A key of this provider.
    Provider(Provider),
    /// An agent that is in step at Vapi.
    Agent,
    /// A person's decision: the number is bound to another assistant.
    Takeover,
    /// A person's decision: somebody or something else answers the messages that Vapi
    /// is to have.
    Messages,
    /// A person's decision: somebody changed the assistant at Vapi.
    Conflict,
    /// A person's decision: somebody deleted the assistant at Vapi.
    Gone,
    /// The end of another operation on the same thing.
    Operation,
}

impl WaitingFor {
    pub const fn code(self) -> &'static str {
        match self {
            WaitingFor::Provider(provider) => provider.code(),
            WaitingFor::Agent => "agent",
            WaitingFor::Takeover => "takeover",
            WaitingFor::Messages => "messages",
            WaitingFor::Conflict => "conflict",
            WaitingFor::Gone => "gone",
            WaitingFor::Operation => "operation",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let others =
            [Self::Agent, Self::Takeover, Self::Messages, Self::Conflict, Self::Gone, Self::Operation];
        let providers = Provider::ALL.into_iter().map(Self::Provider);
        others.into_iter().chain(providers).find(|known| known.code() == code)
    }

    /// Whether a person decides it on the operation's own page: whether calls or
    /// messages are taken from whoever answers them.
    pub const fn asks_to_take(self) -> bool {
        matches!(self, WaitingFor::Takeover | WaitingFor::Messages)
    }
}

impl From<Provider> for WaitingFor {
    fn from(provider: Provider) -> Self {
        WaitingFor::Provider(provider)
    }
}

impl From<WaitingFor> for String {
    fn from(thing: WaitingFor) -> Self {
        thing.code().to_owned()
    }
}

impl TryFrom<String> for WaitingFor {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or("nothing that an operation waits for")
    }
}

codes! {
    /// The outcome of an import.
    pub enum ImportOutcome {
        /// AVA made the number at Vapi.
        Imported = "imported",
        /// The number was at Vapi already, and is ours now.
        Adopted = "adopted",
        /// The number was at Vapi and bound to this agent already.
        AlreadyLinked = "already_linked",
        /// The number was taken over from another assistant, after asking.
        TakenOver = "taken_over",
    }
}
