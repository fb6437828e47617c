//! Values that are stored as text: reading one as the type that it must have, and writing JSON.

use std::{error::Error, str::FromStr};

use serde::{Serialize, de::DeserializeOwned};

/// A stored value that does not decode, with its table, column and row.
#[derive(Debug, thiserror::Error)]
#[error("{table}.{column} of {row} does not decode: {why}")]
pub struct DecodeError {
    table: &'static str,
    column: &'static str,
    row: String,
    why: Box<dyn Error + Send + Sync>,
}

#[derive(Debug, thiserror::Error)]
#[error("this version knows no {0:?}")]
struct UnknownCode(String);

/// A row whose values are read; it is named where one of them does not decode.
#[derive(Clone, Copy)]
pub struct Stored<'a> {
    table: &'static str,
    id: &'a str,
    position: Option<i64>,
}

/// The row of that id, for reading its values:
/// `let row = stored("agents", &self.id); row.json("spec", &self.spec)?`
pub const fn stored<'a>(table: &'static str, id: &'a str) -> Stored<'a> {
    Stored { table, id, position: None }
}

/// The row of an operation's step, for reading its values.
pub const fn stored_step(operation: &str, position: i64) -> Stored<'_> {
    Stored { table: "operation_steps", id: operation, position: Some(position) }
}

/// The text of a value for a column that [`Stored::json`] reads.
///
/// # Errors
/// Fails with `Encode` for a value that JSON has no form for.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// Like [`to_json`], of a value that may be absent; such a column is null.
pub fn to_json_some<T: Serialize + ?Sized>(value: Option<&T>) -> Result<Option<String>, sqlx::Error> {
    value.map(to_json).transpose()
}

impl Stored<'_> {
    /// Parses a value that stands by itself, such as an id.
    pub fn parse<T>(self, column: &'static str, text: &str) -> Result<T, sqlx::Error>
    where
        T: FromStr,
        T::Err: Into<Box<dyn Error + Send + Sync>>,
    {
        self.read(column, text.parse())
    }

    pub fn parse_some<T>(self, column: &'static str, text: Option<&str>) -> Result<Option<T>, sqlx::Error>
    where
        T: FromStr,
        T::Err: Into<Box<dyn Error + Send + Sync>>,
    {
        text.map(|text| self.parse(column, text)).transpose()
    }

    pub fn json<T: DeserializeOwned>(self, column: &'static str, text: &str) -> Result<T, sqlx::Error> {
        self.read(column, serde_json::from_str(text))
    }

    pub fn json_some<T: DeserializeOwned>(
        self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, sqlx::Error> {
        text.map(|text| self.json(column, text)).transpose()
    }

    /// Reads a code of a closed set: `row.code("state", &self.state, State::from_code)?`
    pub fn code<T>(
        self,
        column: &'static str,
        code: &str,
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, sqlx::Error> {
        self.read(column, from_code(code).ok_or_else(|| UnknownCode(code.to_owned())))
    }

    pub fn code_some<T>(
        self,
        column: &'static str,
        code: Option<&str>,
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, sqlx::Error> {
        code.map(|code| self.code(column, code, from_code)).transpose()
    }

    /// Names row and column in the error of a value that was read in another way.
    pub fn read<T, E>(self, column: &'static str, value: Result<T, E>) -> Result<T, sqlx::Error>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        value.map_err(|why| {
            let Self { table, id, position } = self;
            let row = position.map_or_else(|| id.to_owned(), |position| format!("{id}/{position}"));
            sqlx::Error::Decode(Box::new(DecodeError { table, column, row, why: why.into() }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{agent::AgentSpec, ids::OrgId, operation::StepState};

    #[test]
    fn what_does_not_decode_says_table_column_and_id() {
        let row = stored("agents", "a-1");
        let said = |error: sqlx::Error| error.to_string();
        let id = said(row.parse::<OrgId>("org_id", "?").unwrap_err());
        assert!(id.contains("agents.org_id of a-1 does not decode: "), "{id}");
        let spec = said(row.json::<AgentSpec>("spec", "{").unwrap_err());
        assert!(spec.contains("agents.spec of a-1 does not decode: EOF"), "{spec}");
        let step = stored_step("o-1", 3);
        let state = said(step.code_some("state", Some("asleep"), StepState::from_code).unwrap_err());
        assert!(state.contains("operation_steps.state of o-1/3 does not decode: "), "{state}");
        assert!(state.ends_with(r#"this version knows no "asleep""#), "{state}");
    }

    #[test]
    fn what_is_not_there_decodes_as_nothing() {
        let row = stored("agents", "a-1");
        assert!(row.parse_some::<OrgId>("org_id", None).unwrap().is_none());
        assert!(row.json_some::<AgentSpec>("spec", None).unwrap().is_none());
        assert!(row.code_some("state", None, StepState::from_code).unwrap().is_none());
    }
}
