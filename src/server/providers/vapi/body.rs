//! The bodies that AVA sends. Vapi refuses properties that it does not know
//! and replaces nested objects whole, so each body is written out in full.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    assistant_fields::field,
    tools,
    types::{NewNumber, NumberField},
};
use crate::{
    domain::{
        agent::{AgentSpec, Facet},
        ids::AgentId,
    },
    server::providers::twilio::TwilioAuth,
};

/// The metadata find the assistant again when the answer to its creation was lost. Without a
/// `listener`, nothing is said of a server, and what is set there stays.
pub(super) fn assistant(agent: &AgentId, spec: &AgentSpec, listener: Option<Listener<'_>>) -> Value {
    let mut body = json!({ "metadata": { "ava_agent_id": agent.as_str() } });
    for facet in Facet::ALL {
        (field(facet).write)(spec, &mut body);
    }
    if let Some(listener) = listener {
        listening(&mut body, listener);
        if listener.books {
            body["model"]["tools"] = tools::all().into();
        }
    }
    body
}

/// The body that changes only where an assistant sends its events.
pub(super) fn listener_body(listener: Listener<'_>) -> Value {
    let mut body = json!({});
    listening(&mut body, listener);
    body
}

fn listening(body: &mut Value, Listener { url, header, secret, .. }: Listener<'_>) {
    body["server"] = json!({ "url": url, "headers": { header: secret } });
    body["serverMessages"] = json!(LISTENED_TO);
}

/// Where an assistant sends what happens in its calls.
#[derive(Clone, Copy)]
pub struct Listener<'a> {
    pub url: &'a str,
    /// The header that is sent with each event, and its value.
    pub header: &'static str,
    pub secret: &'a str,
    /// Whether there is something to book, which the assistant is given tools for.
    pub books: bool,
}

/// The events that AVA reads: Vapi’s own choice has many more, several a second.
pub(super) const LISTENED_TO: [&str; 5] =
    ["status-update", "transcript[transcriptType=\"final\"]", "end-of-call-report", "tool-calls", "hang"];

/// Vapi's sign-in to Twilio: an Auth Token or an API key. The other is left out and stays
/// as it is there, since the document lets none of them be `null`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TwilioSecret<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_auth_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_api_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_api_secret: Option<&'a str>,
}

impl<'a> TwilioSecret<'a> {
    pub fn new(twilio: &'a TwilioAuth) -> Self {
        let api_key = twilio.api_key.as_ref();
        Self {
            twilio_auth_token: api_key.is_none().then(|| twilio.auth_token.expose()),
            twilio_api_key: api_key.map(|(sid, _)| sid.as_str()),
            twilio_api_secret: api_key.map(|(_, secret)| secret.expose()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportBody<'a> {
    provider: &'static str,
    number: &'a str,
    twilio_account_sid: &'a str,
    #[serde(flatten)]
    secret: TwilioSecret<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assistant_id: Option<&'a str>,
    /// Always sent: Vapi's own default would take the number's messages.
    sms_enabled: bool,
    name: &'a str,
}

impl<'a> ImportBody<'a> {
    pub fn new(new: &NewNumber<'a>) -> Self {
        Self {
            provider: "twilio",
            number: new.number.as_str(),
            twilio_account_sid: &new.twilio.account_sid,
            secret: TwilioSecret::new(new.twilio),
            assistant_id: new.assistant_id,
            sms_enabled: new.sms_enabled,
            name: new.name,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BindBody<'a> {
    pub assistant_id: &'a str,
}

/// Takes these answerers off: `null`, which Vapi is seen to take for "none", and only
/// where something is set. Its document allows that for no property, and has no other way
/// to say it.
pub(super) fn nobody(answerers: &[NumberField]) -> Map<String, Value> {
    answerers.iter().map(|field| (field.name().to_owned(), Value::Null)).collect()
}
