//! Reading properties that the providers' documents let be absent.
//!
//! Nearly every property of theirs is optional, and Twilio's may be `null`: one that is
//! missing, `null` or of another type counts as absent, and the rest of the answer is
//! read. A property that AVA needs is required where it is read, so that an entry without
//! it is left out of its list, and the list stays readable.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// The value, or its default where it is absent.
pub(super) fn maybe<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Value::deserialize(from).map(|value| T::deserialize(value).unwrap_or_default())
}

/// A text, where an empty one counts as absent as well.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = maybe(from)?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}

/// Writes `\ufffd` for each half of a pair that stands alone: JavaScript sends such text, and no
/// UTF-8 has it.
pub fn without_lone_surrogates(text: &str) -> String {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (bytes, mut out, mut at) = (text.as_bytes(), String::with_capacity(text.len()), 0);
    while at < bytes.len() {
        let first = unit(at);
        let next = first.and_then(|_| unit(at + 6));
        match (first, next) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => {
                out.push_str(&text[at..at + 12]);
                at += 12;
            }
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                at += 6;
            }
            _ => {
                // An escaped backslash is one sign, so that what follows it is no escape.
                let length = if text[at..].starts_with("\\\\") {
                    2
                } else {
                    text[at..].chars().next().map_or(1, char::len_utf8)
                };
                out.push_str(&text[at..at + length]);
                at += length;
            }
        }
    }
    out
}

/// The entries of a list that can be read.
pub(super) fn entries<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Vec::deserialize(from).map(readable)
}

pub(super) fn readable<T: DeserializeOwned>(values: Vec<Value>) -> Vec<T> {
    values.into_iter().filter_map(|value| T::deserialize(value).ok()).collect()
}
