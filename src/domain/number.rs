//! Phone numbers of an org, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    ids::{AgentId, NumberId, OperationId},
    phone::E164,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberState {
    /// Asked for; not yet seen in the account, so that it blocks nobody.
    Requested,
    /// On its way to Vapi.
    Importing,
    /// At Vapi, bound, and proved.
    Ready,
    /// The import ended without success.
    Failed,
    /// No longer ours; kept as history.
    Released,
}

impl NumberState {
    pub const ALL: [NumberState; 5] = [
        NumberState::Requested,
        NumberState::Importing,
        NumberState::Ready,
        NumberState::Failed,
        NumberState::Released,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            NumberState::Requested => "requested",
            NumberState::Importing => "importing",
            NumberState::Ready => "ready",
            NumberState::Failed => "failed",
            NumberState::Released => "released",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberView {
    pub id: NumberId,
    pub e164: E164,
    pub state: NumberState,
    pub agent: Option<(AgentId, String)>,
    /// When Vapi and Twilio last agreed that it can answer.
    pub proved_at: Option<i64>,
    /// The operation that brought it, or is bringing it.
    pub operation: Option<OperationId>,
    /// A person left it with the assistant that it is linked to elsewhere.
    pub left: bool,
}

/// A number that the connected Twilio account owns, for the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedNumber {
    pub e164: E164,
    pub label: String,
    pub voice: bool,
    /// Already in AVA for this org.
    pub known: bool,
}
