//! Calls at Vapi: somebody rings a number, or an assistant rings somebody, and its server is sent what
//! happens.
//!
//! The events have the shapes of Vapi's document. They go to this machine alone.

use std::time::Duration;

use axum::http::StatusCode;
use reqwest::Client;
use serde_json::{Value, json};
use url::{Host, Url};

use super::derive;
use super::vapi_api::{bad_request, invalid};
use super::vapi_shape as shape;
use super::vapi_store::{Object, ObjectKind, Org, VapiRegion, text};
use super::wire::Answer;
use crate::domain::call::{Delivery, SimulatedCall, Speaker};

/// The simulated price of a second, in millionths of a dollar.
const MICROS_A_SECOND: u32 = 1_500;
/// Vapi's own deadline of an event.
const MAX_WAIT: Duration = Duration::from_secs(20);
/// The longest that a call waits for its next event while somebody watches.
const MAX_PAUSE: Duration = Duration::from_secs(20);

/// Events to be sent, and where to.
#[derive(Clone)]
pub(super) struct Ringing {
    pub(super) id: String,
    server: Option<Server>,
    events: Vec<Value>,
    /// The wait before the first of them.
    begins_after: Duration,
    /// How long the call waits before each.
    pause: Duration,
}

#[derive(Clone)]
struct Server {
    url: Url,
    headers: Vec<(String, String)>,
}

/// Makes the call, as the API lists it once it is over; `None` where no assistant has the number.
pub(super) fn ring(vapi: &mut VapiRegion, call: &SimulatedCall, now: i64, seq: i64) -> Option<Ringing> {
    let org = vapi.orgs.values_mut().find(|org| number_of(org, &call.number).is_some())?;
    let number = number_of(org, &call.number)?.clone();
    let assistant_id = text(&number, "assistantId")?.to_owned();
    let assistant = org.assistants.iter().find(|found| text(found, "id") == Some(&*assistant_id))?.clone();
    let talk = i64::from(call.seconds) * 1000;
    let reached = !matches!(call.ended_reason.as_str(), "customer-did-not-answer" | "customer-busy");
    let began = if call.live { now } else { now - talk };
    let made = made(&number, call, &Times { began, ended: began + talk, seq }, reached);
    let events = events(&made, call, began, reached);
    let ringing = Ringing::of(&assistant, call, &made, events);
    if let Value::Object(made) = made {
        org.calls.push(made);
    }
    Some(ringing)
}

/// The turns of a call that somebody asked for by the API, and its length in seconds.
const ANSWER: &str = "Hello?";
const ASKED_SECONDS: u32 = 10;

/// Makes a call that the API asks for. Its events are sent once it is answered for.
pub(super) fn dial(
    vapi: &mut VapiRegion,
    org_id: &str,
    body: &Object,
    now: i64,
    seq: i64,
) -> Result<(Answer, Ringing), Answer> {
    let wrong = shape::check("CreateCallDTO", body);
    if !wrong.is_empty() {
        return Err(invalid(wrong));
    }
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    let assistant_id = text(body, "assistantId").unwrap_or_default();
    let assistant = org.get(ObjectKind::Assistant, assistant_id).cloned().ok_or_else(|| {
        bad_request(format!("Couldn't Get Assistant. `assistantId` {assistant_id} Does Not Exist."))
    })?;
    let number_id = text(body, "phoneNumberId").unwrap_or_default();
    let mut number = org.get(ObjectKind::PhoneNumber, number_id).cloned().ok_or_else(|| {
        bad_request(format!("Couldn't Get Phone Number. `phoneNumberId` {number_id} Does Not Exist."))
    })?;
    let to = body.get("customer").and_then(|customer| customer["number"].as_str());
    let to = to.ok_or_else(|| bad_request("Need Either `customer` Or `customerId`".to_owned()))?;
    number.insert("assistantId".to_owned(), json!(assistant_id));
    let greeting = text(&assistant, "firstMessage").filter(|text| !text.is_empty()).unwrap_or("Hello.");
    let call = SimulatedCall {
        number: text(&number, "number").unwrap_or_default().to_owned(),
        caller: Some(to.to_owned()),
        script: vec![(Speaker::Caller, ANSWER.to_owned()), (Speaker::Agent, greeting.to_owned())],
        seconds: ASKED_SECONDS,
        ended_reason: "customer-ended-call".to_owned(),
        delivery: Delivery::InOrder,
        live: true,
        base: None,
    };
    let ended = now + i64::from(call.seconds) * 1000;
    let mut made = made(&number, &call, &Times { began: now, ended, seq }, true);
    made["type"] = json!("outboundPhoneCall");
    let events = events(&made, &call, now, true);
    let ringing = Ringing::of(&assistant, &call, &made, events);
    let mut queued = made.clone();
    if let (Some(queued), Value::Object(made)) = (queued.as_object_mut(), made) {
        queued.insert("status".to_owned(), json!("queued"));
        for later in ["startedAt", "endedAt", "endedReason", "artifact", "analysis", "cost"] {
            queued.remove(later);
        }
        org.calls.push(made);
    }
    Ok((Answer::json(StatusCode::CREATED, queued), ringing))
}

