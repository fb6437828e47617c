//! What was said in a call.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;

codes! {
    pub enum Speaker {
        Agent = "agent",
        Caller = "caller",
        /// The agent asked for something to be done, such as looking for an appointment.
        Tool = "tool",
    }
}

/// One turn of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub by: Speaker,
    /// The words of the turn; a tool's name for its use.
    pub text: String,
    /// Milliseconds since the epoch; `None` where Vapi did not say.
    pub at: Option<i64>,
}
