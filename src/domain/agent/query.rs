//! Which agents a list shows.

use std::fmt;

use crate::domain::{address::Address, ids::AgentId, problem::Problem, query, text, view::Asked};

/// What the list is asked for: `search=desk&after=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentsQuery {
    /// Part of a name, in whatever case.
    pub search: String,
    /// The last page's `next`.
    pub after: Option<AgentId>,
}

impl AgentsQuery {
    /// Out of an address. What cannot be read is not asked for.
    pub fn read(address: &Address) -> Self {
        Self {
            search: text::search(&address.value("search").unwrap_or_default(), super::NAME_MOST),
            after: address.value("after").and_then(|id| id.parse().ok()),
        }
    }

    /// Whether it asks for less than all.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty()
    }

    /// The same, from `after` on.
    #[must_use]
    pub fn from(&self, after: Option<&AgentId>) -> Self {
        Self { after: after.cloned(), ..self.clone() }
    }
}

impl Asked for AgentsQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::read(&Address::new("/", id)))
    }
}

/// As the query of a URL.
impl fmt::Display for AgentsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        query::write(
            f,
            &[("search", &self.search), ("after", self.after.as_ref().map_or("", AgentId::as_str))],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    fn read(query: &str) -> AgentsQuery {
        AgentsQuery::read(&Address::new("/dashboard/agents", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        for query in ["", "search=desk", "search=%C3%89mile%20%26%20co%25", &format!("search=a&after={ID}")] {
            assert_eq!(read(query).to_string(), query);
        }
        assert_eq!(read("search=%C3%89mile+%26+co%25").search, "Émile & co%");
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        assert_eq!(read("search=+%00&after=%27--"), AgentsQuery::default());
        assert_eq!(read(&format!("search={}", "x".repeat(100))).search.len(), 40);
    }

    #[test]
    fn a_later_page_is_of_the_same_list() {
        let first = read("search=desk");
        let later = first.from(Some(&ID.parse().unwrap()));
        assert_eq!(later.to_string(), format!("search=desk&after={ID}"));
        assert_eq!(later.from(None), first);
        assert!(later.narrows() && !read(&format!("after={ID}")).narrows());
    }
}
