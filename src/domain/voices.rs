//! The voices a person can choose from.
//!
//! Vapi lists no voices over its API. These are the preset enums of the voice
//! schemas in its OpenAPI document (`VapiVoice.voiceId` is free text there);
//! any other id can be typed.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoiceProvider {
    #[serde(rename = "vapi")]
    Vapi,
    #[serde(rename = "11labs")]
    ElevenLabs,
    #[serde(rename = "openai")]
    OpenAi,
    #[serde(rename = "azure")]
    Azure,
    #[serde(rename = "playht")]
    PlayHt,
    #[serde(rename = "deepgram")]
    Deepgram,
    #[serde(rename = "cartesia")]
    Cartesia,
}

impl VoiceProvider {
    pub const ALL: [VoiceProvider; 7] = [
        VoiceProvider::Vapi,
        VoiceProvider::ElevenLabs,
        VoiceProvider::OpenAi,
        VoiceProvider::Azure,
        VoiceProvider::PlayHt,
        VoiceProvider::Deepgram,
        VoiceProvider::Cartesia,
    ];

    /// As Vapi writes it in `voice.provider`.
    pub const fn code(self) -> &'static str {
        match self {
            VoiceProvider::Vapi => "vapi",
            VoiceProvider::ElevenLabs => "11labs",
            VoiceProvider::OpenAi => "openai",
            VoiceProvider::Azure => "azure",
            VoiceProvider::PlayHt => "playht",
            VoiceProvider::Deepgram => "deepgram",
            VoiceProvider::Cartesia => "cartesia",
        }
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

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.code() == code)
    }

    /// The presets to choose from; Cartesia has none, its ids are typed.
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
            VoiceProvider::PlayHt => {
                &["jennifer", "melissa", "will", "chris", "matt", "jack", "ruby", "davis", "donna", "michael"]
            }
            VoiceProvider::Deepgram => &[
                "asteria",
                "luna",
                "stella",
                "athena",
                "hera",
                "orion",
                "arcas",
                "perseus",
                "angus",
                "orpheus",
                "helios",
                "zeus",
                "thalia",
                "andromeda",
                "helena",
                "apollo",
            ],
            VoiceProvider::Cartesia => &[],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    pub provider: VoiceProvider,
    pub id: String,
}

impl Voice {
    /// `provider:id`, the value of the form's option.
    pub fn code(&self) -> String {
        format!("{}:{}", self.provider.code(), self.id)
    }

    /// A voice is called by a name, however its service writes the id, and
    /// several services have one of the same name.
    pub fn full_name(&self) -> String {
        format!("{}, {}", capital(&self.id), self.provider.name())
    }
}

/// An id as a name.
pub fn capital(id: &str) -> String {
    let mut chars = id.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
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
    let text = text.trim();
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

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
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
        assert!(all().len() > 50);
        for voice in all() {
            assert_eq!(find(&voice.full_name()), Some(voice.clone()));
            assert_eq!(find(&voice.code()), Some(voice));
        }
        assert_eq!(find(" sarah, elevenlabs ").unwrap().code(), "11labs:sarah");
        assert_eq!(find("Asteria").unwrap().code(), "deepgram:asteria");
    }

    #[test]
    fn a_name_that_two_services_have_is_none_by_itself() {
        assert_eq!(find("emma"), None);
        assert_eq!(find("nobody"), None);
        assert_eq!(find(""), None);
    }
}
