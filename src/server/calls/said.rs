//! What Vapi says of a call, by an event or in its list: each property may be absent, empty or of
//! another type, and then says nothing.

use serde_json::Value;

use crate::domain::{
    call::{CallState, Direction, Line, Speaker},
    moment,
    phone::E164,
};

/// Bytes and turns of what was said in one call; the rest is left out.
const MAX_TRANSCRIPT: usize = 512 * 1024;
const MAX_TURNS: usize = 5_000;
const MAX_SUMMARY: usize = 8 * 1024;
const MAX_CODE: usize = 128;
/// A time in seconds is smaller, one in milliseconds larger.
const MILLIS_SINCE: f64 = 1e11;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub vapi_call_id: String,
    /// Vapi's id of the account.
    pub vapi_org: Option<String>,
    pub direction: Option<Direction>,
    pub state: Option<CallState>,
    pub ended_reason: Option<String>,
    pub assistant_id: Option<String>,
    /// Vapi's id of the org's own number.
    pub number_id: Option<String>,
    pub own_number: Option<E164>,
    pub caller: Option<E164>,
    pub begun_at: Option<i64>,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub summary: Option<String>,
    /// All that was said, once the call is over.
    pub transcript: Option<Vec<Line>>,
    /// One turn, while it goes on.
    pub line: Option<Line>,
    pub cost_micros: Option<i64>,
    pub recorded: bool,
    /// When it was said.
    pub at: Option<i64>,
}

impl Said {
    /// `None` for an event of no call.
    pub fn by_event(message: &Value) -> Option<Self> {
        let mut said = Self::of_call(&message["call"])?;
        said.at = time(&message["timestamp"]);
        let number = &message["phoneNumber"];
        said.own_number = said.own_number.or_else(|| phone(&number["number"]));
        said.number_id = said.number_id.or_else(|| text(&number["id"], MAX_CODE));
        said.assistant_id = said.assistant_id.or_else(|| text(&message["assistant"]["id"], MAX_CODE));
        said.caller = said.caller.or_else(|| caller(&message["customer"]["number"]));
        match message["type"].as_str().unwrap_or_default() {
            "status-update" => {
                said.state = state(&message["status"]).or(said.state);
                said.ended_reason = text(&message["endedReason"], MAX_CODE).or(said.ended_reason);
                match said.state {
                    Some(CallState::InProgress) => said.answered_at = said.answered_at.or(said.at),
                    Some(CallState::Ended) => said.ended_at = said.ended_at.or(said.at),
                    Some(CallState::Ringing) | None => {}
                }
            }
            "end-of-call-report" => {
                said.state = Some(CallState::Ended);
                said.ended_reason = text(&message["endedReason"], MAX_CODE).or(said.ended_reason);
                said.answered_at = time(&message["startedAt"]).or(said.answered_at);
                said.ended_at = time(&message["endedAt"]).or(said.ended_at).or(said.at);
                said.learn_end(message);
            }
            kind if kind.starts_with("transcript") && message["transcriptType"] == "final" => {
                said.state = Some(CallState::InProgress);
                said.line = line(&message["role"], &message["transcript"], said.at);
            }
            "hang" | "speech-update" | "user-interrupted" => said.state = Some(CallState::InProgress),
            // Vapi has deleted the call, which is over for all that AVA knows.
            "call.deleted" => said.state = Some(CallState::Ended),
            _ => {}
        }
        Some(said)
    }

    /// Reads a call as `GET /call` lists it.
    pub fn by_list(call: &Value) -> Option<Self> {
        let mut said = Self::of_call(call)?;
        said.at = time(&call["updatedAt"]);
        said.learn_end(call);
        if said.state != Some(CallState::Ended) {
            // What was said so far comes by events, and whole at the end.
            said.transcript = None;
        }
        Some(said)
    }

    fn of_call(call: &Value) -> Option<Self> {
        let direction = match call["type"].as_str() {
            Some("inboundPhoneCall") => Some(Direction::Inbound),
            Some("outboundPhoneCall") => Some(Direction::Outbound),
            Some("webCall" | "vapi.websocketCall") => Some(Direction::Web),
            _ => None,
        };
        Some(Self {
            vapi_call_id: text(&call["id"], MAX_CODE)?,
            vapi_org: text(&call["orgId"], MAX_CODE),
            direction,
            state: state(&call["status"]),
            ended_reason: text(&call["endedReason"], MAX_CODE),
            assistant_id: text(&call["assistantId"], MAX_CODE),
            number_id: text(&call["phoneNumberId"], MAX_CODE),
            own_number: phone(&call["phoneNumber"]["number"]),
            caller: caller(&call["customer"]["number"]),
            begun_at: time(&call["createdAt"]),
            answered_at: time(&call["startedAt"]),
            ended_at: time(&call["endedAt"]),
            cost_micros: cost(&call["cost"]),
            ..Self::default()
        })
    }

