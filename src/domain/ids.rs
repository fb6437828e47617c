//! Identifiers: a UUIDv7 in its hyphenated lower-case text, one type per thing.
//!
//! Ids are made on the server only; the browser merely carries them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    list::InQuery,
    problem::{Problem, ProblemKind},
    view::Asked,
};

/// The text is not a hyphenated UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for NotAnId {}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                if is_uuid(&text) { Ok(Self(text)) } else { Err(NotAnId) }
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }

        impl Asked for $name {
            fn asked(id: &str) -> Result<Self, Problem> {
                id.parse().map_err(|NotAnId| ProblemKind::NotFound.into())
            }
        }

        impl InQuery for Option<$name> {
            fn read(text: &str) -> Self {
                text.parse().ok()
            }

            fn written(&self) -> &str {
                self.as_ref().map_or("", $name::as_str)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A tenant.
    OrgId,
    /// A person.
    UserId,
    /// One row of `org_credentials`.
    CredentialId,
    /// An AVA assistant.
    AgentId,
    /// A phone number of an org.
    NumberId,
    /// A durable multi-step job.
    OperationId,
    /// A difference between a number here and at a provider.
    FindingId,
    /// A signed-in device, as its owner sees it: never the cookie's value.
    DeviceId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_hyphenated_lower_case_uuids() {
        assert!("0190a5e2-7c1b-7def-8123-0123456789ab".parse::<OrgId>().is_ok());
        for bad in
            ["", "0190a5e2", "0190A5E2-7c1b-7def-8123-0123456789ab", "0190a5e2-7c1b-7def-8123-0123456789a'"]
        {
            assert!(bad.parse::<OrgId>().is_err(), "{bad}");
        }
    }
}
