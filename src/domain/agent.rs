//! AVA's assistants: what a person fills in, and Vapi's limits on it.
//!
//! Limits from Vapi's OpenAPI document: `name` at most 40 characters, voice and
//! model both required inside their objects.

use serde::{Deserialize, Serialize};

use super::{
    account::one_line,
    ids::{AgentId, OperationId},
    problem::{Field, Problem, Rule},
    voices,
};

pub const NAME_MOST: u32 = 40;
pub const GREETING_MOST: u32 = 1000;
pub const INSTRUCTIONS_MOST: u32 = 20_000;
pub const VOICE_ID_MOST: u32 = 100;

/// Who says the first words of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeaksFirst {
    #[default]
    Agent,
    Caller,
}

impl SpeaksFirst {
    pub const fn code(self) -> &'static str {
        match self {
            SpeaksFirst::Agent => "agent",
            SpeaksFirst::Caller => "caller",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [SpeaksFirst::Agent, SpeaksFirst::Caller].into_iter().find(|first| first.code() == code)
    }
}

/// The language that the agent speaks and hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Fr,
    Es,
    De,
    It,
    Pt,
    Nl,
}

impl Language {
    pub const ALL: [Language; 7] =
        [Language::En, Language::Fr, Language::Es, Language::De, Language::It, Language::Pt, Language::Nl];

    /// ISO 639-1, as Deepgram's transcriber takes it.
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::De => "de",
            Language::It => "it",
            Language::Pt => "pt",
            Language::Nl => "nl",
        }
    }

    pub const fn endonym(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Fr => "Français",
            Language::Es => "Español",
            Language::De => "Deutsch",
            Language::It => "Italiano",
            Language::Pt => "Português",
            Language::Nl => "Nederlands",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// What a person filled in, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSpec {
    pub name: String,
    pub greeting: String,
    pub speaks_first: SpeaksFirst,
    pub instructions: String,
    pub language: Language,
    pub voice: voices::Voice,
}

impl AgentSpec {
    /// `Reception 2`, or the next that nobody has, within Vapi's length.
    pub fn name_of_copy(&self, taken: &[String]) -> String {
        let numbered = self.name.rsplit_once(' ').filter(|(_, end)| end.parse::<u32>().is_ok());
        let stem = numbered.map_or(self.name.as_str(), |(stem, _)| stem);
        let copy = |count: usize| {
            let end = format!(" {count}");
            let room = NAME_MOST as usize - end.len();
            let start: String = stem.chars().take(room).collect();
            format!("{}{end}", start.trim_end())
        };
        // One more than there are: at least one of them is free.
        (2..taken.len() + 3).map(copy).find(|name| !taken.contains(name)).unwrap_or_else(|| copy(2))
    }
}

/// The same as typed: what a form sends, and what it is filled with again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub greeting: String,
    #[serde(default)]
    pub speaks_first: String,
    #[serde(default)]
    pub instructions: String,
    #[serde(default)]
    pub language: String,
    /// `provider:id` of the catalogue, or `custom`.
    #[serde(default)]
    pub voice: String,
    #[serde(default)]
    pub voice_provider: String,
    #[serde(default)]
    pub voice_id: String,
}

fn paragraph(text: &str, most: u32) -> Result<String, Rule> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Rule::ControlCharacters);
    }
    if text.chars().count() > most as usize {
        return Err(Rule::TooLong(most));
    }
    Ok(text)
}

impl AgentForm {
    /// The first rule that is broken, on its field.
    pub fn parse(&self) -> Result<AgentSpec, Problem> {
        let on = |field| move |rule| Problem::invalid(field, rule);
        let name = one_line(&self.name, NAME_MOST).map_err(on(Field::Name))?;
        let speaks_first = SpeaksFirst::from_code(&self.speaks_first)
            .ok_or(Rule::UnknownChoice)
            .map_err(on(Field::SpeaksFirst))?;
        let greeting = paragraph(&self.greeting, GREETING_MOST).map_err(on(Field::Greeting))?;
        if greeting.is_empty() && speaks_first == SpeaksFirst::Agent {
            return Err(Problem::invalid(Field::Greeting, Rule::Required));
        }
        let instructions =
            paragraph(&self.instructions, INSTRUCTIONS_MOST).map_err(on(Field::Instructions))?;
        if instructions.is_empty() {
            return Err(Problem::invalid(Field::Instructions, Rule::Required));
        }
        let language =
            Language::from_code(&self.language).ok_or(Rule::UnknownChoice).map_err(on(Field::Language))?;
        let voice = self.parse_voice().map_err(on(Field::Voice))?;
        Ok(AgentSpec { name, greeting, speaks_first, instructions, language, voice })
    }

