//! Codes, ids and numbers in the document of the API.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, RefOr, Schema, SchemaFormat,
        schema::{ObjectBuilder, Type},
    },
};

use super::{phone::E164, provider::Provider, secret_text::SecretText};

pub type Described = RefOr<Schema>;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A text that is one of the codes.
pub fn of_codes(codes: impl IntoIterator<Item = &'static str>) -> Described {
    text().enum_values(Some(codes)).into()
}

/// An id, as `ids!` reads it.
pub fn of_id() -> Described {
    text().format(Some(SchemaFormat::Custom("uuid".to_owned()))).into()
}

impl PartialSchema for E164 {
    fn schema() -> Described {
        text()
            .pattern(Some(r"^\+[1-9][0-9]{6,14}$"))
            .description(Some("A phone number with its country code, as E.164 writes it."))
            .into()
    }
}

impl ToSchema for E164 {
    fn name() -> Cow<'static, str> {
        "PhoneNumber".into()
    }
}

impl PartialSchema for Provider {
    fn schema() -> Described {
        of_codes(Provider::ALL.map(Provider::code))
    }
}

impl ToSchema for Provider {
    fn name() -> Cow<'static, str> {
        "Provider".into()
    }
}

impl PartialSchema for SecretText {
    fn schema() -> Described {
        text()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .write_only(true)
            .description(Some("A secret. It is sealed, and never told again."))
            .into()
    }
}

impl ToSchema for SecretText {
    fn name() -> Cow<'static, str> {
        "Secret".into()
    }
}
