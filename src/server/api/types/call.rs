//! Calls.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Date, Time};
use crate::{
    domain::{
        appointment::AppointmentId,
        call::{
            CallCursor, CallEventId, CallEventView, CallId, CallOutcome, CallPage, CallPart, CallState,
            CallView, DayFigures, Direction, EndedGroup, Figures, FiguresView, Grouped, Line, Outcomes,
            OutcomesOf, Retention, RetentionForm, RetentionView, Span, Speaker,
        },
        contact::ContactId,
        ids::{AgentId, NumberId, OperationId},
        phone::E164,
    },
    server::api::version_of,
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
    /// What was booked in it.
    pub appointments: Vec<AppointmentId>,
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
            appointments,
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
            appointments: appointments.into_iter().map(|booked| booked.id).collect(),
            events: events.into_iter().map(CallEvent::from).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresParams {
    /// How many days, today included; 30 without.
    #[param(inline)]
    pub days: Option<Span>,
}

/// How calls ended. Those that go on have no outcome yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOutcomes {
    pub calls: u32,
    pub answered: u32,
    pub missed: u32,
    pub failed: u32,
}

impl From<Outcomes> for CallOutcomes {
    fn from(Outcomes { calls, answered, missed, failed }: Outcomes) -> Self {
        Self { calls, answered, missed, failed }
    }
}

/// The figures of some calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallSums {
    pub outcomes: CallOutcomes,
    /// Seconds of talk of the call in the middle; `null` where nobody talked.
    pub median_seconds: Option<i64>,
    /// Millionths of a US dollar, of the calls whose cost Vapi has told.
    pub cost_micros: i64,
    /// The calls whose cost it has not told.
    pub without_cost: u32,
}

impl From<Figures> for CallSums {
    fn from(Figures { outcomes, median_secs, cost_micros, without_cost }: Figures) -> Self {
        Self { outcomes: outcomes.into(), median_seconds: median_secs, cost_micros, without_cost }
    }
}

/// The figures of a day, in the zone of the token's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallDay {
    pub date: Date,
    pub sums: CallSums,
}

impl From<DayFigures> for CallDay {
    fn from(DayFigures { day, figures }: DayFigures) -> Self {
        Self { date: Date::of(day), sums: figures.into() }
    }
}

/// How the calls of an agent or a number ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallGroup {
    /// The name of the agent, or the number; `null` for calls without one.
    pub of: Option<String>,
    pub outcomes: CallOutcomes,
}

/// The groups with the most calls first, and all that are not among them in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallGroups {
    pub listed: Vec<CallGroup>,
    pub others: Option<CallOutcomes>,
}

impl CallGroups {
    fn of<T>(Grouped { listed, others }: Grouped<T>, name: fn(T) -> String) -> Self {
        let group = |OutcomesOf { of, outcomes }: OutcomesOf<T>| CallGroup {
            of: of.map(name),
            outcomes: outcomes.into(),
        };
        Self { listed: listed.into_iter().map(group).collect(), others: others.map(CallOutcomes::from) }
    }
}

/// The figures of the calls of some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallFigures {
    pub all: CallSums,
    /// The oldest first.
    pub days: Vec<CallDay>,
    pub agents: CallGroups,
    pub numbers: CallGroups,
}

impl From<FiguresView> for CallFigures {
    fn from(FiguresView { now: _, days, all, agents, numbers }: FiguresView) -> Self {
        let days = days.into_iter().map(CallDay::from).collect();
        let agents = CallGroups::of(agents, |name| name);
        let numbers = CallGroups::of(numbers, |number: E164| number.as_str().to_owned());
        Self { all: all.into(), days, agents, numbers }
    }
}

/// For how many days calls are kept; what is left out is kept for as long as the organisation is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionBody {
    /// From 1 to 3650, as the others.
    #[serde(default)]
    pub recording_days: Option<u32>,
    /// The transcript with its summary; it takes the recording along.
    #[serde(default)]
    pub transcript_days: Option<u32>,
    /// The whole call.
    #[serde(default)]
    pub call_days: Option<u32>,
}

impl From<Retention> for RetentionBody {
    fn from(Retention { recording, transcript, call }: Retention) -> Self {
        Self { recording_days: recording, transcript_days: transcript, call_days: call }
    }
}

impl RetentionBody {
    /// The version of whatever has these days.
    pub fn version(&self) -> i64 {
        version_of(self)
    }
}

impl From<RetentionBody> for RetentionForm {
    fn from(RetentionBody { recording_days, transcript_days, call_days }: RetentionBody) -> Self {
        let typed = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
        Self { recording: typed(recording_days), transcript: typed(transcript_days), call: typed(call_days) }
    }
}

/// For how many days calls are kept, and what has still to be deleted at Vapi.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallRetention {
    pub recording_days: Option<u32>,
    pub transcript_days: Option<u32>,
    pub call_days: Option<u32>,
    /// Calls that are erased here, and that Vapi has not deleted yet.
    pub waiting: u32,
    /// When the first of them was erased.
    pub waiting_since: Option<Time>,
    /// Calls that are erased here, and are in an account at Vapi that is not connected any more.
    pub elsewhere: u32,
    /// The newest operation that deletes them.
    pub operation: Option<OperationId>,
    /// The version that its `ETag` names, which changes with whatever a PUT replaces.
    pub version: i64,
}

impl From<RetentionView> for CallRetention {
    fn from(view: RetentionView) -> Self {
        let RetentionView {
            now: _,
            retention,
            waiting,
            waiting_since,
            elsewhere,
            connected: _,
            operation,
            deleted: _,
        } = view;
        Self {
            recording_days: retention.recording,
            transcript_days: retention.transcript,
            call_days: retention.call,
            waiting,
            waiting_since: waiting_since.map(Time::from),
            elsewhere,
            operation,
            version: RetentionBody::from(retention).version(),
        }
    }
}
