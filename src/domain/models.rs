//! The models that an agent can think with.
//!
//! Vapi lists no models over its API. These are of the enum of
//! `OpenAIModel.model` in its OpenAPI document, of October 2026: chat models
//! that answer within the pause of a conversation. That enum changes weekly, so
//! any name is accepted that looks like one, and Vapi refuses what it does not
//! know.

pub const OFFERED: [&str; 8] =
    [PRESET, "gpt-4.1", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano"];

/// Answers at once, which a model that reasons first does not.
pub const PRESET: &str = "gpt-4.1-mini";

const NAME_MOST: usize = 60;

pub fn preset() -> String {
    PRESET.to_owned()
}

/// `gpt-4.1`, and also one in a region, such as `gpt-4.1-2025-04-14:westeurope`.
pub fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
    (1..=NAME_MOST).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_model_has_its_characters() {
        assert!(OFFERED.iter().all(|name| is_name(name)));
        assert!(is_name("gpt-4.1-2025-04-14:westeurope"));
        for text in ["", "anthropic/opus", "gpt 4", &"x".repeat(61)] {
            assert!(!is_name(text), "{text}");
        }
    }
}
