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