struct Times {
    began: i64,
    ended: i64,
    /// Makes the call another one than others of its moment.
    seq: i64,
}

fn number_of<'a>(org: &'a Org, number: &str) -> Option<&'a Object> {
    org.numbers.iter().find(|found| text(found, "number") == Some(number))
}

fn made(number: &Object, call: &SimulatedCall, times: &Times, reached: bool) -> Value {
    let at = |ms| Value::from(derive::iso8601(ms));
    let vapi_org = text(number, "orgId").unwrap_or_default();
    let seconds = if reached { call.seconds } else { 0 };
    let messages: Vec<Value> = if reached { messages(call, times.began) } else { Vec::new() };
    let said: Vec<String> = call.script.iter().map(|(_, text)| text.clone()).collect();
    let mut made = json!({
        "id": derive::uuid(&["call", vapi_org, &times.seq.to_string()]),
        "orgId": vapi_org,
        "type": "inboundPhoneCall",
        "phoneCallProvider": "twilio",
        "phoneCallProviderId": format!("CA{}", derive::hex32(&["call", &times.seq.to_string()])),
        "assistantId": number["assistantId"],
        "phoneNumberId": number["id"],
        "status": "ended",
        "endedReason": call.ended_reason,
        "createdAt": at(times.began),
        "updatedAt": at(times.ended),
        "endedAt": at(times.ended),
        "cost": f64::from(seconds * MICROS_A_SECOND) / 1e6,
        "customer": {},
    });
    if let Some(caller) = &call.caller {
        made["customer"]["number"] = json!(caller);
    }
    if reached {
        made["startedAt"] = at(times.began);
        made["analysis"] = json!({ "summary": said.first().cloned().unwrap_or_default() });
        made["artifact"] = json!({
            "messages": messages,
            "transcript": said.join("\n"),
            "recordingUrl": "https://storage.vapi.ai/simulated.wav",
        });
    }
    made
}

fn spoken_at(began: i64, seconds: u32, turns: usize, nth: usize) -> i64 {
    let turns = i64::try_from(turns.max(1)).unwrap_or(1);
    began + i64::from(seconds) * 1000 * i64::try_from(nth).unwrap_or(0) / turns
}

fn messages(call: &SimulatedCall, began: i64) -> Vec<Value> {
    let turn = |(nth, (by, text)): (usize, &(Speaker, String))| {
        let time = spoken_at(began, call.seconds, call.script.len(), nth);
        match by {
            Speaker::Agent => json!({ "role": "bot", "message": text, "time": time }),
            Speaker::Caller => json!({ "role": "user", "message": text, "time": time }),
            Speaker::Tool => json!({ "role": "tool_calls", "toolCalls": [used(text, nth)], "time": time }),
        }
    };
    let system = json!({ "role": "system", "message": "Instructions", "time": began });
    std::iter::once(system).chain(call.script.iter().enumerate().map(turn)).collect()
}

fn used(name: &str, nth: usize) -> Value {
    json!({ "id": format!("call_{nth}"), "type": "function", "function": { "name": name, "arguments": "{}" } })
}

