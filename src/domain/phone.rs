//! Phone numbers as E.164, and how people write them.
//!
//! The shape is checked here, on both sides; whether the number can exist is
//! the server's business.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `+`, then 7 to 15 digits of which the first is not zero (ITU-T E.164).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// The text is not an international phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotE164;

impl fmt::Display for NotE164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an international phone number")
    }
}

impl std::error::Error for NotE164 {}

impl E164 {
    /// Accepts what people paste: spaces, dots, dashes, brackets, a leading `00`.
    pub fn parse(text: &str) -> Result<Self, NotE164> {
        let mut digits = String::with_capacity(16);
        let trimmed = text.trim();
        let rest = match trimmed.strip_prefix('+') {
            Some(rest) => rest,
            None => trimmed.strip_prefix("00").ok_or(NotE164)?,
        };
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '(' | ')' | '/' => {}
                _ => return Err(NotE164),
            }
        }
        if (7..=15).contains(&digits.len()) && !digits.starts_with('0') {
            Ok(Self(format!("+{digits}")))
        } else {
            Err(NotE164)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it: `+1 415 555 0142`, `+33 1 84 88 00 12`.
    pub fn pretty(&self) -> String {
        let digits = &self.0[1..];
        let (country, groups): (usize, &[usize]) = match digits.len() {
            11 if digits.starts_with('1') => (1, &[3, 3, 4]),
            11 if digits.starts_with("33") => (2, &[1, 2, 2, 2, 2]),
            12 if digits.starts_with("44") => (2, &[2, 4, 4]),
            _ => (if digits.starts_with(['1', '7']) { 1 } else { 2 }, &[3, 3, 3, 3, 3]),
        };
        let mut out = format!("+{}", &digits[..country]);
        let mut rest = &digits[country..];
        for &group in groups {
            if rest.is_empty() {
                break;
            }
            let (head, tail) = rest.split_at(group.min(rest.len()));
            out.push(' ');
            out.push_str(head);
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for E164 {
    type Error = NotE164;
    fn try_from(text: String) -> Result<Self, NotE164> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_paste() {
        for text in ["+14155550142", " +1 (415) 555-0142 ", "001 415.555.0142", "+1\u{a0}415 555 0142"] {
            assert_eq!(E164::parse(text).map(String::from), Ok("+14155550142".to_owned()), "{text}");
        }
        for bad in ["", "+", "4155550142", "+0123456789", "+1415555014x", "+1234567890123456", "+123456"] {
            assert!(E164::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn writes_it_as_people_do() {
        let pretty = |text: &str| E164::parse(text).map(|n| n.pretty()).unwrap_or_default();
        assert_eq!(pretty("+14155550142"), "+1 415 555 0142");
        assert_eq!(pretty("+33184880012"), "+33 1 84 88 00 12");
        assert_eq!(pretty("+493012345678"), "+49 301 234 567 8");
    }

    proptest! {
        #[test]
        fn pretty_keeps_every_digit(number in "\\+[1-9][0-9]{6,14}") {
            let parsed = E164::parse(&number).unwrap();
            prop_assert_eq!(E164::parse(&parsed.pretty()).unwrap(), parsed);
        }

        #[test]
        fn parse_never_panics(text in "\\PC*") {
            let _ = E164::parse(&text);
        }
    }
}
