//! The queries of lists. Each is declared once, with [`list_query!`]; from that follow the
//! struct, how it is read out of an address and written into one, whether it narrows the
//! list, its other pages, and the names of its inputs.
//!
//! ```ignore
//! list_query! {
//!     /// `search=desk&after=…`.
//!     pub struct AgentsQuery {
//!         narrowed by {
//!             /// Part of a name, in whatever case.
//!             search: String = |typed| text::search(typed, MAX_NAME),
//!         }
//!         paged by {
//!             /// The last page's `next`.
//!             from after: AgentId,
//!         }
//!     }
//! }
//! ```
//!
//! A value that cannot be read does not count. `from` names the function that asks for
//! another page; a list with a second one beside it has another row there.
//! `AgentsQuery::search()` is the name of the input that a page draws.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// A value of a query.
pub trait InQuery: Default + PartialEq {
    /// Reads the value from an address, where it may be missing or nonsense.
    fn read(text: &str) -> Self;

    /// The text for a URL; empty if nothing is asked for.
    fn written(&self) -> &str;
}

impl InQuery for String {
    fn read(text: &str) -> Self {
        text.to_owned()
    }

    fn written(&self) -> &str {
        self
    }
}

/// Makes enums of codes values of a query: one of the codes, or nothing.
macro_rules! choices {
    ($($choice:ident),+) => {$(
        impl $crate::domain::list::InQuery for Option<$choice> {
            fn read(text: &str) -> Self {
                $choice::from_code(text)
            }

            fn written(&self) -> &str {
                self.map_or("", $choice::code)
            }
        }
    )+};
}

pub(crate) use choices;

/// Makes enums of codes values of a query: one of the codes, or nothing for the default.
macro_rules! filters {
    ($($filter:ident),+) => {$(
        impl $crate::domain::list::InQuery for $filter {
            fn read(text: &str) -> Self {
                Self::from_code(text).unwrap_or_default()
            }

            fn written(&self) -> &str {
                if *self == Self::default() { "" } else { self.code() }
            }
        }
    )+};
}

pub(crate) use filters;

/// The place of a row in a list that is ordered by time, and by a key where times are the same. In an
/// address it is `1700000000000-KEY`; neither part is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String", bound(deserialize = "K: Display + FromStr"))]
pub struct Cursor<K: Clone> {
    text: String,
    /// Epoch milliseconds.
    pub at: i64,
    pub key: K,
}

impl<K: Clone + Display> Cursor<K> {
    pub fn new(at: i64, key: K) -> Self {
        Self { text: format!("{at}-{key}"), at, key }
    }
}

impl<K: Clone> Cursor<K> {
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The text is not the place of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACursor;

impl Display for NotACursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the place of a row")
    }
}

impl<K: Clone + Display + FromStr> FromStr for Cursor<K> {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, key) = text.split_once('-').filter(|(_, key)| !key.starts_with('-')).ok_or(NotACursor)?;
        let at = at.parse::<i64>().ok().filter(|at| *at >= 0).ok_or(NotACursor)?;
        Ok(Self::new(at, key.parse().map_err(|_| NotACursor)?))
    }
}

impl<K: Clone + Display + FromStr> TryFrom<String> for Cursor<K> {
    type Error = NotACursor;

    fn try_from(text: String) -> Result<Self, NotACursor> {
        text.parse()
    }
}

impl<K: Clone> From<Cursor<K>> for String {
    fn from(place: Cursor<K>) -> Self {
        place.text
    }
}

/// Whether a parameter says of which organisation a link is (`app::paths`), which no list may use as its own.
pub const fn is_of_the_link(name: &str) -> bool {
    matches!(name.as_bytes(), b"of" | b"org")
}

macro_rules! list_query {
    (
        $(#[$meta:meta])*
        pub struct $query:ident {
            narrowed by {
                $($(#[$doc:meta])* $name:ident: $type:ty $(= $read:expr)?),* $(,)?
            }
            paged by {
                $($(#[$page_doc:meta])* $turn:ident $page:ident: $id:ty),+ $(,)?
            }
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $query {
            $($(#[$doc])* pub $name: $type,)*
            $($(#[$page_doc])* pub $page: Option<$id>,)+
        }

        impl $query {
            $(pub const fn $name() -> &'static str {
                const { assert!(!$crate::domain::list::is_of_the_link(stringify!($name))) };
                stringify!($name)
            })*

            /// Reads the query from an address. A value that cannot be read does not count.
            pub fn read(address: &$crate::domain::address::Address) -> Self {
                let value = |name| address.value(name).unwrap_or_default();
                Self {
                    $($name: $crate::domain::list::list_query!(@read value(stringify!($name)) $(, $read)?),)*
                    $($page: value(stringify!($page)).parse().ok(),)+
                }
            }

            /// Whether the query asks for less than the whole list.
            pub fn narrows(&self) -> bool {
                let Self { $($name,)* .. } = Self::default();
                false $(|| self.$name != $name)*
            }

            $(
                /// The same query, with this page.
                #[must_use]
                pub fn $turn(&self, page: Option<&$id>) -> Self {
                    let mut turned = self.clone();
                    turned.$page = page.cloned();
                    turned
                }
            )+
        }

        /// Formats the query of a URL.
        impl std::fmt::Display for $query {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::domain::query::write(f, &[
                    $((stringify!($name), $crate::domain::list::InQuery::written(&self.$name)),)*
                    $((stringify!($page), self.$page.as_ref().map_or("", |id| id.as_str())),)+
                ])
            }
        }

        impl $crate::domain::view::Asked for $query {
            fn asked(id: &str) -> Result<Self, $crate::domain::problem::Problem> {
                Ok(Self::read(&$crate::domain::address::Address::new("/", id)))
            }
        }
    };
    (@read $text:expr) => { $crate::domain::list::InQuery::read(&$text) };
    (@read $text:expr, $read:expr) => { ($read)(&$text) };
}

pub(crate) use list_query;
