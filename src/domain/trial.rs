//! A conversation in writing with an agent, by which people try it before callers do.

use serde::{Deserialize, Serialize};

use super::{
    call::{Line, Speaker},
    codes::codes,
    form::form,
    ids::AgentId,
    phone::E164,
};

/// Characters of what a person says in a turn.
pub const MAX_SAID: u32 = 1000;
/// Turns of a conversation: Vapi reads all of it again with each, which costs more each time.
pub const MAX_TURNS: u32 = 30;

form! {
    /// A turn of the person.
    pub struct TrialForm {
        pub said: String at Said,
    }
}

form! {
    /// The number on which a person wants to be rung.
    pub struct PhoneForm {
        pub number: String at Number,
    }
}

form! {
    /// The code that was read to it.
    pub struct PhoneCodeForm {
        pub code: String at Code,
    }
}

codes! {
    /// The steps by which a person's phone is confirmed.
    pub enum PhoneState {
        /// None is known, or its code has run out.
        Unknown = "unknown",
        /// A code was read to it.
        Asked = "asked",
        Confirmed = "confirmed",
    }
}

/// Minutes for which a code counts.
pub const CODE_MINUTES: u32 = 10;
/// The longest that an agent talks with whoever it rang to be tried.
pub const MAX_CALL_MINUTES: u32 = 5;

/// A person's own phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneView {
    pub number: Option<E164>,
    pub state: PhoneState,
    /// The number of the organisation that it is rung from; `None` where none is at Vapi.
    pub rings_from: Option<E164>,
    /// The calls that the organisation may make today, by which people try agents.
    pub left_today: u32,
}

/// The page of a person's conversation with an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialView {
    pub now: i64,
    pub agent: AgentId,
    pub name: String,
    /// Whether its assistant is at Vapi, and Vapi connected.
    pub can_answer: bool,
    /// Whether the assistant is what is saved here.
    pub in_step: bool,
    /// In the order in which it was said; nothing has a time.
    pub lines: Vec<Line>,
    /// The sum of what Vapi told, in millionths of a US dollar.
    pub cost_micros: i64,
    /// Whether the answer to a turn is waited for.
    pub asking: bool,
    /// The turns that the organisation may take today.
    pub left_today: u32,
    pub phone: PhoneView,
}

/// The turns that the person has taken.
pub fn turns(lines: &[Line]) -> u32 {
    let taken = lines.iter().filter(|line| line.by == Speaker::Caller).count();
    u32::try_from(taken).unwrap_or(u32::MAX)
}
