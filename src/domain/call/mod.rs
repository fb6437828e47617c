//! Calls as pages see them.

mod ended;
mod figures;
mod query;
mod retention;
mod simulated;
mod transcript;

use serde::{Deserialize, Serialize};

pub use ended::{EndedGroup, is_lost_voice};
pub use figures::{DayFigures, Figures, FiguresView, Grouped, Outcomes, OutcomesOf, Span};
pub use query::{CallCursor, CallsQuery};
pub use retention::{CallPart, DeletedCall, MAX_DAYS, Retention, RetentionForm, RetentionView};
pub use simulated::{Delivery, ENDED, SimulatedCall, SimulatedCallForm};
pub use transcript::{Line, Speaker};

use super::{
    appointment::AppointmentId,
    codes::codes,
    contact::ContactId,
    ids::{AgentId, NumberId, ids},
    integrations::AgentChoice,
    phone::E164,
};

ids! {
    /// A call of an org.
    CallId,
    /// The id of an event that Vapi sent.
    CallEventId,
}

codes! {
    pub enum CallState {
        /// It is on its way, and nobody has answered yet.
        Ringing = "ringing",
        InProgress = "in_progress",
        Ended = "ended",
    }
}

codes! {
    /// The side that began the call.
    pub enum Direction {
        Inbound = "inbound",
        Outbound = "outbound",
        /// Somebody calls in a browser, without a number.
        Web = "web",
    }
}

codes! {
    /// The outcome of a call that is over.
    pub enum CallOutcome {
        /// Somebody spoke with the agent.
        Answered = "answered",
        /// Nobody was reached, or whoever called was gone.
        Missed = "missed",
        /// Something was wrong: the caller heard nothing, or was cut off.
        Failed = "failed",
    }
}

/// A call in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    pub id: CallId,
    pub direction: Direction,
    pub state: CallState,
    pub outcome: Option<CallOutcome>,
    /// The other side; `None` where it is hidden.
    pub caller: Option<E164>,
    /// The contact with the caller's number, and its name, which may be empty.
    pub contact: Option<(ContactId, String)>,
    /// The org's own number, with the id of that number while there is one.
    pub number: Option<(E164, Option<NumberId>)>,
    /// The agent's name, with its id while there is one.
    pub agent: Option<(String, Option<AgentId>)>,
    pub begun_at: i64,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub summary: Option<String>,
}

impl CallView {
    /// Milliseconds of talk; `None` before the end, and where nobody answered.
    pub fn length(&self) -> Option<i64> {
        Some((self.ended_at? - self.answered_at?).max(0))
    }
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsView {
    pub now: i64,
    pub calls: Vec<CallView>,
    /// Pass it as `before` for the next page.
    pub next: Option<CallCursor>,
    pub agents: Vec<AgentChoice>,
    pub numbers: Vec<(NumberId, E164)>,
    /// The last events that belong to no call of the org; empty for people who may not manage integrations.
    pub strays: Vec<CallEventView>,
    /// What is kept of events; `None` for people who may not manage integrations.
    pub kept: Option<KeptEvents>,
}

/// The stored events of calls, and those that were refused for want of room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptEvents {
    /// Events that are stored, and millions of bytes that they take, each with how many may be.
    pub events: (u32, u32),
    pub megabytes: (u32, u32),
    /// At least so many events were not stored in the last month, with when the last was.
    pub refused: Option<(u32, i64)>,
}

/// An event of a call, shown to people who may manage integrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEventView {
    pub id: CallEventId,
    /// Vapi's name of it.
    pub kind: String,
    pub received_at: i64,
    pub done_at: Option<i64>,
    /// The JSON, indented, without secrets.
    pub payload: String,
}

/// An appointment that was made in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedInCall {
    pub id: AppointmentId,
    pub service: String,
    pub starts_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPage {
    pub now: i64,
    pub call: CallView,
    pub ended: Option<EndedGroup>,
    /// Vapi's code of the reason.
    pub ended_code: Option<String>,
    /// In the order in which it was said.
    pub transcript: Vec<Line>,
    /// Millionths of a US dollar.
    pub cost_micros: Option<i64>,
    /// Whether Vapi made a recording.
    pub recorded: bool,
    /// Whether the recording is in another account at Vapi than the one that is connected.
    pub elsewhere: bool,
    /// The most that was erased of it.
    pub erased: Option<CallPart>,
    /// Vapi's id of the call.
    pub vapi_call_id: String,
    pub appointments: Vec<BookedInCall>,
    /// Empty for people who may not manage integrations.
    pub events: Vec<CallEventView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_that_was_answered_and_is_over_has_a_length() {
        let call = |answered_at, ended_at| CallView {
            id: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            direction: Direction::Inbound,
            state: CallState::Ended,
            outcome: None,
            caller: None,
            contact: None,
            number: None,
            agent: None,
            begun_at: 0,
            answered_at,
            ended_at,
            summary: None,
        };
        assert_eq!(call(Some(2_000), Some(95_000)).length(), Some(93_000));
        assert_eq!(call(Some(2_000), Some(1_000)).length(), Some(0), "clocks differ");
        assert_eq!(call(None, Some(95_000)).length(), None);
        assert_eq!(call(Some(2_000), None).length(), None);
    }
}
