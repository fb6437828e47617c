//! The voices a person can choose from.
//!
//! Vapi lists no voices over its API. These are of the preset enums of the voice schemas in
//! its OpenAPI document (`VapiVoice.voiceId` is free text there), as of
//! [`CATALOGUE_OF`](super::models::CATALOGUE_OF), without voices that are closed or of a
//! former generation; any other id can be typed.

use serde::{Deserialize, Serialize};

use super::{codes::codes, text::capital};

codes! {
    /// A service of voices; its code is what Vapi writes in `voice.provider`.
    pub enum VoiceProvider {
        Vapi = "vapi",
        ElevenLabs = "11labs",
        OpenAi = "openai",
        Azure = "azure",
        /// The service has closed since; some agents still have a voice of it.
        PlayHt = "playht",
        Deepgram = "deepgram",
        Cartesia = "cartesia",
    }
}

impl VoiceProvider {
    /// The services whose voices can be chosen.
    pub fn offered() -> impl Iterator<Item = VoiceProvider> {
        Self::ALL.into_iter().filter(|provider| !provider.is_gone())
    }

    /// Whether the service has closed: none of its voices speaks any more.
    pub const fn is_gone(self) -> bool {
        matches!(self, VoiceProvider::PlayHt)
    }

    /// Whether its presets here speak English, whatever the agent's language is.
    pub const fn speaks_english_only(self) -> bool {
        matches!(self, VoiceProvider::Deepgram)
    }

    pub const fn name(self) -> &'static str {
        match self {
            VoiceProvider::Vapi => "Vapi",
            VoiceProvider::ElevenLabs => "ElevenLabs",
            VoiceProvider::OpenAi => "OpenAI",
            VoiceProvider::Azure => "Azure",
            VoiceProvider::PlayHt => "PlayHT",
            VoiceProvider::Deepgram => "Deepgram",
            VoiceProvider::Cartesia => "Cartesia",
        }
    }

    /// The presets to choose from. Cartesia has none, its ids are typed; nor has
    /// a service that is gone.
    pub const fn presets(self) -> &'static [&'static str] {
        match self {
            VoiceProvider::Vapi => {
                &["Clara", "Elliot", "Savannah", "Rohan", "Emma", "Nico", "Kai", "Sagar", "Godfrey", "Neil"]
            }
            VoiceProvider::ElevenLabs => &[
                "burt", "marissa", "andrea", "sarah", "phillip", "steve", "joseph", "myra", "paula", "ryan",
                "drew", "paul", "mrb", "matilda", "mark",
            ],
            VoiceProvider::OpenAi => &["alloy", "echo", "fable", "onyx", "nova", "shimmer", "marin", "cedar"],
            VoiceProvider::Azure => &["andrew", "brian", "emma"],
            VoiceProvider::Deepgram => &[
                "asteria",
                "luna",
                "athena",
                "hera",
                "orion",
                "arcas",
                "orpheus",
                "zeus",
                "thalia",
                "andromeda",
                "helena",
                "apollo",
            ],
            VoiceProvider::Cartesia | VoiceProvider::PlayHt => &[],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    pub provider: VoiceProvider,
    pub id: String,
}

impl Voice {
    /// Whether it is one of Deepgram's first generation (`aura`) that the second
    /// (`aura-2`) does not have.
    pub fn is_of_former_generation(&self) -> bool {
        self.provider == VoiceProvider::Deepgram
            && matches!(self.id.as_str(), "stella" | "perseus" | "angus" | "helios")
    }

    /// `provider:id`, the value of the form's option.
    pub fn code(&self) -> String {
        format!("{}:{}", self.provider.code(), self.id)
    }

    /// The voice's name with its service: however a service writes the id, several have a
    /// voice of the same name.
    pub fn full_name(&self) -> String {
        format!("{}, {}", capital(&self.id), self.provider.name())
    }

    /// The voice's name among all of the catalogue: with its service where several have one of that name.
    pub fn label(&self) -> String {
        let has =
            |provider: &VoiceProvider| provider.presets().iter().any(|id| id.eq_ignore_ascii_case(&self.id));
        match VoiceProvider::ALL.into_iter().filter(has).count() {
            0 | 1 => capital(&self.id),
            _ => self.full_name(),
        }
    }
}

/// The whole catalogue, service by service.
pub fn all() -> Vec<Voice> {
    let mut all = Vec::new();
    for provider in VoiceProvider::ALL {
        for id in provider.presets() {
            all.push(Voice { provider, id: (*id).to_owned() });
        }
    }
    all
}

/// The voice of the catalogue that somebody means: by its full name, its code,
/// or its own name where one service alone has it.
pub fn find(text: &str) -> Option<Voice> {
    let (mut named, mut several) = (None, false);
    for voice in all() {
        if same(&voice.full_name(), text) || same(&voice.code(), text) {
            return Some(voice);
        }
        if same(&voice.id, text) {
            several |= named.is_some();
            named = Some(voice);
        }
    }
    named.filter(|_| !several)
}

/// Whether two names are the same, whatever stands between and around the words.
fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
    };
    letters(one) == letters(other)
}

/// A voice of the catalogue by its code; `None` for one that is not listed.
pub fn from_code(code: &str) -> Option<Voice> {
    let (provider, id) = code.split_once(':')?;
    let provider = VoiceProvider::from_code(provider)?;
    provider.presets().contains(&id).then(|| Voice { provider, id: id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_is_found_by_what_it_is_called() {
        assert!(all().len() > 40);
        for voice in all() {
            assert_eq!(find(&voice.full_name()), Some(voice.clone()));
            assert_eq!(find(&voice.code()), Some(voice));
        }
        assert_eq!(find(" sarah, elevenlabs ").unwrap().code(), "11labs:sarah");
        assert_eq!(find("Asteria").unwrap().code(), "deepgram:asteria");
        for typed in ["Sarah – ElevenLabs", "“Sarah, ElevenLabs”", "sarah,elevenlabs", "sarah (ElevenLabs)"]
        {
            assert_eq!(find(typed).unwrap().code(), "11labs:sarah", "{typed}");
        }
    }

    #[test]
    fn no_two_voices_have_the_same_label() {
        let mut labels: Vec<String> = all().iter().map(Voice::label).collect();
        assert!(labels.contains(&"Sarah".to_owned()));
        assert!(labels.contains(&"Emma, Azure".to_owned()) && labels.contains(&"Emma, Vapi".to_owned()));
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), all().len());
    }

    #[test]
    fn nothing_is_offered_that_is_closed_or_of_a_former_generation() {
        assert!(VoiceProvider::offered().all(|provider| provider != VoiceProvider::PlayHt));
        assert_eq!(from_code("playht:jennifer"), None);
        for voice in all() {
            assert!(!voice.provider.is_gone() && !voice.is_of_former_generation(), "{voice:?}");
        }
        let stella = |provider| Voice { provider, id: "stella".to_owned() };
        assert!(stella(VoiceProvider::Deepgram).is_of_former_generation());
        assert!(!stella(VoiceProvider::Cartesia).is_of_former_generation());
    }

    #[test]
    fn a_name_that_two_services_have_is_none_by_itself() {
        assert_eq!(find("emma"), None);
        assert_eq!(find("nobody"), None);
        assert!(find("").is_none() && find(" – ").is_none());
    }
}
