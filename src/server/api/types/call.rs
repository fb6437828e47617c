//! Calls.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Date, Time};
use crate::domain::{
    call::{
        CallCursor, CallEventId, CallEventView, CallId, CallOutcome, CallPage, CallPart, CallState, CallView,
        Direction, EndedGroup, Line, Speaker,
    },
    contact::ContactId,
    ids::{AgentId, NumberId},
    phone::E164,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallsParams {
    /// The number of the other side as one dials it, or the beginnings of words that were said.
    pub search: String,
    #[param(inline)]
    pub agent: Option<AgentId>,
    #[param(inline)]
    pub number: Option<NumberId>,
    #[param(inline)]
    pub direction: Option<Direction>,
    #[param(inline)]
    pub outcome: Option<CallOutcome>,
    /// The day on which they began, in the zone of the token's person.
    #[param(inline)]
    pub day: Option<Date>,
    /// The last page's `next`.
    #[param(value_type = Option<String>)]
    pub after: Option<CallCursor>,
}

/// The contact of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallContact {
    pub id: ContactId,
    /// Empty where nobody has told it so far.
    pub name: String,
}

/// The organisation's number in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallNumber {
    pub number: E164,
    /// `null` once the organisation has it no more.
    pub id: Option<NumberId>,
}

/// The agent of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallAgent {
    pub name: String,
    /// `null` once it is deleted.
    pub id: Option<AgentId>,
}

/// A call in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Call {
    pub id: CallId,
    pub direction: Direction,
    pub state: CallState,
    /// `null` before the end.
    pub outcome: Option<CallOutcome>,
    /// The number of the other side; `null` where it is hidden.
    pub caller: Option<E164>,
    pub contact: Option<CallContact>,
    pub number: Option<CallNumber>,
    pub agent: Option<CallAgent>,
    pub begun_at: Time,
    pub answered_at: Option<Time>,
    pub ended_at: Option<Time>,
    /// Seconds of talk; `null` before the end, and where nobody answered.
    pub talk_seconds: Option<i64>,
    pub summary: Option<String>,
}

impl From<CallView> for Call {
    fn from(view: CallView) -> Self {
        let talk_seconds = view.length().map(|ms| ms / 1000);
        let CallView {
            id,
            direction,
            state,
            outcome,
            caller,
            contact,
            number,
            agent,
            begun_at,
            answered_at,
            ended_at,
            summary,
        } = view;
        Self {
            id,
            direction,
            state,
            outcome,
            caller,
            contact: contact.map(|(id, name)| CallContact { id, name }),
            number: number.map(|(number, id)| CallNumber { number, id }),
            agent: agent.map(|(name, id)| CallAgent { name, id }),
            begun_at: begun_at.into(),
            answered_at: answered_at.map(Time::from),
            ended_at: ended_at.map(Time::from),
            talk_seconds,
            summary,
        }
    }
}

/// A turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallLine {
    pub by: Speaker,
    /// The words; of a tool, its name.
    pub text: String,
    pub at: Option<Time>,
}

impl From<Line> for CallLine {
    fn from(Line { by, text, at }: Line) -> Self {
        Self { by, text, at: at.map(Time::from) }
    }
}

/// An event that Vapi sent of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallEvent {
    pub id: CallEventId,
    /// Vapi's name of it.
    pub kind: String,
    pub received_at: Time,
    /// When it was applied; `null` before that.
    pub done_at: Option<Time>,
    /// Its JSON as text, without secrets.
    pub payload: String,
}

impl From<CallEventView> for CallEvent {
    fn from(event: CallEventView) -> Self {
        let CallEventView { id, kind, received_at, done_at, payload } = event;
        Self { id, kind, received_at: received_at.into(), done_at: done_at.map(Time::from), payload }
    }
}

/// A call with what was said in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallDetails {
    #[serde(flatten)]
    pub call: Call,
    pub ended: Option<EndedGroup>,
    /// Vapi's code of why it ended, for people who may manage integrations.
    pub ended_code: Option<String>,
    /// In the order in which it was said.
    pub transcript: Vec<CallLine>,
    /// Millionths of a US dollar.
    pub cost_micros: Option<i64>,
    /// The address of the recording; `null` where the Vapi account that is connected has none.
    pub recording: Option<String>,
    /// The most that was erased of it.
    pub erased: Option<CallPart>,
    pub vapi_call_id: String,
    /// For people who may manage integrations.
    pub events: Vec<CallEvent>,
}

impl From<CallPage> for CallDetails {
    fn from(page: CallPage) -> Self {
        let CallPage {
            now: _,
            call,
            ended,
            ended_code,
            transcript,
            cost_micros,
            recorded,
            elsewhere,
            erased,
            vapi_call_id,
            events,
        } = page;
        let recording = (recorded && !elsewhere).then(|| format!("/api/calls/{}/recording", call.id));
        Self {
            call: call.into(),
            ended,
            ended_code,
            transcript: transcript.into_iter().map(CallLine::from).collect(),
            cost_micros,
            recording,
            erased,
            vapi_call_id,
            events: events.into_iter().map(CallEvent::from).collect(),
        }
    }
}
