//! The bodies that AVA sends. Vapi refuses properties that it does not know
//! and replaces nested objects whole, so each body is written out in full.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    assistant::{AGENT_FIRST, CALLER_FIRST, GENERATED_FIRST, MODEL_PROVIDER, TRANSCRIBER_PROVIDER},
    types::{NewNumber, NumberField},
};
use crate::{
    domain::{
        agent::{AgentSpec, Language, SpeaksFirst},
        ids::AgentId,
        voices::VoiceProvider,
    },
    server::providers::twilio::TwilioAuth,
};

const TRANSCRIBER: &str = "nova-3";
/// ElevenLabs' default model speaks English only.
const MULTILINGUAL: &str = "eleven_turbo_v2_5";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssistantBody<'a> {
    name: &'a str,
    /// Sent when empty too: left out, the old one would stay.
    first_message: &'a str,
    first_message_mode: &'static str,
    model: Model<'a>,
    voice: Voice<'a>,
    transcriber: Transcriber,
    max_duration_seconds: u32,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Model<'a> {
    provider: &'static str,
    model: &'a str,
    temperature: f64,
    messages: [Message<'a>; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Voice<'a> {
    provider: &'static str,
    voice_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'static str>,
}

#[derive(Serialize)]
struct Transcriber {
    provider: &'static str,
    model: &'static str,
    language: &'static str,
}

/// Finds the assistant again when the answer to its creation was lost.
#[derive(Serialize)]
struct Metadata<'a> {
    ava_agent_id: &'a str,
}

impl<'a> AssistantBody<'a> {
    pub fn new(agent: &'a AgentId, spec: &'a AgentSpec) -> Self {
        let multilingual = spec.voice.provider == VoiceProvider::ElevenLabs && spec.language != Language::En;
        Self {
            name: &spec.name,
            first_message: &spec.greeting,
            first_message_mode: match spec.speaks_first {
                SpeaksFirst::Agent => AGENT_FIRST,
                SpeaksFirst::Generated => GENERATED_FIRST,
                SpeaksFirst::Caller => CALLER_FIRST,
            },
            model: Model {
                provider: MODEL_PROVIDER,
                model: &spec.model,
                temperature: spec.temperature.value(),
                messages: [Message { role: "system", content: &spec.instructions }],
            },
            voice: Voice {
                provider: spec.voice.provider.code(),
                voice_id: &spec.voice.id,
                model: multilingual.then_some(MULTILINGUAL),
            },
            transcriber: Transcriber {
                provider: TRANSCRIBER_PROVIDER,
                model: TRANSCRIBER,
                language: spec.language.code(),
            },
            max_duration_seconds: spec.max_duration.seconds(),
            metadata: Metadata { ava_agent_id: agent.as_str() },
        }
    }
}

/// How Vapi signs in to Twilio. It ignores the key where it has the token, so it
/// gets one of them, and loses the other: `null`, as for every optional property
/// (inferred; no source states it for these).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TwilioSecret<'a> {
    twilio_auth_token: Option<&'a str>,
    twilio_api_key: Option<&'a str>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_auth_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_api_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    twilio_api_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assistant_id: Option<&'a str>,
    /// Vapi's own default would take the number's messages.
    sms_enabled: bool,
    name: &'a str,
}

impl<'a> ImportBody<'a> {
    pub fn new(new: &NewNumber<'a>) -> Self {
        let secret = TwilioSecret::new(new.twilio);
        Self {
            provider: "twilio",
            number: new.number.as_str(),
            twilio_account_sid: &new.twilio.account_sid,
            twilio_auth_token: secret.twilio_auth_token,
            twilio_api_key: secret.twilio_api_key,
            twilio_api_secret: secret.twilio_api_secret,
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

/// None of these answers: `null`, which Vapi takes for "none", and only where
/// something is set.
pub(super) fn nobody(answerers: &[NumberField]) -> Map<String, Value> {
    answerers.iter().map(|field| (field.name().to_owned(), Value::Null)).collect()
}
