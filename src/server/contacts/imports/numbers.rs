//! Numbers as lists have them: often without the code of their country.

use phonenumber::{Mode, country, metadata::DATABASE};

use crate::{
    domain::{
        phone::E164,
        problem::Rule,
        text::{self, code},
    },
    server::numbers::service::parse_number,
};

/// The code of a country (ITU-T E.164), and one of the countries that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingCode {
    code: u16,
    country: country::Id,
}

impl CallingCode {
    /// Reads what people write: `+33`, `33`, `0033`. Nothing is nothing.
    pub fn read(typed: &str) -> Result<Option<Self>, Rule> {
        if text::is_empty(typed) {
            return Ok(None);
        }
        let typed = code(typed);
        let digits = typed.trim().trim_start_matches('+').trim_start_matches('0');
        let code = digits.parse::<u16>().map_err(|_| Rule::CallingCode)?;
        Self::of(code).map(Some).ok_or(Rule::CallingCode)
    }

    fn of(code: u16) -> Option<Self> {
        let country = DATABASE.region(&code)?.into_iter().find_map(|region| region.parse().ok())?;
        Some(Self { code, country })
    }

    /// Finds the numbering plan of a number.
    pub fn of_number(number: &E164) -> Option<Self> {
        let digits = number.as_str().strip_prefix('+')?;
        // No code of a country begins with another's.
        (1..=3).find_map(|length| Self::of(digits.get(..length)?.parse().ok()?))
    }

    pub fn digits(self) -> String {
        self.code.to_string()
    }
}

/// Reads a number: one without a code as it is dialled at home, also where a spreadsheet has taken it
/// for an amount and dropped the zero, or the sign, before it.
pub fn number(typed: &str, country: Option<CallingCode>) -> Result<E164, Rule> {
    // A spreadsheet has this sign before what is no amount.
    let typed = typed.trim().trim_start_matches('\'');
    let written = code(typed);
    let home = match (parse_number(typed), country) {
        (Err(Rule::Phone), Some(home)) if !written.contains('+') => home,
        (read, _) => return read,
    };
    let parsed = phonenumber::parse(Some(home.country), &written).ok().filter(|parsed| parsed.is_valid());
    if let Some(parsed) = parsed {
        return E164::parse(&parsed.format().mode(Mode::E164).to_string()).map_err(|_| Rule::ImpossiblePhone);
    }
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix(&home.digits()) {
        Some(_) => parse_number(&format!("+{digits}")).map_err(|_| Rule::ImpossiblePhone),
        None => Err(Rule::ImpossiblePhone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let france = CallingCode::read("+33").unwrap();
        for typed in [
            "+33 1 84 88 00 12",
            "01 84 88 00 12",
            "01.84.88.00.12",
            "184880012",
            "33184880012",
            "0033 1 84 88 00 12",
            "'+33184880012",
        ] {
            assert_eq!(number(typed, france).as_ref().map(E164::as_str), Ok("+33184880012"), "{typed}");
        }
        assert_eq!(number("+41 21 555 12 34", france).unwrap().as_str(), "+41215551234");
        assert_eq!(
            number("(415) 555-2671", CallingCode::read("1").unwrap()).unwrap().as_str(),
            "+14155552671"
        );
        assert_eq!(number("01 84 88 00 12", None), Err(Rule::Phone));
        assert_eq!(number("12", france), Err(Rule::ImpossiblePhone));
        assert!(number("Ana", france).is_err());
    }

    #[test]
    fn the_code_of_a_country_is_one_that_there_is() {
        assert_eq!(CallingCode::read(" "), Ok(None));
        assert_eq!(CallingCode::read("0041").unwrap().unwrap().digits(), "41");
        for nothing in ["+", "999", "France", "+33 1"] {
            assert_eq!(CallingCode::read(nothing), Err(Rule::CallingCode), "{nothing}");
        }
        let number = E164::parse("+352 27 12 34 56").unwrap();
        assert_eq!(CallingCode::of_number(&number).unwrap().digits(), "352");
    }
}
