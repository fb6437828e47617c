//! The four inputs that hold a voice.

use super::AgentForm;
use crate::domain::{
    problem::Rule,
    text::{self, one_line},
    voices::{self, Voice, VoiceProvider},
};

pub const MAX_VOICE_ID: u32 = 100;

/// The code that stands for a typed voice, in place of one of the catalogue.
const CUSTOM: &str = "custom";

/// The rule that `code` breaks, since the catalogue does not have it.
fn unlisted(code: &str) -> Rule {
    let of = code.split_once(':').and_then(|(provider, _)| VoiceProvider::from_code(provider));
    if of.is_some_and(VoiceProvider::is_gone) { Rule::VoiceGone } else { Rule::UnknownChoice }
}

impl AgentForm {
    /// `provider:id`, whichever way it was chosen.
    pub fn voice_code(&self) -> String {
        if let Some(Ok(found)) = self.searched() {
            found.code()
        } else if self.voice == CUSTOM {
            format!("{}:{}", self.voice_provider, self.typed_id())
        } else {
            self.voice.clone()
        }
    }

    /// Sets the voice: as chosen from the catalogue, else as typed.
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

    /// `None` if nothing was searched for.
    pub(super) fn searched(&self) -> Option<Result<Voice, Rule>> {
        let asked = text::search(&self.voice_search, MAX_VOICE_ID);
        (!asked.is_empty()).then(|| voices::find(&asked).ok_or(Rule::UnknownChoice))
    }

    pub(super) fn parse_voice(&self) -> Result<Voice, Rule> {
        if self.voice != CUSTOM {
            return voices::from_code(&self.voice).ok_or_else(|| unlisted(&self.voice));
        }
        let provider = VoiceProvider::from_code(&self.voice_provider).ok_or(Rule::UnknownChoice)?;
        if provider.is_gone() {
            return Err(Rule::VoiceGone);
        }
        Ok(Voice { provider, id: one_line(&self.typed_id(), MAX_VOICE_ID)? })
    }

    /// The typed id as machines know it: a service that does not know an id says so in a call only.
    fn typed_id(&self) -> String {
        let around = |c: char| text::is_quote(c) || text::is_blank(c) || ",;".contains(c);
        text::code(&self.voice_id).trim_matches(around).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_84_the_id_of_a_voice_is_read_as_it_looks() {
        let typed = |provider: &str, id: &str| AgentForm {
            voice: CUSTOM.to_owned(),
            voice_provider: provider.to_owned(),
            voice_id: id.to_owned(),
            ..AgentForm::default()
        };
        let uuid = "a0e99841-438c-4a64-b679-ae501e7d6091";
        for pasted in [
            uuid.to_owned(),
            format!("“{uuid}”,"),
            format!("\u{feff}{uuid}\r\n"),
            uuid.replace('-', "\u{2011}"),
            uuid.replace('-', "–"),
            format!("«\u{a0}{uuid}\u{a0}»"),
        ] {
            let form = typed("cartesia", &pasted);
            assert_eq!(form.parse_voice().map(|voice| voice.id).as_deref(), Ok(uuid), "{pasted:?}");
            assert_eq!(form.voice_code(), format!("cartesia:{uuid}"), "{pasted:?}");
        }
        assert_eq!(typed("cartesia", "“”\u{200b}").parse_voice(), Err(Rule::Required));
        assert_eq!(typed("cartesia", &"a".repeat(101)).parse_voice(), Err(Rule::TooLong(MAX_VOICE_ID)));
    }
}
