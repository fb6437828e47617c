//! How the list of calls is asked for.

use super::{CallId, CallOutcome, Direction};
use crate::domain::{
    audit::Day,
    ids::{AgentId, NumberId},
    list::{InQuery, list_query},
    text,
};

/// A search takes no more characters than a number or some words have.
const MAX_SEARCH: u32 = 64;

/// The place of a call in the order of the list: when it began, and its id.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallPlace {
    text: String,
    pub at: i64,
    pub id: CallId,
}

impl CallPlace {
    pub fn new(at: i64, id: CallId) -> Self {
        Self { text: format!("{at}-{id}"), at, id }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The text is not the place of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPlace;

impl std::fmt::Display for NotAPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not the place of a call")
    }
}

impl std::str::FromStr for CallPlace {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (at, id) = text.split_once('-').ok_or(NotAPlace)?;
        let at = at.parse::<i64>().ok().filter(|at| *at >= 0).ok_or(NotAPlace)?;
        Ok(Self::new(at, id.parse().map_err(|_| NotAPlace)?))
    }
}

impl TryFrom<String> for CallPlace {
    type Error = NotAPlace;

    fn try_from(text: String) -> Result<Self, NotAPlace> {
        text.parse()
    }
}

impl From<CallPlace> for String {
    fn from(place: CallPlace) -> Self {
        place.text
    }
}

impl InQuery for Option<CallOutcome> {
    fn read(text: &str) -> Self {
        CallOutcome::from_code(text)
    }

    fn written(&self) -> &str {
        self.map_or("", CallOutcome::code)
    }
}

impl InQuery for Option<Direction> {
    fn read(text: &str) -> Self {
        Direction::from_code(text)
    }

    fn written(&self) -> &str {
        self.map_or("", Direction::code)
    }
}

list_query! {
    /// The query of the list: `search=415&agent=…&number=…&direction=inbound&outcome=missed&day=2026-11-21`.
    pub struct CallsQuery {
        narrowed by {
            /// The number of the other side as one dials it, or the beginnings of words that were said.
            search: String = |typed| text::search(typed, MAX_SEARCH),
            agent: Option<AgentId>,
            number: Option<NumberId>,
            direction: Option<Direction>,
            outcome: Option<CallOutcome>,
            day: Option<Day>,
        }
        paged by {
            /// The last page's `next`.
            from before: CallPlace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    fn read(query: &str) -> CallsQuery {
        CallsQuery::read(&Address::new("/dashboard/calls", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        for query in [
            String::new(),
            format!("search=late&agent={ID}&number={ID}&direction=outbound&outcome=missed&day=2026-11-21"),
            format!("before=1700000000000-{ID}"),
        ] {
            assert_eq!(read(&query).to_string(), query);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        assert_eq!(
            read("agent=x&number=1&direction=up&outcome=1&day=2026-02-30&before=-1-2"),
            CallsQuery::default()
        );
        assert_eq!(read("before=1700000000000-x"), CallsQuery::default());
    }
}
