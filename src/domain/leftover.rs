//! Objects that AVA made at a provider and does not use. Most were made twice, by a node
//! that woke too late, or because an answer was lost. AVA deletes none by itself, since a
//! person may have copied it there.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    ids::FindingId,
    provider::{Provider, twilio, vapi},
};

codes! {
    pub enum LeftoverKind {
        /// A further assistant of an agent, which answers no number.
        Assistant = "assistant",
        /// An API key for Vapi that Vapi does not have.
        Key = "key",
        /// A further address of a managed number.
        Address = "address",
        /// A further account inside the operator's, which has no number.
        Account = "account",
    }
}

impl LeftoverKind {
    /// The provider that has it.
    pub const fn provider(self) -> Provider {
        match self {
            LeftoverKind::Assistant => vapi::PROVIDER,
            LeftoverKind::Key | LeftoverKind::Address | LeftoverKind::Account => twilio::PROVIDER,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    pub id: FindingId,
    pub kind: LeftoverKind,
    /// The provider's id of the object.
    pub object: String,
    /// The name of the agent or the number; of a key or an account its own.
    pub name: String,
    pub found_at: i64,
}
