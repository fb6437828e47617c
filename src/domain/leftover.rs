//! What AVA made at a provider and does not use: mostly something made twice, by a
//! node that woke too late, or whose answer was lost. Nothing is done about one by
//! itself, since a person may have copied it there.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    ids::FindingId,
    provider::{Provider, twilio, vapi},
};

codes! {
    pub enum LeftoverKind {
        /// Another one of an agent, which answers no number.
        Assistant = "assistant",
        /// An API key for Vapi that Vapi does not have.
        Key = "key",
        /// Another address of a managed number.
        Address = "address",
        /// Another account inside the operator's, which has no number.
        Account = "account",
    }
}

impl LeftoverKind {
    /// Where it is.
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
    /// The provider's id of it.
    pub object: String,
    /// The agent's or the number's; of a key or an account its own.
    pub name: String,
    pub found_at: i64,
}
