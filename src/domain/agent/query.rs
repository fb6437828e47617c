//! The query for a list of agents.

use crate::domain::{ids::AgentId, list::list_query, text};

list_query! {
    /// The query of the list: `search=desk&after=…`.
    pub struct AgentsQuery {
        narrowed by {
            /// Part of a name; case does not matter.
            search: String = of_a_name,
        }
        paged by {
            /// The last page's `next`.
            from after: AgentId,
        }
    }
}

fn of_a_name(typed: &str) -> String {
    text::search(typed, super::MAX_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

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
