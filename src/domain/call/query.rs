//! How the list of calls is asked for.

use super::{CallId, CallOutcome, Direction};
use crate::domain::{
    audit::Day,
    ids::{AgentId, NumberId},
    list::{Cursor, choices, list_query},
    text,
};

/// A search takes no more characters than a number or some words have.
const MAX_SEARCH: u32 = 64;

/// The place of a call in the order of the list: when it began, and its id.
pub type CallCursor = Cursor<CallId>;

choices!(CallOutcome, Direction);

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
            from before: CallCursor,
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
