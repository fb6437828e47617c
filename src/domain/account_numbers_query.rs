//! The query for numbers of the connected Twilio account.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{address::Address, phone, problem::Problem, query, view::Asked};

/// `choose=1&search=415&after=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountQuery {
    /// The number as one dials it.
    pub search: String,
    /// An earlier page's `next`.
    pub after: String,
}

impl AccountQuery {
    /// The names of the inputs.
    pub const CHOOSE: &str = "choose";
    pub const SEARCH: &str = "search";

    /// Reads the query from an address; `None` if nobody asks for the list.
    pub fn read(address: &Address) -> Option<Self> {
        address.value(Self::CHOOSE)?;
        let value = |name| address.value(name).unwrap_or_default();
        Some(Self { search: phone::search(&value(Self::SEARCH)), after: value("after") })
    }

    /// Whether the query asks for less than all numbers.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty()
    }

    /// The same query, from `after` on.
    #[must_use]
    pub fn from(&self, after: &str) -> Self {
        Self { after: after.to_owned(), ..self.clone() }
    }

    /// The text that Twilio looks for in a number (its OpenAPI document, `PhoneNumber`):
    /// digits anywhere in it, or a `+` and those that it begins with.
    pub fn digits(&self) -> String {
        let [digits, _] = phone::beginnings(&self.search);
        digits
    }
}

impl Asked for AccountQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::read(&Address::new("/", id)).unwrap_or_default())
    }
}

/// Formats the query of a URL.
impl fmt::Display for AccountQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        query::write(f, &[(Self::CHOOSE, "1"), (Self::SEARCH, &self.search), ("after", &self.after)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<AccountQuery> {
        AccountQuery::read(&Address::new("/dashboard/integrations/twilio", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        for query in
            ["choose=1", "choose=1&search=415", "choose=1&search=415&after=Page%3D1%26PageToken%3DPA1"]
        {
            assert_eq!(read(query).unwrap().to_string(), query);
        }
        assert_eq!(read("search=415"), None);
        let first = read("choose=1&search=%2B33+1").unwrap();
        assert_eq!(first.from("Page=1").from(""), first);
        assert!(first.narrows() && !read("choose=").unwrap().narrows());
    }

    #[test]
    fn twilio_is_asked_for_what_one_dials() {
        let digits =
            |search: &str| AccountQuery { search: search.to_owned(), ..AccountQuery::default() }.digits();
        assert_eq!(digits("01 84 88"), "18488");
        assert_eq!(digits("(415) 555"), "415555");
        assert_eq!(digits("+33 (0)1 84"), "+33184");
        assert_eq!(digits("0033 1"), "+331");
        assert_eq!(digits(""), "");
    }
}
