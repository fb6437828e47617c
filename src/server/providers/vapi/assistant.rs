//! An assistant as Vapi has it, read with indulgence: somebody may have set it
//! to anything that Vapi's console offers.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    domain::{
        agent::{AgentForm, SpeaksFirst, Temperature},
        ids::AgentId,
        models,
    },
    server::providers::lenient::maybe,
};

pub(super) type Object = Map<String, Value>;

pub(super) const AGENT_FIRST: &str = "assistant-speaks-first";
pub(super) const CALLER_FIRST: &str = "assistant-waits-for-user";
pub(super) const GENERATED_FIRST: &str = "assistant-speaks-first-with-model-generated-message";

pub(super) const MODEL_PROVIDER: &str = "openai";
pub(super) const TRANSCRIBER_PROVIDER: &str = "deepgram";

/// What an assistant does that says nothing of these.
const TEMPERATURE: &str = "0.5";
const SECONDS: f64 = 600.0;

#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assistant {
    pub id: String,
    #[serde(default, deserialize_with = "maybe")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    pub org_id: Option<String>,
    #[serde(default)]
    first_message: Value,
    #[serde(default)]
    first_message_mode: Value,
    #[serde(default)]
    pub(super) model: Value,
    #[serde(default)]
    pub(super) voice: Value,
    #[serde(default)]
    pub(super) transcriber: Value,
    #[serde(default)]
    max_duration_seconds: Value,
    #[serde(default)]
    pub(super) metadata: Value,
}

/// Tools and models of one's own may hold secrets: nothing of them is printed.
impl fmt::Debug for Assistant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assistant").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Assistant {
    /// The id of the agent that it says it mirrors.
    pub fn mirrors(&self) -> Option<&str> {
        self.metadata["ava_agent_id"].as_str()
    }

    pub(super) fn is_of(&self, agent: &AgentId) -> bool {
        self.mirrors() == Some(agent.as_str())
    }

    /// What AVA keeps in step, as a form would have it. A value that AVA does
    /// not offer stands there as Vapi writes it.
    pub fn as_form(&self) -> AgentForm {
        let mode = text(&self.first_message_mode);
        let speaks_first = match mode.as_str() {
            "" | AGENT_FIRST => SpeaksFirst::Agent.code(),
            CALLER_FIRST => SpeaksFirst::Caller.code(),
            GENERATED_FIRST => SpeaksFirst::Generated.code(),
            other => other,
        };
        let form = AgentForm {
            name: self.name.clone().unwrap_or_default(),
            greeting: text(&self.first_message),
            speaks_first: speaks_first.to_owned(),
            instructions: self.instructions(),
            language: of_provider(&self.transcriber, TRANSCRIBER_PROVIDER, ':', "language"),
            model: of_provider(&self.model, MODEL_PROVIDER, '/', "model"),
            temperature: self.temperature(),
            max_duration: (self.max_duration_seconds.as_f64().unwrap_or(SECONDS) / 60.0).to_string(),
            ..AgentForm::default()
        };
        form.with_voice(&text(&self.voice["provider"]), &text(&self.voice["voiceId"]))
    }

    fn temperature(&self) -> String {
        let name = self.model["model"].as_str().filter(|_| self.model["provider"] == MODEL_PROVIDER);
        match &self.model["temperature"] {
            Value::Null if name.is_some_and(|name| !models::takes_temperature(name)) => {
                Temperature::ONLY.to_string()
            }
            Value::Null => TEMPERATURE.to_owned(),
            set => set.as_f64().map_or_else(|| text(set), |set| set.to_string()),
        }
    }

    fn instructions(&self) -> String {
        let messages = self.model["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let system = messages.iter().find(|message| is_system(message));
        system.map(|message| text(&message["content"])).unwrap_or_default()
    }
}

pub(super) fn is_system(message: &Value) -> bool {
    message["role"] == "system"
}

/// Nothing is an empty text.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The plain value where the provider is the one that AVA sets, else with the
/// other one's name before it.
fn of_provider(object: &Value, provider: &str, between: char, name: &str) -> String {
    let value = text(&object[name]);
    match &object["provider"] {
        Value::Null => value,
        set if set == provider => value,
        other => format!("{}{between}{value}", text(other)),
    }
}
