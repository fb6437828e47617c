//! The search for a number that is for sale.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddressRequirement, ManagedState};
use crate::domain::{
    address::Address,
    codes::codes,
    phone::E164,
    problem::{Field, FieldErrors, Problem, Rule},
    text,
    view::Asked,
};

/// The countries that the form offers, by ISO 3166-1 code. Twilio alone knows
/// what it sells where.
pub const COUNTRIES: [&str; 24] = [
    "US", "CA", "GB", "IE", "FR", "BE", "CH", "LU", "DE", "AT", "NL", "ES", "PT", "IT", "DK", "SE", "NO",
    "FI", "PL", "CZ", "AU", "NZ", "IL", "BR",
];

codes! {
    /// The kind of a number, which its callers see.
    pub enum NumberKind {
        Local = "local",
        Mobile = "mobile",
        TollFree = "toll_free",
    }
}

/// The query of the search: `country=US&kind=local&area=415&digits=55*`. The form is sent
/// by GET, so that a search has an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindQuery {
    /// The country, one of [`COUNTRIES`].
    pub country: String,
    pub kind: NumberKind,
    /// Three digits, in the United States and in Canada only.
    pub area: String,
    /// Digits wherever they stand in the number; `*` before or after them is any
    /// one.
    pub digits: String,
    /// Whether somebody pressed *Search*: without it, nothing is asked at Twilio.
    pub asked: bool,
}

impl FindQuery {
    /// The names of the inputs.
    pub const COUNTRY: &str = "country";
    pub const KIND: &str = "kind";
    pub const AREA: &str = "area";
    pub const DIGITS: &str = "digits";

    pub fn read(address: &Address) -> Self {
        let value = |name| address.value(name).unwrap_or_default();
        let country = address.value(Self::COUNTRY);
        Self {
            asked: country.is_some(),
            country: country
                .map(|code| text::code(&code).to_ascii_uppercase())
                .filter(|code| COUNTRIES.contains(&code.as_str()))
                .unwrap_or_else(|| COUNTRIES[0].to_owned()),
            kind: NumberKind::from_code(&value(Self::KIND)).unwrap_or(NumberKind::Local),
            area: text::code(&value(Self::AREA)).chars().filter(char::is_ascii_digit).take(15).collect(),
            digits: text::code(&value(Self::DIGITS))
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '*')
                .take(MAX_DIGITS as usize + 1)
                .collect(),
        }
    }

    /// The problem of the inputs that Twilio would not understand, if there are any.
    pub fn invalid(&self) -> Option<Problem> {
        let mut field_errors = FieldErrors::default();
        let area = field_errors.value(Field::AreaCode, self.good_area());
        let digits = field_errors.value(Field::Number, self.good_digits());
        area.zip(digits).is_none().then(|| field_errors.problem())
    }

    fn good_area(&self) -> Result<(), Rule> {
        match self.area.len() {
            0 => Ok(()),
            _ if !has_area_codes(&self.country) => Err(Rule::NoAreaCodes),
            3 => Ok(()),
            _ => Err(Rule::AreaCode),
        }
    }

    fn good_digits(&self) -> Result<(), Rule> {
        let between = self.digits.trim_matches('*');
        let fits = self.digits.len() <= MAX_DIGITS as usize && between.len() >= 2 && !between.contains('*');
        if self.digits.is_empty() || fits { Ok(()) } else { Err(Rule::PartOfNumber) }
    }
}

/// The limits of Twilio's `Contains` (its OpenAPI document): 2 to 16 characters, at least
/// two of them no wildcard, and no wildcard between those.
pub const MAX_DIGITS: u32 = 16;

/// Whether Twilio searches by area code there (its OpenAPI document, `AreaCode`).
pub fn has_area_codes(country: &str) -> bool {
    matches!(country, "US" | "CA")
}

impl Asked for FindQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::read(&Address::new("/", id)))
    }
}

/// Formats the query of a URL, which takes all of these characters as they are.
impl fmt::Display for FindQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}&{}={}", Self::COUNTRY, self.country, Self::KIND, self.kind.code())?;
        for (name, value) in [(Self::AREA, &self.area), (Self::DIGITS, &self.digits)] {
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
    /// Why there is no list; points at a field if one is to blame.
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
    fn lesson_79_a_part_of_a_number_is_what_twilio_takes() {
        let invalid = |digits: &str| read(&format!("country=US&digits={digits}")).invalid();
        for good in ["", "55", "555", "*55", "55*", "**5501**", "1234567890123456", "14**************"] {
            assert_eq!(invalid(good), None, "{good}");
        }
        for bad in
            ["5", "*", "**", "5*", "*5*", "5*5", "55*1", "*5*5*", "12345678901234567", "14***************"]
        {
            let problem = invalid(bad).unwrap();
            assert_eq!(
                (problem.kind, problem.field),
                (Rule::PartOfNumber.into(), Some(Field::Number)),
                "{bad}"
            );
        }
        let both = read("country=US&area=41&digits=5").invalid().unwrap();
        assert_eq!(
            (both.field, both.also),
            (Some(Field::AreaCode), vec![(Field::Number, Rule::PartOfNumber)])
        );
    }

    #[test]
    fn an_area_code_is_three_digits_where_there_are_any() {
        let invalid = |query| read(query).invalid().map(|problem| problem.kind);
        assert_eq!(invalid("country=US&area=415"), None);
        assert_eq!(invalid("country=US&area=41"), Some(Rule::AreaCode.into()));
        assert_eq!(invalid("country=FR&area=184"), Some(Rule::NoAreaCodes.into()));
    }
}
