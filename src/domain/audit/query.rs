//! How the log is asked for: the query of the list and of what is exported.

use super::{ObjectKind, Outcome};
use crate::domain::{
    ids::UserId,
    list::{Cursor, InQuery, choices, list_query},
    moment, text,
};

/// A search takes no more characters than the longest thing that it finds, a number or an id.
const MAX_SEARCH: u32 = 64;

/// The place of an entry in the order of the list: its time and its number.
pub type EntryCursor = Cursor<i64>;

/// A day in the zone of whoever asks: `2026-11-21`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day(String);

impl Day {
    /// The day of that number since 1970-01-01.
    pub fn of(number: i64) -> Self {
        Self(moment::date(number))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The count of days since 1970-01-01.
    pub fn number(&self) -> Option<i64> {
        moment::day_number(&self.0)
    }
}

impl InQuery for Option<Day> {
    fn read(text: &str) -> Self {
        moment::day_number(text).map(Day::of)
    }

    fn written(&self) -> &str {
        self.as_ref().map_or("", Day::as_str)
    }
}

/// Whose entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Person {
    #[default]
    Anybody,
    User(UserId),
    /// AVA by itself, but for the operations that people asked for.
    Ava,
    Operator,
}

impl Person {
    pub const AVA: &str = "ava";
    pub const OPERATOR: &str = "operator";
}

impl InQuery for Person {
    fn read(text: &str) -> Self {
        match text {
            Self::AVA => Self::Ava,
            Self::OPERATOR => Self::Operator,
            id => id.parse().map_or(Self::Anybody, Self::User),
        }
    }

    fn written(&self) -> &str {
        match self {
            Self::Anybody => "",
            Self::User(id) => id.as_str(),
            Self::Ava => Self::AVA,
            Self::Operator => Self::OPERATOR,
        }
    }
}

choices!(ObjectKind, Outcome);

list_query! {
    /// The query of the log: `search=desk&person=…&about=agents&outcome=refused&since=…&until=…`.
    pub struct AuditQuery {
        narrowed by {
            /// A name of an agent, a number, an id, or the reference of a request.
            search: String = |typed| text::search(typed, MAX_SEARCH),
            person: Person,
            about: Option<ObjectKind>,
            outcome: Option<Outcome>,
            /// The first and the last day.
            since: Option<Day>,
            until: Option<Day>,
        }
        paged by {
            /// The last page's `next`.
            from before: EntryCursor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    fn read(query: &str) -> AuditQuery {
        AuditQuery::read(&Address::new("/dashboard/audit", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for query in [
            String::new(),
            "person=ava".to_owned(),
            "person=operator&outcome=refused".to_owned(),
            format!(
                "search=desk&person={id}&about=agents&outcome=done&since=2026-11-01&until=2026-11-30&before=1700000000000-7"
            ),
        ] {
            assert_eq!(read(&query).to_string(), query);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        let nonsense = "person=me&about=x&outcome=1&since=2026-02-30&until=now&before=-1-2";
        assert_eq!(read(nonsense), AuditQuery::default());
        assert_eq!(read("before=99999999999999999999-1"), AuditQuery::default());
    }
}