    /// Whether both name the same assistant and number.
    pub fn names_the_same(&self, other: &Self) -> bool {
        self.assistant_id == other.assistant_id
            && self.number_id == other.number_id
            && self.own_number == other.own_number
    }

    /// Reads the fields that the report and the list both have of a call that is over.
    fn learn_end(&mut self, of: &Value) {
        let artifact = &of["artifact"];
        self.summary =
            text(&of["analysis"]["summary"], MAX_SUMMARY).or_else(|| text(&of["summary"], MAX_SUMMARY));
        self.cost_micros = cost(&of["cost"]).or(self.cost_micros);
        let messages = [&artifact["messages"], &of["messages"]];
        self.transcript = messages.into_iter().find_map(|messages| Some(turns(messages.as_array()?)));
        let recordings = ["recordingUrl", "stereoRecordingUrl", "presignedMonoUrl", "presignedStereoUrl"];
        self.recorded = recordings.iter().any(|name| {
            [&artifact[*name], &of[*name]]
                .iter()
                .any(|value| value.as_str().is_some_and(|url| !url.is_empty()))
        }) || artifact["recording"].as_object().is_some_and(|parts| !parts.is_empty());
    }
}

fn turns(messages: &[Value]) -> Vec<Line> {
    let mut left = MAX_TRANSCRIPT;
    let mut turns = Vec::new();
    for message in messages {
        let at = time(&message["time"]);
        let lines = match message["toolCalls"].as_array() {
            Some(calls) => calls.iter().filter_map(|call| tool(call, at)).collect(),
            None => line(&message["role"], &message["message"], at).into_iter().collect::<Vec<_>>(),
        };
        for line in lines {
            let Some(rest) = left.checked_sub(line.text.len()) else { return turns };
            if turns.len() == MAX_TURNS {
                return turns;
            }
            left = rest;
            turns.push(line);
        }
    }
    turns
}

/// Whether a transcript takes one more turn of this text.
pub fn takes(transcript: &[Line], text: &str) -> bool {
    let bytes: usize = transcript.iter().map(|line| line.text.len()).sum();
    transcript.len() < MAX_TURNS && bytes + text.len() <= MAX_TRANSCRIPT
}

fn tool(call: &Value, at: Option<i64>) -> Option<Line> {
    let name = text(&call["function"]["name"], MAX_CODE).or_else(|| text(&call["name"], MAX_CODE))?;
    Some(Line { by: Speaker::Tool, text: name, at })
}

/// `None` for what nobody said aloud, such as the instructions.
fn line(role: &Value, said: &Value, at: Option<i64>) -> Option<Line> {
    let by = match role.as_str()? {
        "assistant" | "bot" => Speaker::Agent,
        "user" => Speaker::Caller,
        _ => return None,
    };
    Some(Line { by, text: text(said, MAX_SUMMARY)?, at })
}

fn state(status: &Value) -> Option<CallState> {
    match status.as_str()? {
        "scheduled" | "queued" | "ringing" => Some(CallState::Ringing),
        "in-progress" | "forwarding" => Some(CallState::InProgress),
        "ended" | "not-found" | "deletion-failed" => Some(CallState::Ended),
        _ => None,
    }
}

fn phone(value: &Value) -> Option<E164> {
    E164::parse(value.as_str()?).ok()
}

/// What Twilio has in place of a number that is withheld or did not arrive: ANONYMOUS, RESTRICTED,
/// BLOCKED, UNKNOWN and UNAVAILABLE, as the keys of a telephone spell them.
const WITHHELD: [&str; 5] = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

/// The number of whoever calls: all who withhold theirs are not one caller.
fn caller(value: &Value) -> Option<E164> {
    phone(value).filter(|number| !WITHHELD.contains(&number.as_str()))
}

/// A text that is not blank, of so many bytes at most. PostgreSQL takes no NUL, which Vapi's list may
/// have as its events do.
fn text(value: &Value, most: usize) -> Option<String> {
    let text = value.as_str()?.trim();
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    (!text.is_empty()).then(|| text[..end].replace('\0', " "))
}

/// Milliseconds since the epoch, of a number or of a text such as `2026-11-21T07:36:00.000Z`.
fn time(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => moment::read_iso(text),
        Value::Number(number) => {
            let number = number.as_f64().filter(|number| (0.0..1e14).contains(number))?;
            let millis = if number < MILLIS_SINCE { number * 1000.0 } else { number };
            #[expect(clippy::cast_possible_truncation, reason = "it is within the bounds above")]
            let millis = millis as i64;
            (millis > 0).then_some(millis)
        }
        _ => None,
    }
}

