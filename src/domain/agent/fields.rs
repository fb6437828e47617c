//! The fields of an agent: as it is stored ([`AgentSpec`]), as it is typed ([`AgentForm`]),
//! and as parts that are kept in step with its assistant ([`Facet`]). Code that is written
//! out in full here, without `..`, does not compile until it names a new field.
//!
//! Limits from Vapi's OpenAPI document: `name` at most 40 characters, voice and
//! model both required inside their objects, `temperature` 0 to 2,
//! `maxDurationSeconds` 10 to 43200.

use serde::{Deserialize, Serialize};

use super::{Language, Minutes, SpeaksFirst, Temperature, facet::facets};
use crate::domain::{
    form::form,
    models,
    problem::{Field, FieldErrors, Problem, Rule},
    text::{self, many_lines, one_line, or_default},
    voices,
};

pub const MAX_NAME: u32 = 40;
pub const MAX_GREETING: u32 = 1000;
pub const MAX_INSTRUCTIONS: u32 = 20_000;

/// A person's input, checked. An agent that was stored before a field existed has that
/// field's default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSpec {
    pub name: String,
    pub greeting: String,
    pub speaks_first: SpeaksFirst,
    pub instructions: String,
    pub language: Language,
    pub voice: voices::Voice,
    #[serde(default = "models::preset")]
    pub model: String,
    #[serde(default)]
    pub temperature: Temperature,
    #[serde(default)]
    pub max_duration: Minutes,
}

form! {
    /// An [`AgentSpec`] as text. Also holds the settings of an assistant at Vapi, which
    /// need not be anything that AVA offers.
    pub struct AgentForm {
        pub name: String at Name,
        pub greeting: String at Greeting,
        pub speaks_first: String at SpeaksFirst,
        pub instructions: String at Instructions,
        pub language: String at Language,
        /// The name of a voice of the catalogue, which then counts in place of `voice`.
        pub voice_search: String at VoiceSearch,
        /// `provider:id` of the catalogue, or `custom`.
        pub voice: String at Voice,
        pub voice_provider: String,
        pub voice_id: String,
        /// These three may be left out, for their defaults.
        pub model: String at Model,
        pub temperature: String at Temperature,
        pub max_duration: String at MaxDuration,
    }
}

facets! {
    Name = "name": name,
    Language = "language": language,
    SpeaksFirst = "speaks_first": speaks_first,
    Greeting = "greeting": greeting,
    Instructions = "instructions": instructions,
    Voice = "voice": voice + voice_search + voice_provider + voice_id by AgentForm::voice_code,
    Model = "model": model,
    Temperature = "temperature": temperature by temperature_in,
    MaxDuration = "max_duration": max_duration,
}

/// The same text for a temperature with a point and for one with the comma of a French form.
fn temperature_in(form: &AgentForm) -> String {
    match Temperature::parse(&form.temperature) {
        Ok(temperature) => temperature.to_string(),
        Err(_) => text::plain(&form.temperature),
    }
}

fn filled(text: &str, most: u32) -> Result<String, Rule> {
    many_lines(text, most).and_then(|text| if text.is_empty() { Err(Rule::Required) } else { Ok(text) })
}

impl AgentForm {
    /// Reads the form; the problem names every rule that is broken, each on its field.
    pub fn parse(&self) -> Result<AgentSpec, Problem> {
        let mut field_errors = FieldErrors::default();
        let name = field_errors.value(Field::Name, one_line(&self.name, MAX_NAME));
        let speaks_first = SpeaksFirst::from_code(&self.speaks_first).ok_or(Rule::UnknownChoice);
        let speaks_first = field_errors.value(Field::SpeaksFirst, speaks_first);
        let greeting = match speaks_first {
            Some(SpeaksFirst::Agent) => filled(&self.greeting, MAX_GREETING),
            _ => many_lines(&self.greeting, MAX_GREETING),
        };
        let greeting = field_errors.value(Field::Greeting, greeting);
        let instructions =
            field_errors.value(Field::Instructions, filled(&self.instructions, MAX_INSTRUCTIONS));
        let language = Language::from_code(&self.language).ok_or(Rule::UnknownChoice);
        let language = field_errors.value(Field::Language, language);
        let voice = match self.searched() {
            Some(found) => field_errors.value(Field::VoiceSearch, found),
            None => field_errors.value(Field::Voice, self.parse_voice()),
        };
        let model = field_errors.value(Field::Model, models::parse(&self.model));
        // The typed temperature does not count if the model takes none.
        let temperature = match &model {
            Some(model) if !models::takes_temperature(model) => Ok(Temperature::ONLY),
            _ => or_default(&self.temperature, Temperature::parse),
        };
        let temperature = field_errors.value(Field::Temperature, temperature);
        let max_duration =
            field_errors.value(Field::MaxDuration, or_default(&self.max_duration, Minutes::parse));
        let spec = || {
            Some(AgentSpec {
                name: name?,
                greeting: greeting?,
                speaks_first: speaks_first?,
                instructions: instructions?,
                language: language?,
                voice: voice?,
                model: model?,
                temperature: temperature?,
                max_duration: max_duration?,
            })
        };
        spec().ok_or_else(|| field_errors.problem())
    }
}

/// Fills the form with an agent, to be changed.
impl From<&AgentSpec> for AgentForm {
    fn from(spec: &AgentSpec) -> Self {
        let form = Self {
            name: spec.name.clone(),
            greeting: spec.greeting.clone(),
            speaks_first: spec.speaks_first.code().to_owned(),
            instructions: spec.instructions.clone(),
            language: spec.language.code().to_owned(),
            voice_search: String::new(),
            voice: String::new(),
            voice_provider: String::new(),
            voice_id: String::new(),
            model: spec.model.clone(),
            temperature: spec.chosen_temperature().unwrap_or(Temperature::ONLY).to_string(),
            max_duration: spec.max_duration.to_string(),
        };
        form.with_voice(spec.voice.provider.code(), &spec.voice.id)
    }
}
