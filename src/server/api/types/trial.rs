//! Conversations in writing, by which agents are tried.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::CallLine;
use crate::domain::{
    ids::AgentId,
    trial::{TrialForm, TrialView},
};

/// The conversation of the token's person with an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trial {
    pub agent: AgentId,
    /// Whether its assistant is at Vapi, and Vapi connected.
    pub can_answer: bool,
    /// Whether the assistant is what is saved here.
    pub in_step: bool,
    /// In the order in which it was said.
    pub lines: Vec<CallLine>,
    /// The sum of what Vapi told, in millionths of a US dollar.
    pub cost_micros: i64,
    /// Whether the answer to a turn is waited for.
    pub asking: bool,
    /// The turns that the organisation may take today.
    pub left_today: u32,
}

impl From<TrialView> for Trial {
    fn from(view: TrialView) -> Self {
        let TrialView {
            now: _,
            agent,
            name: _,
            can_answer,
            in_step,
            lines,
            cost_micros,
            asking,
            left_today,
            phone: _,
        } = view;
        let lines = lines.into_iter().map(CallLine::from).collect();
        Self { agent, can_answer, in_step, lines, cost_micros, asking, left_today }
    }
}

/// A turn of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SayBody {
    /// At most 1000 characters.
    pub said: String,
}

impl From<SayBody> for TrialForm {
    fn from(SayBody { said }: SayBody) -> Self {
        Self { said }
    }
}