/// US dollars as millionths.
fn cost(value: &Value) -> Option<i64> {
    let dollars = value.as_f64().filter(|dollars| (0.0..1e6).contains(dollars))?;
    #[expect(clippy::cast_possible_truncation, reason = "it is within the bounds above")]
    let micros = (dollars * 1e6).round() as i64;
    Some(micros)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_value_or_one_of_another_type_says_nothing() {
        for nothing in
            [json!(""), json!(" "), json!(null), json!(-1), json!(1e300), json!([]), json!({}), json!(true)]
        {
            let call = json!({
                "id": "c-1", "orgId": nothing, "type": nothing, "status": nothing, "endedReason": nothing, "assistantId": nothing,
                "phoneNumberId": nothing, "customer": { "number": nothing }, "createdAt": nothing, "cost": nothing,
            });
            let message = json!({
                "type": "end-of-call-report", "call": call, "timestamp": nothing, "startedAt": nothing,
                "endedAt": nothing, "cost": nothing, "analysis": { "summary": nothing }, "artifact": nothing,
            });
            let said = Said::by_event(&message).unwrap();
            let expected =
                Said { vapi_call_id: "c-1".into(), state: Some(CallState::Ended), ..Said::default() };
            assert_eq!(said, expected, "{nothing}");
        }
        assert_eq!(Said::by_event(&json!({ "type": "hang" })), None);
        assert_eq!(Said::by_event(&json!([])), None);
    }

    #[test]
    fn a_number_that_is_withheld_is_nobodys() {
        for withheld in ["anonymous", "+266696687", "266696687", "+7378742833", "+86282452253"] {
            let call = json!({ "id": "c-1", "customer": { "number": withheld } });
            let message = json!({ "type": "tool-calls", "call": call, "customer": { "number": withheld } });
            assert_eq!(Said::by_event(&message).unwrap().caller, None, "{withheld}");
            assert_eq!(Said::by_list(&call).unwrap().caller, None, "{withheld}");
        }
    }

    #[test]
    fn a_report_and_the_list_say_the_same() {
        let artifact = json!({ "recordingUrl": "https://x", "messages": [
            { "role": "system", "message": "You are" },
            { "role": "bot", "message": "Hello", "time": 1_795_246_560_000_i64 },
            { "role": "user", "message": "I am late", "time": 1_795_246_561_000_i64 },
            { "role": "tool_calls", "toolCalls": [{ "function": { "name": "look_up" } }], "time": 1_795_246_562_000_i64 },
        ] });
        let call = json!({
            "id": "c-1", "type": "inboundPhoneCall", "status": "ended", "endedReason": "customer-ended-call",
            "assistantId": "a-1", "phoneNumberId": "n-1", "customer": { "number": "+14155550199" },
            "createdAt": "2026-11-21T07:36:00.000Z", "startedAt": "2026-11-21T07:36:02Z",
            "endedAt": "2026-11-21T07:37:00.500Z", "cost": 0.0123, "analysis": { "summary": "Late." },
            "artifact": artifact, "updatedAt": "2026-11-21T07:37:01Z",
        });
        let listed = Said::by_list(&call).unwrap();
        let message = json!({
            "type": "end-of-call-report", "call": call, "endedReason": "customer-ended-call", "cost": 0.0123,
            "startedAt": call["startedAt"], "endedAt": call["endedAt"], "analysis": call["analysis"],
            "artifact": artifact, "timestamp": 1_795_246_621_000_i64,
        });
        let reported = Said::by_event(&message).unwrap();
        assert_eq!(reported, Said { at: reported.at, ..listed });
        assert_eq!(reported.cost_micros, Some(12_300));
        assert!(reported.recorded);
        let turns = reported.transcript.unwrap();
        assert_eq!(
            turns.iter().map(|line| line.by).collect::<Vec<_>>(),
            [Speaker::Agent, Speaker::Caller, Speaker::Tool]
        );
        assert_eq!(reported.ended_at, Some(1_795_246_620_500));
    }

    #[test]
    fn a_nul_in_the_list_is_not_kept() {
        let call = json!({
            "id": "c\0", "status": "ended", "endedReason": "x\0", "assistantId": "a\0",
            "analysis": { "summary": "Late\0r" }, "messages": [{ "role": "user", "message": "I\0am" }],
        });
        let said = Said::by_list(&call).unwrap();
        assert_eq!(said.summary.as_deref(), Some("Late r"));
        assert!(!format!("{said:?}").contains("\\0"), "{said:?}");
    }

    #[test]
    fn a_time_is_read_in_seconds_and_in_milliseconds() {
        assert_eq!(time(&json!(1_795_246_560)), Some(1_795_246_560_000));
        assert_eq!(time(&json!(1_795_246_560_007.4)), Some(1_795_246_560_007));
        assert_eq!(time(&json!("yesterday")), None);
    }
}
