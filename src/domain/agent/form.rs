//! An agent as typed: what a form sends, and what it is filled with again.

use super::{AgentSpec, Language, Minutes, SpeaksFirst, Temperature};
use crate::domain::{
    form::form,
    models,
    problem::{Field, FieldErrors, Problem, Rule},
    text::{self, many_lines, one_line},
    voices::{self, Voice, VoiceProvider},
};

pub const MAX_NAME: u32 = 40;
pub const MAX_GREETING: u32 = 1000;
pub const MAX_INSTRUCTIONS: u32 = 20_000;
pub const MAX_VOICE_ID: u32 = 100;

/// In place of a voice of the catalogue.
const CUSTOM: &str = "custom";

form! {
    /// The same as an [`AgentSpec`], as text. It also holds what an assistant at
    /// Vapi is set to, which need not be anything that AVA offers.
    pub struct AgentForm {
        pub name: String at Name,
        pub greeting: String at Greeting,
        pub speaks_first: String at SpeaksFirst,
        pub instructions: String at Instructions,
        pub language: String at Language,
        /// One of the catalogue by its name, in place of what `voice` says.
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

fn or_default<T: Default>(text: &str, parse: fn(&str) -> Result<T, Rule>) -> Result<T, Rule> {
    if text::is_empty(text) { Ok(T::default()) } else { parse(text) }
}

fn filled(text: &str, most: u32) -> Result<String, Rule> {
    many_lines(text, most).and_then(|text| if text.is_empty() { Err(Rule::Required) } else { Ok(text) })
}

/// Why the catalogue does not have it.
fn unlisted(code: &str) -> Rule {
    let of = code.split_once(':').and_then(|(provider, _)| VoiceProvider::from_code(provider));
    if of.is_some_and(VoiceProvider::is_gone) { Rule::VoiceGone } else { Rule::UnknownChoice }
}

impl AgentForm {
    /// Or every rule that is broken, each on its field.
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
        // Whatever stands there, where there is nothing to choose.
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

    /// `provider:id`, whichever way it was chosen.
    pub fn voice_code(&self) -> String {
        if let Some(Ok(found)) = self.searched() {
            found.code()
        } else if self.voice == CUSTOM {
            format!("{}:{}", self.voice_provider, text::search(&self.voice_id, MAX_VOICE_ID))
        } else {
            self.voice.clone()
        }
    }

    /// As chosen from the catalogue, else as typed.
    #[must_use]
    pub fn with_voice(self, provider: &str, id: &str) -> Self {
        let code = format!("{provider}:{id}");
        let listed = voices::from_code(&code).is_some();
        Self {
            voice: if listed { code } else { CUSTOM.to_owned() },
            voice_search: String::new(),
            voice_provider: provider.to_owned(),
            voice_id: if listed { String::new() } else { id.to_owned() },
            ..self
        }
    }

    /// None where nothing was searched for.
    fn searched(&self) -> Option<Result<Voice, Rule>> {
        let asked = text::search(&self.voice_search, MAX_VOICE_ID);
        (!asked.is_empty()).then(|| voices::find(&asked).ok_or(Rule::UnknownChoice))
    }

    fn parse_voice(&self) -> Result<Voice, Rule> {
        if self.voice != CUSTOM {
            return voices::from_code(&self.voice).ok_or_else(|| unlisted(&self.voice));
        }
        let provider = VoiceProvider::from_code(&self.voice_provider).ok_or(Rule::UnknownChoice)?;
        if provider.is_gone() {
            return Err(Rule::VoiceGone);
        }
        Ok(Voice { provider, id: one_line(&self.voice_id, MAX_VOICE_ID)? })
    }
}

impl From<&AgentSpec> for AgentForm {
    fn from(spec: &AgentSpec) -> Self {
        let form = Self {
            name: spec.name.clone(),
            greeting: spec.greeting.clone(),
            speaks_first: spec.speaks_first.code().to_owned(),
            instructions: spec.instructions.clone(),
            language: spec.language.code().to_owned(),
            model: spec.model.clone(),
            temperature: spec.chosen_temperature().unwrap_or(Temperature::ONLY).to_string(),
            max_duration: spec.max_duration.to_string(),
            ..Self::default()
        };
        form.with_voice(spec.voice.provider.code(), &spec.voice.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Fields;

    fn form() -> AgentForm {
        AgentForm {
            name: " Reception ".into(),
            greeting: "Hello".into(),
            speaks_first: "agent".into(),
            instructions: "Answer calls.\r\nBe brief.".into(),
            language: "en".into(),
            voice: "vapi:Clara".into(),
            ..AgentForm::default()
        }
    }

    #[test]
    fn a_filled_form_parses_and_comes_back() {
        let spec = form().parse().unwrap();
        assert_eq!(spec.name, "Reception");
        assert_eq!(spec.instructions, "Answer calls.\nBe brief.");
        assert_eq!(AgentForm::from(&spec).parse().unwrap(), spec);
    }

    #[test]
    fn a_form_is_kept_under_the_names_that_it_is_read_by() {
        let form = AgentForm::from(&form().parse().unwrap());
        let kept = form.kept();
        let value = |name: &str| kept.iter().find(|(kept, _)| *kept == name).unwrap().1.clone();
        assert_eq!(AgentForm::read(value), form);
    }

    #[test]
    fn a_voice_id_can_be_typed() {
        let typed = AgentForm {
            voice: "custom".into(),
            voice_provider: "11labs".into(),
            voice_id: "21m00Tcm4TlvDq8ikWAM".into(),
            ..form()
        };
        let spec = typed.parse().unwrap();
        assert_eq!(spec.voice.id, "21m00Tcm4TlvDq8ikWAM");
        assert_eq!(AgentForm::from(&spec).voice, "custom");
        assert_eq!(AgentForm::from(&spec).voice_code(), "11labs:21m00Tcm4TlvDq8ikWAM");
    }

    #[test]
    fn a_voice_whose_service_has_closed_is_no_choice() {
        for gone in [
            AgentForm { voice: "playht:jennifer".into(), ..form() },
            AgentForm {
                voice: "custom".into(),
                voice_provider: "playht".into(),
                voice_id: "x".into(),
                ..form()
            },
            form().with_voice("playht", "jennifer"),
        ] {
            let problem = gone.parse().unwrap_err();
            assert_eq!(
                (problem.field, problem.kind),
                (Some(Field::Voice), Rule::VoiceGone.into()),
                "{gone:?}"
            );
        }
    }

    #[test]
    fn a_model_that_takes_no_temperature_gets_its_own() {
        let typed = AgentForm { model: "gpt-5.4".into(), temperature: "0.7".into(), ..form() };
        let spec = typed.parse().unwrap();
        assert_eq!((spec.temperature, spec.chosen_temperature()), (Temperature::ONLY, None));
        assert_eq!(AgentForm { temperature: "warm".into(), ..typed.clone() }.parse(), Ok(spec.clone()));
        // Stored before that was known.
        let stored = AgentSpec { temperature: Temperature::default(), ..spec };
        assert_eq!(AgentForm::from(&stored).temperature, "1");
        let other = AgentForm { model: "gpt-4o".into(), ..typed }.parse().unwrap();
        assert_eq!(other.chosen_temperature(), Some(Temperature::default()));
    }

    #[test]
    fn a_voice_that_was_searched_for_counts_before_the_list() {
        let found = AgentForm { voice_search: "sarah".into(), ..form() };
        assert_eq!(found.parse().unwrap().voice.code(), "11labs:sarah");
        assert_eq!(found.voice_code(), "11labs:sarah");
        let none = AgentForm { voice_search: "emma".into(), ..form() };
        assert_eq!(none.parse().unwrap_err().field, Some(Field::VoiceSearch));
        assert_eq!(form().with_voice("vapi", "Nico").voice_search, "");
    }

    #[test]
    fn each_broken_rule_names_its_field() {
        let fails = |form: AgentForm| form.parse().map_err(|p| p.field).unwrap_err();
        assert_eq!(fails(AgentForm { name: "x".repeat(41), ..form() }), Some(Field::Name));
        assert_eq!(fails(AgentForm { greeting: " ".into(), ..form() }), Some(Field::Greeting));
        assert_eq!(fails(AgentForm { language: "tlh".into(), ..form() }), Some(Field::Language));
        assert_eq!(fails(AgentForm { voice: "vapi:".into(), ..form() }), Some(Field::Voice));
        assert_eq!(fails(AgentForm { instructions: String::new(), ..form() }), Some(Field::Instructions));
        assert_eq!(fails(AgentForm { model: "anthropic/opus".into(), ..form() }), Some(Field::Model));
        assert_eq!(fails(AgentForm { temperature: "2.1".into(), ..form() }), Some(Field::Temperature));
        assert_eq!(fails(AgentForm { max_duration: "0".into(), ..form() }), Some(Field::MaxDuration));
        for first in ["caller", "generated"] {
            let form = AgentForm { greeting: String::new(), speaks_first: first.into(), ..form() };
            assert!(form.parse().is_ok());
        }
    }

    #[test]
    fn all_broken_rules_are_told_at_once() {
        let problem = AgentForm { speaks_first: "agent".into(), ..AgentForm::default() }.parse().unwrap_err();
        assert_eq!(problem.field, Some(Field::Name));
        let others = problem.also.iter().map(|(field, _)| *field).collect::<Vec<_>>();
        assert_eq!(others, [Field::Greeting, Field::Instructions, Field::Language, Field::Voice]);
    }
}
