//! The parts of an agent that AVA keeps in step with its assistant, each of
//! which can be compared and taken by itself.

use super::AgentForm;
use crate::domain::{codes::codes, problem::Field, text};

codes! {
    pub enum Facet {
        Name = "name",
        Language = "language",
        SpeaksFirst = "speaks_first",
        Greeting = "greeting",
        Instructions = "instructions",
        Voice = "voice",
        Model = "model",
        Temperature = "temperature",
        MaxDuration = "max_duration",
    }
}

impl Facet {
    pub const fn field(self) -> Field {
        match self {
            Facet::Name => Field::Name,
            Facet::Language => Field::Language,
            Facet::SpeaksFirst => Field::SpeaksFirst,
            Facet::Greeting => Field::Greeting,
            Facet::Instructions => Field::Instructions,
            Facet::Voice => Field::Voice,
            Facet::Model => Field::Model,
            Facet::Temperature => Field::Temperature,
            Facet::MaxDuration => Field::MaxDuration,
        }
    }

    /// Its value, by which two are the same or not.
    pub fn of(self, form: &AgentForm) -> String {
        let text = match self {
            Facet::Name => &form.name,
            Facet::Language => &form.language,
            Facet::SpeaksFirst => &form.speaks_first,
            Facet::Greeting => &form.greeting,
            Facet::Instructions => &form.instructions,
            Facet::Voice => return form.voice_code(),
            Facet::Model => &form.model,
            Facet::Temperature => &form.temperature,
            Facet::MaxDuration => &form.max_duration,
        };
        text::plain(text)
    }

    pub fn take(self, from: &AgentForm, into: &mut AgentForm) {
        match self {
            Facet::Name => into.name.clone_from(&from.name),
            Facet::Language => into.language.clone_from(&from.language),
            Facet::SpeaksFirst => into.speaks_first.clone_from(&from.speaks_first),
            Facet::Greeting => into.greeting.clone_from(&from.greeting),
            Facet::Instructions => into.instructions.clone_from(&from.instructions),
            Facet::Voice => {
                into.voice_search.clone_from(&from.voice_search);
                into.voice.clone_from(&from.voice);
                into.voice_provider.clone_from(&from.voice_provider);
                into.voice_id.clone_from(&from.voice_id);
            }
            Facet::Model => into.model.clone_from(&from.model),
            Facet::Temperature => into.temperature.clone_from(&from.temperature),
            Facet::MaxDuration => into.max_duration.clone_from(&from.max_duration),
        }
    }
}
