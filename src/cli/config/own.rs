//! What an agent may have of its own.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

/// What an agent has of its own, or that the organisation's counts, which the API has as `null` and a file,
/// which has no `null`, as an empty text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own<T> {
    Own(T),
    Organisations,
}

impl<T> Own<T> {
    pub fn own(self) -> Option<T> {
        match self {
            Self::Own(own) => Some(own),
            Self::Organisations => None,
        }
    }
}

impl<T> From<Option<T>> for Own<T> {
    fn from(own: Option<T>) -> Self {
        own.map_or(Self::Organisations, Self::Own)
    }
}

impl<T: Serialize> Serialize for Own<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(own) => own.serialize(serializer),
            Self::Organisations => serializer.serialize_str(""),
        }
    }
}

/// An untagged enum would not say which field of a table is misspelt.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Own<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either(PhantomData))
    }
}

struct Either<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
    type Value = Own<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the agent has of its own, or an empty text for the organisation’s")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(Own::Organisations);
        }
        Err(E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Own::Own)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Own::Own)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(items)).map(Own::Own)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Own::Own)
    }
}
