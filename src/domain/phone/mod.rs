//! Phone numbers as E.164, and how people write them.
//!
//! The shape is checked here, on both sides; whether the number can exist is
//! the server's business, and so is how it is shown: the plan of each country
//! is much to download.

mod dialled;
mod parse;
#[cfg(feature = "ssr")]
mod shown;

use std::{
    fmt,
    hash::{Hash, Hasher},
};

pub use dialled::{beginnings, search};
pub use parse::NotE164;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `+`, then 7 to 15 digits of which the first is not zero (ITU-T E.164).
///
/// To the browser it travels as people write it, so that nothing there has to
/// know how; in JSON, which is stored and which programs read, as E.164.
#[derive(Clone)]
pub struct E164 {
    number: String,
    /// The spelling that the server sent.
    shown: Option<String>,
}

impl E164 {
    /// Accepts what people write and paste: [`parse`].
    pub fn parse(text: &str) -> Result<Self, NotE164> {
        Ok(Self { number: parse::read(text)?, shown: None })
    }

    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// The number as people write it: `+1 415 555 0142`, `+33 1 84 88 00 12`. In the
    /// browser, the digits alone of a number that did not come from the server.
    pub fn pretty(&self) -> String {
        #[cfg(feature = "ssr")]
        let written = shown::international(&self.number);
        #[cfg(not(feature = "ssr"))]
        let written = None;
        written.or_else(|| self.shown.clone()).unwrap_or_else(|| self.number.clone())
    }

    /// Like [`pretty`](Self::pretty), for the middle of a sentence: no line ends inside it.
    pub fn unbroken(&self) -> String {
        self.pretty().replace(' ', "\u{a0}")
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({})", self.number)
    }
}

impl PartialEq for E164 {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for E164 {}

impl Hash for E164 {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl Serialize for E164 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.number)
        } else {
            serializer.serialize_str(&self.pretty())
        }
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let travels = !deserializer.is_human_readable();
        let text = String::deserialize(deserializer)?;
        let number = if travels { parse::plain(&text) } else { parse::read(&text) };
        let number = number.map_err(serde::de::Error::custom)?;
        Ok(Self { number, shown: travels.then_some(text) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pretty(text: &str) -> String {
        E164::parse(text).unwrap().pretty()
    }

    #[test]
    fn a_number_is_shown_as_people_of_its_country_write_it() {
        for (number, shown) in [
            ("+14155550142", "+1 415 555 0142"),
            ("+33184880012", "+33 1 84 88 00 12"),
            ("+35315550123", "+353 1 555 0123"),
            ("+351211234567", "+351 21 123 4567"),
            ("+35226123456", "+352 26 12 34 56"),
            ("+358912345678", "+358 9 12345678"),
            ("+420212345678", "+420 212 345 678"),
            ("+97221234567", "+972 2 123 4567"),
            ("+493012345678", "+49 30 12345678"),
            ("+442079460958", "+44 20 7946 0958"),
            ("+390612345678", "+39 06 1234 5678"),
            ("+3225551234", "+32 2 555 12 34"),
            ("+41445551234", "+41 44 555 12 34"),
            ("+551155551234", "+55 11 5555 1234"),
        ] {
            assert_eq!(pretty(number), shown);
        }
    }

    #[test]
    fn a_number_of_no_country_is_shown_with_its_digits() {
        assert_eq!(pretty("+21012345678"), "+21012345678");
        assert_eq!(pretty("+9999999999"), "+9999999999");
    }

    #[test]
    fn what_travels_to_the_browser_is_how_it_is_shown() {
        let number = E164::parse("+35315550123").unwrap();
        let sent = postcard::to_allocvec(&number).unwrap();
        assert_eq!(postcard::from_bytes::<String>(&sent).unwrap(), "+353 1 555 0123");
        let arrived: E164 = postcard::from_bytes(&sent).unwrap();
        assert_eq!(arrived.shown.as_deref(), Some("+353 1 555 0123"));
        assert_eq!((arrived.as_str(), &arrived), ("+35315550123", &number));
    }

    #[test]
    fn what_is_stored_is_e164() {
        let number = E164::parse("+353 1 555 0123").unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"+35315550123\"");
        assert_eq!(serde_json::from_str::<E164>("\"+35315550123\"").unwrap(), number);
        assert!(serde_json::from_str::<E164>("\"+353 one\"").is_err());
    }

    proptest! {
        #[test]
        fn how_it_is_shown_keeps_every_digit(number in "\\+[1-9][0-9]{6,14}") {
            let parsed = E164::parse(&number).unwrap();
            prop_assert_eq!(E164::parse(&parsed.pretty()).unwrap(), parsed.clone());
            let sent = postcard::to_allocvec(&parsed).unwrap();
            prop_assert_eq!(postcard::from_bytes::<E164>(&sent).unwrap(), parsed);
        }
    }
}
