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
        agent::{AgentSpec, Language, SpeaksFirst, Temperature},
        ids::AgentId,
        voices::VoiceProvider,
    },
    server::providers::twilio::TwilioAuth,
};

const TRANSCRIBER: &str = "nova-3";
/// ElevenLabs' default model speaks English only.
const MULTILINGUAL: &str = "eleven_turbo_v2_5";
/// Deepgram's voices, by the generation that has them.
const AURA_1: &str = "aura";
const AURA_2: &str = "aura-2";

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
    /// Left out where the model takes no choice: it has its own then.
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
}

impl<'a> Voice<'a> {
    fn of(spec: &'a AgentSpec) -> Self {
        let provider = spec.voice.provider;
        let model = match provider {
            VoiceProvider::ElevenLabs if spec.language != Language::En => Some(MULTILINGUAL),
            VoiceProvider::Deepgram if spec.voice.is_of_former_generation() => Some(AURA_1),
            VoiceProvider::Deepgram => Some(AURA_2),
            VoiceProvider::ElevenLabs
            | VoiceProvider::Vapi
            | VoiceProvider::OpenAi
            | VoiceProvider::Azure
            | VoiceProvider::PlayHt
            | VoiceProvider::Cartesia => None,
        };
        let language = (provider == VoiceProvider::Vapi).then(|| spoken(spec.language));
        Self { provider: provider.code(), voice_id: &spec.voice.id, model, language }
    }
}

/// As version 1 of Vapi's own voices, which is meant where none is named, writes
/// the language that they speak.
const fn spoken(language: Language) -> &'static str {
    match language {
        Language::En => "en-US",
        Language::Fr => "fr-FR",
        Language::Es => "es-ES",
        Language::De => "de",
        Language::It => "it",
        Language::Pt => "pt-PT",
        Language::Nl => "nl",
    }
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
                temperature: spec.chosen_temperature().map(Temperature::value),
                messages: [Message { role: "system", content: &spec.instructions }],
            },
            voice: Voice::of(spec),
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

/// How Vapi signs in to Twilio: by one of both. The other is left out and stays
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
    /// Vapi's own default would take the number's messages.
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

/// None of these answers: `null`, which Vapi is seen to take for "none", and only
/// where something is set. Its document says so of no property, and has no other way
/// to say it.
pub(super) fn nobody(answerers: &[NumberField]) -> Map<String, Value> {
    answerers.iter().map(|field| (field.name().to_owned(), Value::Null)).collect()
}
