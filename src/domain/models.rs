//! The models that an agent can think with.
//!
//! Vapi lists no models over its API. These are of the enum of
//! `OpenAIModel.model` in its OpenAPI document, as of [`CATALOGUE_OF`]: chat
//! models that answer within the pause of a conversation. That enum changes
//! weekly, so any name is accepted that looks like one, and Vapi refuses what it
//! does not know.

/// The day of the document that the catalogue of models and voices is from, counted from 1970-01-01
/// (18 August 2026).
pub const CATALOGUE_OF: i64 = 20_683;

use super::{
    problem::Rule,
    text::{self, Odd},
};

pub const OFFERED: [&str; 8] =
    [PRESET, "gpt-4.1", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano"];

/// The preset model: it answers at once, which a model that reasons first does not.
pub const PRESET: &str = "gpt-4.1-mini";

const MAX_NAME: usize = 60;

/// Whether a temperature can be chosen for the model. OpenAI's models that reason before
/// they answer (GPT-5, the o series, whatever the newest of the chat is) refuse any but
/// their own, which is 1; so does what was trained further from one of them, `ft:gpt-5:…`.
pub fn takes_temperature(name: &str) -> bool {
    let name = name.strip_prefix("ft:").unwrap_or(name);
    let numbered = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    let reasons = ["gpt-5", "chat-latest", "codex-"].iter().any(|series| name.starts_with(series));
    !reasons && !name.strip_prefix('o').is_some_and(numbered)
}

pub fn preset() -> String {
    PRESET.to_owned()
}

/// Reads a typed name, in small letters as all of them are; an empty text means the preset model.
pub fn parse(text: &str) -> Result<String, Rule> {
    let name = text::code(text).trim_matches(text::is_quote).to_ascii_lowercase();
    if name.is_empty() {
        return Ok(preset());
    }
    if is_name(&name) {
        return Ok(name);
    }
    let odd = text::placed(text)
        .find(|(_, c)| !text::is_nothing(*c) && !text::is_quote(*c) && !fits(text::folded(*c)));
    Err(odd.map_or(Rule::ModelName, |(at, char)| Rule::ModelCharacter(Odd { char, at })))
}

/// Whether `text` may be a model's name: `gpt-4.1`, or one in a region, such as
/// `gpt-4.1-2025-04-14:westeurope`.
pub fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len()) && text.chars().all(fits)
}

fn fits(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_reasons_has_a_temperature_of_its_own() {
        for name in [
            "gpt-5",
            "gpt-5.4",
            "gpt-5.4-mini",
            "gpt-5.4-nano:eastus2",
            "gpt-5.6-sol",
            "o1-mini",
            "o3",
            "o4-mini",
            "chat-latest",
            "codex-mini-latest",
            "ft:gpt-5-mini:clinic::0a1b",
            "ft:o4-mini-2025-04-16:clinic::0a1b",
        ] {
            assert!(!takes_temperature(name), "{name}");
        }
        for name in [
            "gpt-4.1",
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-3.5-turbo",
            "chatgpt-4o-latest",
            "ft:gpt-4.1-mini:clinic::0a1b",
            "opus",
            "o",
            "",
        ] {
            assert!(takes_temperature(name), "{name}");
        }
    }

    #[test]
    fn a_name_of_a_model_has_its_characters() {
        assert!(OFFERED.iter().all(|name| is_name(name)));
        assert!(is_name("gpt-4.1-2025-04-14:westeurope"));
        for text in ["", "anthropic/opus", "gpt 4", &"x".repeat(61)] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn lesson_84_a_name_is_read_as_it_looks() {
        for text in ["gpt-4.1", " gpt\u{2011}4.1\u{200b}\n", "\u{feff}ｇｐｔ－４．１", "GPT-4.1", "“gpt-4.1”"]
        {
            assert_eq!(parse(text).as_deref(), Ok("gpt-4.1"), "{text:?}");
        }
        assert_eq!(parse("\u{200b}").as_deref(), Ok(PRESET));
        assert_eq!(parse("gpt/4"), Err(Rule::ModelCharacter(Odd { char: '/', at: 4 })));
        assert_eq!(parse("gрt-4"), Err(Rule::ModelCharacter(Odd { char: 'р', at: 2 })));
        assert_eq!(parse("gpt 4"), Err(Rule::ModelName));
        assert_eq!(parse(&"x".repeat(61)), Err(Rule::ModelName));
    }
}
