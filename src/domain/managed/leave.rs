//! Releasing managed numbers, and switching between them and the org's own
//! Twilio account.

use serde::{Deserialize, Serialize};

use super::ManagedState;
use crate::domain::{
    form::form,
    ids::OperationId,
    number::{NumberSource, NumberView},
    removal::AffectedNumber,
};

/// The view before releasing: [`Page::ReleaseNumber`](crate::domain::view::Page), whose id
/// is the number's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseView {
    pub now: i64,
    pub number: NumberView,
    /// Agents that lose it, by name.
    pub agents: Vec<String>,
    /// Whether the number is at Vapi, from where it is taken out first.
    pub at_vapi: bool,
    /// Whether it is the org's last managed number: its account at Twilio then stays,
    /// empty, and AVA forgets the key to it.
    pub last: bool,
}

form! {
    /// Releasing cannot be undone: the last four digits are typed.
    pub struct ReleaseForm {
        pub last_four: String at LastFour,
    }
}

/// The view before switching: [`Page::SwitchNumbers`](crate::domain::view::Page), whose id
/// is the code of `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchView {
    pub now: i64,
    pub to: NumberSource,
    /// The numbers to leave. To the own account: managed numbers, which are released at
    /// Twilio for good. To managed ones: numbers of the own account, which leave Vapi and
    /// stay in that account.
    pub numbers: Vec<AffectedNumber>,
    /// `AC•••• 1234`, of the own account; `None` if it is not connected.
    pub account: Option<String>,
    pub state: ManagedState,
    /// The last switch in this direction: where a second click leads.
    pub operation: Option<OperationId>,
}

impl SwitchView {
    /// Whether there is anything to leave first.
    pub fn leaves_something(&self) -> bool {
        match self.to {
            NumberSource::Byo => !self.numbers.is_empty(),
            NumberSource::Managed => self.account.is_some(),
        }
    }
}

form! {
    pub struct SwitchForm {
        /// The code of a [`NumberSource`]; the page's address brings it back.
        pub to: String => not_kept,
        /// The person has read what goes.
        pub agree: bool at Agree => not_kept,
    }
}

impl SwitchForm {
    /// The numbers that are chosen.
    pub fn source(&self) -> Option<NumberSource> {
        NumberSource::from_code(self.to.trim())
    }
}
