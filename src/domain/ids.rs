//! Identifiers: a UUIDv7 in its hyphenated lower-case text, one type per thing. Those
//! that several features know are declared here, others where the feature's shapes are.
//!
//! Ids are made on the server only; the browser merely carries them.

use std::fmt;

/// The text is not a hyphenated UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for NotAnId {}

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::domain::ids::NotAnId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                if $crate::domain::ids::is_uuid(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::domain::ids::NotAnId)
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::ids::NotAnId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl $crate::domain::view::Asked for $name {
            fn asked(id: &str) -> Result<Self, $crate::domain::problem::Problem> {
                id.parse().map_err(|_| $crate::domain::problem::ProblemKind::NotFound.into())
            }
        }

        impl $crate::domain::list::InQuery for Option<$name> {
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

        #[cfg(feature = "ssr")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> $crate::domain::schema::Described {
                $crate::domain::schema::of_id()
            }
        }

        #[cfg(feature = "ssr")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

pub(crate) use ids;

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
    /// Tells operations on one account apart that may go on side by side.
    InstanceId,
    /// A difference between a number here and at a provider.
    FindingId,
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
