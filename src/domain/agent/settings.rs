//! The choices and numbers of an agent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{codes::codes, problem::Rule, text};

codes! {
    /// The speaker of the first words of a call.
    #[derive(Default)]
    pub enum SpeaksFirst {
        /// The agent begins with the greeting.
        #[default]
        Agent = "agent",
        /// The agent begins with words that the model finds.
        Generated = "generated",
        Caller = "caller",
    }
}

codes! {
    /// The language that the agent speaks and hears. Its code is of ISO 639-1, as
    /// Deepgram's transcriber takes it.
    pub enum Language {
        En = "en",
        Fr = "fr",
        Es = "es",
        De = "de",
        It = "it",
        Pt = "pt",
        Nl = "nl",
    }
}

impl Language {
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
}

fn or_zero(digits: &str) -> &str {
    if digits.is_empty() { "0" } else { digits }
}

/// How freely the model words its answers, in tenths, as people can type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Temperature(u8);

impl Temperature {
    const MAX: u8 = 20;
    /// The temperature of a model that takes no other.
    pub const ONLY: Temperature = Temperature(10);

    /// Reads `0.7`, `.70`, or `0,7` as in French; `٠٫٧` in Arabic.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = text::code(text).replace([',', '\u{66b}'], ".");
        let (whole, tenth) = text.split_once('.').unwrap_or((&text, "0"));
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return Err(Rule::Temperature);
        }
        // Zeros at the end do not count, and a zero before the point may be left out.
        let (whole, tenth) = (or_zero(whole), or_zero(tenth.trim_end_matches('0')));
        let digit = |text: &str| match text.as_bytes() {
            [digit @ b'0'..=b'9'] => Ok(digit - b'0'),
            _ => Err(Rule::Temperature),
        };
        let tenths = digit(whole)? * 10 + digit(tenth)?;
        if tenths > Self::MAX { Err(Rule::Temperature) } else { Ok(Self(tenths)) }
    }

    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl Default for Temperature {
    fn default() -> Self {
        Self(7)
    }
}

/// Avoids a float: the browser would load all the code that writes one.
impl fmt::Display for Temperature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

/// The longest time that a call may last, in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(u16);

impl Minutes {
    pub const MAX: u16 = 720;

    pub fn parse(text: &str) -> Result<Self, Rule> {
        match text::code(text).parse() {
            Ok(minutes @ 1..=Self::MAX) => Ok(Self(minutes)),
            _ => Err(Rule::Minutes(Self::MAX)),
        }
    }

    pub fn seconds(self) -> u32 {
        u32::from(self.0) * 60
    }
}

/// The default of Vapi itself.
impl Default for Minutes {
    fn default() -> Self {
        Self(10)
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    #[test]
    fn a_temperature_has_one_decimal_and_comes_back() {
        for (typed, shown) in [
            ("0", "0"),
            ("0.7", "0.7"),
            ("1,3", "1.3"),
            (" 2.0 ", "2"),
            ("١", "1"),
            ("０.７\u{200b}", "0.7"),
            (".5", "0.5"),
            ("1.", "1"),
            ("0.70", "0.7"),
            ("٠٫٧", "0.7"),
            (".0", "0"),
        ] {
            let read = Temperature::parse(typed).unwrap();
            assert_eq!(read.to_string(), shown);
            for locale in Locale::ALL {
                assert_eq!(Temperature::parse(&locale.decimal(&read.to_string())), Ok(read));
            }
        }
        for typed in ["", ".", "2.1", "-1", "0.75", "0.705", "10", "warm", "①"] {
            assert_eq!(Temperature::parse(typed), Err(Rule::Temperature), "{typed}");
        }
    }

    #[test]
    fn a_call_lasts_whole_minutes() {
        assert_eq!(Minutes::parse("10").map(Minutes::seconds), Ok(600));
        assert_eq!(Minutes::parse("720").map(Minutes::seconds), Ok(43_200));
        for typed in ["", "0", "721", "1.5", "-3", "70000"] {
            assert_eq!(Minutes::parse(typed), Err(Rule::Minutes(720)), "{typed}");
        }
    }
}
