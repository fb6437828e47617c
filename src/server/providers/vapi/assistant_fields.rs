//! Each part of an agent in an assistant: how AVA writes it there, and how it is read
//! back, with indulgence, since somebody may have set it to anything that Vapi's console
//! offers. A value that AVA does not offer is read as Vapi writes it.

use serde_json::{Value, json};

use super::assistant::is_system;
use crate::domain::{
    agent::{AgentForm, AgentSpec, Facet, Language, SpeaksFirst, Temperature},
    models,
    voices::VoiceProvider,
};

const AGENT_FIRST: &str = "assistant-speaks-first";
const CALLER_FIRST: &str = "assistant-waits-for-user";
const GENERATED_FIRST: &str = "assistant-speaks-first-with-model-generated-message";

const MODEL_PROVIDER: &str = "openai";
const TRANSCRIBER_PROVIDER: &str = "deepgram";
const TRANSCRIBER: &str = "nova-3";
/// ElevenLabs' default model speaks English only.
const MULTILINGUAL: &str = "eleven_turbo_v2_5";
/// Deepgram's voices, by the generation that has them.
const AURA_1: &str = "aura";
const AURA_2: &str = "aura-2";

/// The behaviour of an assistant that does not set these.
const TEMPERATURE: &str = "0.5";
const SECONDS: f64 = 600.0;

pub(super) struct AssistantField {
    /// Writes the part into the body of a change. An empty text is sent, too: left out,
    /// the old one would stay.
    pub write: fn(&AgentSpec, &mut Value),
    /// Reads the part out of an assistant, which may lack it.
    pub read: fn(&Value, &mut AgentForm),
}

pub(super) const fn field(facet: Facet) -> AssistantField {
    match facet {
        Facet::Name => AssistantField {
            write: |spec, body| body["name"] = json!(spec.name),
            read: |there, form| form.name = there["name"].as_str().unwrap_or_default().to_owned(),
        },
        Facet::Language => AssistantField {
            write: |spec, body| {
                body["transcriber"] = json!({
                    "provider": TRANSCRIBER_PROVIDER, "model": TRANSCRIBER, "language": spec.language.code(),
                });
            },
            read: |there, form| {
                form.language = of_provider(&there["transcriber"], TRANSCRIBER_PROVIDER, ':', "language");
            },
        },
        Facet::SpeaksFirst => AssistantField {
            write: |spec, body| body["firstMessageMode"] = json!(mode(spec.speaks_first)),
            read: |there, form| {
                form.speaks_first = speaks_first(&text(&there["firstMessageMode"])).to_owned()
            },
        },
        Facet::Greeting => AssistantField {
            write: |spec, body| body["firstMessage"] = json!(spec.greeting),
            read: |there, form| form.greeting = text(&there["firstMessage"]),
        },
        Facet::Instructions => AssistantField {
            write: |spec, body| {
                body["model"]["messages"] = json!([{ "role": "system", "content": spec.instructions }]);
            },
            read: |there, form| form.instructions = instructions(&there["model"]),
        },
        Facet::Voice => AssistantField {
            write: |spec, body| body["voice"] = voice(spec),
            read: |there, form| {
                let voice = &there["voice"];
                *form = std::mem::take(form).with_voice(&text(&voice["provider"]), &text(&voice["voiceId"]));
            },
        },
        Facet::Model => AssistantField {
            write: |spec, body| {
                body["model"]["provider"] = json!(MODEL_PROVIDER);
                body["model"]["model"] = json!(spec.model);
            },
            read: |there, form| form.model = of_provider(&there["model"], MODEL_PROVIDER, '/', "model"),
        },
        Facet::Temperature => AssistantField {
            // The temperature is left out where the model takes no choice: it has its own then.
            write: |spec, body| {
                if let Some(chosen) = spec.chosen_temperature() {
                    body["model"]["temperature"] = json!(chosen.value());
                }
            },
            read: |there, form| form.temperature = temperature(&there["model"]),
        },
        Facet::MaxDuration => AssistantField {
            write: |spec, body| body["maxDurationSeconds"] = json!(spec.max_duration.seconds()),
            read: |there, form| {
                let seconds = there["maxDurationSeconds"].as_f64().unwrap_or(SECONDS);
                form.max_duration = (seconds / 60.0).to_string();
            },
        },
    }
}

const fn mode(first: SpeaksFirst) -> &'static str {
    match first {
        SpeaksFirst::Agent => AGENT_FIRST,
        SpeaksFirst::Generated => GENERATED_FIRST,
        SpeaksFirst::Caller => CALLER_FIRST,
    }
}

fn speaks_first(mode: &str) -> &str {
    match mode {
        "" | AGENT_FIRST => SpeaksFirst::Agent.code(),
        CALLER_FIRST => SpeaksFirst::Caller.code(),
        GENERATED_FIRST => SpeaksFirst::Generated.code(),
        other => other,
    }
}

fn voice(spec: &AgentSpec) -> Value {
    let provider = spec.voice.provider;
    let mut voice = json!({ "provider": provider.code(), "voiceId": spec.voice.id });
    match provider {
        VoiceProvider::ElevenLabs if spec.language != Language::En => voice["model"] = json!(MULTILINGUAL),
        VoiceProvider::Deepgram if spec.voice.is_of_former_generation() => voice["model"] = json!(AURA_1),
        VoiceProvider::Deepgram => voice["model"] = json!(AURA_2),
        VoiceProvider::Vapi => voice["language"] = json!(spoken(spec.language)),
        VoiceProvider::ElevenLabs
        | VoiceProvider::OpenAi
        | VoiceProvider::Azure
        | VoiceProvider::PlayHt
        | VoiceProvider::Cartesia => {}
    }
    voice
}

/// The code of a language for version 1 of Vapi's own voices, which is meant where no
/// version is named.
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

fn temperature(model: &Value) -> String {
    let name = model["model"].as_str().filter(|_| model["provider"] == MODEL_PROVIDER);
    match &model["temperature"] {
        Value::Null if name.is_some_and(|name| !models::takes_temperature(name)) => {
            Temperature::ONLY.to_string()
        }
        Value::Null => TEMPERATURE.to_owned(),
        set => set.as_f64().map_or_else(|| text(set), |set| set.to_string()),
    }
}

fn instructions(model: &Value) -> String {
    let messages = model["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let system = messages.iter().find(|message| is_system(message));
    system.map(|message| text(&message["content"])).unwrap_or_default()
}

/// The text of a value; `null` is an empty text.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The plain value where the provider is the one that AVA sets, else with the other
/// provider's name before it.
fn of_provider(object: &Value, provider: &str, between: char, name: &str) -> String {
    let value = text(&object[name]);
    match &object["provider"] {
        Value::Null => value,
        set if set == provider => value,
        other => format!("{}{between}{value}", text(other)),
    }
}
