//! Points in time.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, RefOr, Schema, SchemaFormat,
        schema::{ObjectBuilder, Type},
    },
};

use crate::domain::moment::{iso, read_iso};

/// Epoch milliseconds, which travel as RFC 3339 in UTC with whole seconds: `2026-11-21T14:05:09Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl From<i64> for Time {
    fn from(at_ms: i64) -> Self {
        Self(at_ms)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&iso(self.0))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        read_iso(&text).map(Self).ok_or_else(|| D::Error::custom("no time in UTC"))
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A time in UTC (RFC 3339)."))
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        "Time".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_travels_in_utc() {
        let time = Time(1_795_269_909_000);
        let text = serde_json::to_string(&time).unwrap();
        assert!(text.ends_with("Z\""), "{text}");
        assert_eq!(serde_json::from_str::<Time>(&text).unwrap(), time);
        for bad in ["\"2026-11-21T14:05:09+01:00\"", "\"yesterday\"", "3"] {
            assert!(serde_json::from_str::<Time>(bad).is_err(), "{bad}");
        }
    }
}