    /// What a refused form is filled with again.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("greeting", self.greeting.clone()),
            ("speaks_first", self.speaks_first.clone()),
            ("instructions", self.instructions.clone()),
            ("language", self.language.clone()),
            ("voice", self.voice.clone()),
            ("voice_provider", self.voice_provider.clone()),
            ("voice_id", self.voice_id.clone()),
        ]
    }

    fn parse_voice(&self) -> Result<voices::Voice, Rule> {
        if self.voice != "custom" {
            return voices::from_code(&self.voice).ok_or(Rule::UnknownChoice);
        }
        let provider = voices::VoiceProvider::from_code(&self.voice_provider).ok_or(Rule::UnknownChoice)?;
        Ok(voices::Voice { provider, id: one_line(&self.voice_id, VOICE_ID_MOST)? })
    }
}

impl From<&AgentSpec> for AgentForm {
    fn from(spec: &AgentSpec) -> Self {
        let listed = voices::from_code(&spec.voice.code()).is_some();
        Self {
            name: spec.name.clone(),
            greeting: spec.greeting.clone(),
            speaks_first: spec.speaks_first.code().to_owned(),
            instructions: spec.instructions.clone(),
            language: spec.language.code().to_owned(),
            voice: if listed { spec.voice.code() } else { "custom".to_owned() },
            voice_provider: spec.voice.provider.code().to_owned(),
            voice_id: if listed { String::new() } else { spec.voice.id.clone() },
        }
    }
}

/// How our row stands against Vapi's assistant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Saved here; not at Vapi yet.
    Pending,
    InStep,
    Failed,
}

impl SyncState {
    pub const fn code(self) -> &'static str {
        match self {
            SyncState::Pending => "pending",
            SyncState::InStep => "in_step",
            SyncState::Failed => "failed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [SyncState::Pending, SyncState::InStep, SyncState::Failed]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    pub id: AgentId,
    pub spec: AgentSpec,
    pub sync: SyncState,
    pub vapi_assistant_id: Option<String>,
    pub updated_at: i64,
    /// Optimistic version: a form sends back the one that it was drawn from.
    pub version: i64,
    /// The latest operation that mirrors it.
    pub operation: Option<OperationId>,
    /// Numbers it answers, as people write them.
    pub numbers: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentsView {
    pub now: i64,
    pub vapi_connected: bool,
    pub agents: Vec<AgentView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPageView {
    pub now: i64,
    pub agent: AgentView,
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn a_copy_has_a_name_of_its_own_that_vapi_takes() {
        let mut spec = form().parse().unwrap();
        assert_eq!(spec.name_of_copy(&["Reception".into()]), "Reception 2");
        assert_eq!(spec.name_of_copy(&["Reception".into(), "Reception 2".into()]), "Reception 3");
        spec.name = "Reception 2".into();
        assert_eq!(spec.name_of_copy(&["Reception".into(), "Reception 2".into()]), "Reception 3");
        spec.name = "x".repeat(40);
        assert_eq!(spec.name_of_copy(&[]).len(), 40);
    }

    #[test]
    fn each_broken_rule_names_its_field() {
        let fails = |form: AgentForm| form.parse().map_err(|p| p.field).unwrap_err();
        assert_eq!(fails(AgentForm { name: "x".repeat(41), ..form() }), Some(Field::Name));
        assert_eq!(fails(AgentForm { greeting: " ".into(), ..form() }), Some(Field::Greeting));
        assert_eq!(fails(AgentForm { language: "tlh".into(), ..form() }), Some(Field::Language));
        assert_eq!(fails(AgentForm { voice: "vapi:".into(), ..form() }), Some(Field::Voice));
        assert_eq!(fails(AgentForm { instructions: String::new(), ..form() }), Some(Field::Instructions));
        assert!(
            AgentForm { greeting: String::new(), speaks_first: "caller".into(), ..form() }.parse().is_ok()
        );
    }
}
