//! Looking for a number that is for sale.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddressRequirement, ManagedState};
use crate::domain::{
    address::Address,
    codes::codes,
    phone::E164,
    problem::{Field, Problem, Rule},
};

/// The countries that the form offers, by ISO 3166-1 code. Twilio alone knows
/// what it sells where.
pub const COUNTRIES: [&str; 24] = [
    "US", "CA", "GB", "IE", "FR", "BE", "CH", "LU", "DE", "AT", "NL", "ES", "PT", "IT", "DK", "SE", "NO",
    "FI", "PL", "CZ", "AU", "NZ", "IL", "BR",
];

codes! {
    /// What a number is for its callers.
    pub enum NumberKind {
        Local = "local",
        Mobile = "mobile",
        TollFree = "toll_free",
    }
}

/// What the search is asked for: `country=US&kind=local&area=415&digits=55*`.
/// A form sent by GET, so that a search has an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindQuery {
    /// One of [`COUNTRIES`].
    pub country: String,
    pub kind: NumberKind,
    /// Three digits, in the United States and in Canada only.
    pub area: String,
    /// Digits wherever they stand in the number; `*` is any one.
    pub digits: String,
    /// Whether somebody pressed *Search*: without it, nothing is asked at Twilio.
    pub asked: bool,
}

impl FindQuery {
    pub fn read(address: &Address) -> Self {
        let value = |name| address.value(name).unwrap_or_default();
        let country = address.value("country");
        Self {
            asked: country.is_some(),
            country: country
                .map(|code| code.trim().to_ascii_uppercase())
                .filter(|code| COUNTRIES.contains(&code.as_str()))
                .unwrap_or_else(|| COUNTRIES[0].to_owned()),
            kind: NumberKind::from_code(&value("kind")).unwrap_or(NumberKind::Local),
            area: value("area").chars().filter(char::is_ascii_digit).take(15).collect(),
            digits: value("digits").chars().filter(|c| c.is_ascii_digit() || *c == '*').take(15).collect(),
        }
    }

    /// What Twilio would not understand.
    pub fn slip(&self) -> Option<Problem> {
        if self.area.is_empty() {
            return None;
        }
        let rule = if !has_area_codes(&self.country) {
            Rule::NoAreaCodes
        } else if self.area.len() != 3 {
            Rule::AreaCode
        } else {
            return None;
        };
        Some(Problem::invalid(Field::AreaCode, rule))
    }
}

/// Whether Twilio searches by area code there (its OpenAPI document, `AreaCode`).
pub fn has_area_codes(country: &str) -> bool {
    matches!(country, "US" | "CA")
}

/// As the query of a URL, which takes all of these characters as they are.
impl fmt::Display for FindQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "country={}&kind={}", self.country, self.kind.code())?;
        for (name, value) in [("area", &self.area), ("digits", &self.digits)] {
            if !value.is_empty() {
                write!(f, "&{name}={value}")?;
            }
        }
        Ok(())
    }
}

/// A number that Twilio offers for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailableNumber {
    pub e164: E164,
    pub country: String,
    pub kind: NumberKind,
    /// The town, where Twilio tells it.
    pub locality: Option<String>,
    pub region: Option<String>,
    pub voice: bool,
    pub sms: bool,
    pub address: AddressRequirement,
}

impl AvailableNumber {
    /// The query of the page that asks before buying it: [`super::BuyView`].
    pub fn query(&self) -> String {
        let digits = self.e164.as_str().trim_start_matches('+');
        format!("number={digits}&country={}&kind={}", self.country, self.kind.code())
    }
}

/// `/dashboard/numbers/buy?…`: [`Page::FindNumbers`](crate::domain::view::Page),
/// whose id is the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindView {
    pub now: i64,
    pub state: ManagedState,
    pub query: FindQuery,
    /// Empty too when nothing was asked.
    pub numbers: Vec<AvailableNumber>,
    /// Why there is no list; on a field where one is to blame.
    pub problem: Option<Problem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> FindQuery {
        FindQuery::read(&Address::new("/dashboard/numbers/buy", query))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        for query in ["country=FR&kind=mobile", "country=US&kind=local&area=415&digits=55*1"] {
            assert_eq!(read(query).to_string(), query);
            assert!(read(query).asked);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        let query = read("");
        assert_eq!((query.to_string().as_str(), query.asked), ("country=US&kind=local", false));
        assert_eq!(read("country=XX&kind=fax&digits=a1'").to_string(), "country=US&kind=local&digits=1");
    }

    #[test]
    fn an_area_code_is_three_digits_where_there_are_any() {
        let slip = |query| read(query).slip().map(|problem| problem.kind);
        assert_eq!(slip("country=US&area=415"), None);
        assert_eq!(slip("country=US&area=41"), Some(Rule::AreaCode.into()));
        assert_eq!(slip("country=FR&area=184"), Some(Rule::NoAreaCodes.into()));
    }
}
