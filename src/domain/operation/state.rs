//! How an operation stands, what it waits for, how it ended.

use crate::domain::{codes::codes, provider::Provider};

codes! {
    pub enum OperationState {
        /// A worker has it, or will at once.
        Running = "running",
        /// Will be tried again at `next_attempt_at`.
        Retrying = "retrying",
        Waiting = "waiting",
        Done = "done",
        Failed = "failed",
        /// A person stopped it.
        Stopped = "stopped",
        /// A clean-up that does not get on by itself: a person has to help.
        Attention = "attention",
    }
}

impl OperationState {
    /// Goes on by itself, now or later.
    pub const fn is_open(self) -> bool {
        matches!(self, OperationState::Running | OperationState::Retrying | OperationState::Waiting)
    }

    /// Nothing more will happen to it.
    pub const fn is_over(self) -> bool {
        matches!(self, OperationState::Done | OperationState::Failed | OperationState::Stopped)
    }
}

codes! {
    /// What a waiting operation waits for; the transaction that brings it wakes it.
    pub enum WaitingFor {
        Vapi = "vapi",
        Twilio = "twilio",
        /// An agent that is in step at Vapi.
        Agent = "agent",
        /// A person's decision: the number is bound to another assistant.
        Takeover = "takeover",
        /// A person's decision: somebody or something else answers the messages that
        /// Vapi is to have.
        Messages = "messages",
        /// A person's decision: somebody changed the assistant at Vapi.
        Conflict = "conflict",
        /// A person's decision: somebody deleted the assistant at Vapi.
        Gone = "gone",
        /// Another operation on the same thing, to come to its end.
        Operation = "operation",
    }
}

impl WaitingFor {
    /// Whether a person decides it on the operation's own page: whether calls or
    /// messages are taken from whoever answers them.
    pub const fn asks_to_take(self) -> bool {
        matches!(self, WaitingFor::Takeover | WaitingFor::Messages)
    }
}

impl From<Provider> for WaitingFor {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::Vapi => WaitingFor::Vapi,
            Provider::Twilio => WaitingFor::Twilio,
        }
    }
}

codes! {
    /// How an import ended.
    pub enum ImportOutcome {
        /// AVA made it at Vapi.
        Imported = "imported",
        /// It was at Vapi already, and is ours now.
        Adopted = "adopted",
        /// It was at Vapi and bound to this agent already.
        AlreadyLinked = "already_linked",
        /// Taken over from another assistant, after asking.
        TakenOver = "taken_over",
    }
}