/// The events that the simulator sends for the call, in order.
fn events(made: &Value, call: &SimulatedCall, began: i64, reached: bool) -> Vec<Value> {
    let about = |status: &str| {
        let mut about = made.clone();
        about["status"] = json!(status);
        if let (Some(about), true) = (about.as_object_mut(), status != "ended") {
            for later in ["endedAt", "endedReason", "artifact", "analysis", "cost"] {
                about.remove(later);
            }
        }
        about
    };
    let ended = began + if reached { i64::from(call.seconds) * 1000 } else { 0 };
    let event = |kind: &str, timestamp: i64, status: &str, more: Value| {
        let mut message = json!({ "type": kind, "timestamp": timestamp, "call": about(status), "customer": made["customer"] });
        if let (Some(message), Value::Object(more)) = (message.as_object_mut(), more) {
            message.extend(more);
        }
        json!({ "message": message })
    };
    let mut events = Vec::new();
    if reached {
        events.push(event("status-update", began, "in-progress", json!({ "status": "in-progress" })));
        for (nth, (by, said)) in call.script.iter().enumerate() {
            let at = spoken_at(began, call.seconds, call.script.len(), nth);
            events.push(match by {
                Speaker::Tool => {
                    event("tool-calls", at, "in-progress", json!({ "toolCallList": [used(said, nth)] }))
                }
                Speaker::Agent | Speaker::Caller => {
                    let role = if *by == Speaker::Agent { "assistant" } else { "user" };
                    let said = json!({ "role": role, "transcriptType": "final", "transcript": said });
                    event("transcript", at, "in-progress", said)
                }
            });
        }
    }
    let over = json!({ "status": "ended", "endedReason": call.ended_reason });
    events.push(event("status-update", ended, "ended", over));
    let report = json!({
        "endedReason": call.ended_reason, "startedAt": made["startedAt"], "endedAt": made["endedAt"],
        "cost": made["cost"], "analysis": made["analysis"], "artifact": made["artifact"],
    });
    events.push(event("end-of-call-report", ended, "ended", report));
    events
}

/// Whether the assistant's server is sent events of this type.
fn listens(assistant: &Object, kind: &str) -> bool {
    let Some(chosen) = assistant.get("serverMessages").and_then(Value::as_array) else { return true };
    chosen
        .iter()
        .filter_map(Value::as_str)
        .any(|chosen| chosen == kind || chosen.starts_with(&format!("{kind}[")))
}

fn delivered(mut events: Vec<Value>, delivery: Delivery) -> Vec<Value> {
    match delivery {
        Delivery::InOrder | Delivery::Late => {}
        Delivery::OutOfOrder => events.reverse(),
        Delivery::Twice => events = events.into_iter().flat_map(|event| [event.clone(), event]).collect(),
        Delivery::NoReport => {
            events.retain(|event| event["message"]["call"]["status"] != "ended");
        }
        Delivery::Never => events.clear(),
    }
    events
}

/// The assistant's server, where that is on this machine.
fn server(assistant: &Object, base: Option<&str>) -> Option<Server> {
    let server = assistant.get("server")?;
    let mut url = Url::parse(server["url"].as_str()?).ok()?;
    if let Some(base) = base {
        let base = Url::parse(base).ok()?;
        url.set_scheme(base.scheme()).ok()?;
        url.set_host(base.host_str()).ok()?;
        url.set_port(base.port()).ok()?;
    }
    let here = match url.host()? {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let headers = server["headers"].as_object().into_iter().flatten();
    let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    here.then(|| Server { url, headers: headers.collect() })
}

impl Ringing {
    fn of(assistant: &Object, call: &SimulatedCall, made: &Value, events: Vec<Value>) -> Self {
        let id = made["id"].as_str().unwrap_or_default().to_owned();
        let spoken = u32::try_from(events.len().max(1)).unwrap_or(1);
        let listened =
            |event: &Value| listens(assistant, event["message"]["type"].as_str().unwrap_or_default());
        let pause = (Duration::from_secs(u64::from(call.seconds)) / spoken).min(MAX_PAUSE);
        let pause = if call.live { pause } else { Duration::ZERO };
        let is_late = call.delivery == Delivery::Late;
        let (begins_after, pause) =
            if is_late { (pause * spoken, Duration::ZERO) } else { (Duration::ZERO, pause) };
        Self {
            id,
            server: server(assistant, call.base.as_deref()),
            events: delivered(events.into_iter().filter(listened).collect(), call.delivery),
            begins_after,
            pause,
        }
    }

    /// Sends the events, and returns the status of each answer; 0 for none.
    pub(super) async fn send(self) -> Vec<u16> {
        let Some(Server { url, headers }) = self.server else { return Vec::new() };
        #[expect(clippy::disallowed_methods, reason = "the simulated Vapi sends its events itself")]
        let client = Client::builder().no_proxy().tls_certs_only([]).timeout(MAX_WAIT).build();
        let Ok(client) = client else { return Vec::new() };
        let mut statuses = Vec::new();
        tokio::time::sleep(self.begins_after).await;
        for event in &self.events {
            tokio::time::sleep(self.pause).await;
            let mut request = client.post(url.clone()).json(event);
            for (name, value) in &headers {
                request = request.header(name, value);
            }
            statuses.push(request.send().await.map_or(0, |answer| StatusCode::as_u16(&answer.status())));
        }
        statuses
    }
}
