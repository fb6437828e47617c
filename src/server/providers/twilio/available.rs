//! Numbers that Twilio offers for sale, and their price.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::client::{Ask, TwilioAuth, TwilioClient};
use crate::{
    domain::{
        managed::{AddressRequirement, AvailableNumber, NumberKind, Price},
        phone::E164,
        problem::Problem,
    },
    server::providers::{
        call::{self, CallCx},
        coalesce::Key,
        lenient::{entries, maybe, readable},
    },
};

const LOCAL: &str = "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/{Country}/Local.json";
const MOBILE: &str = "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/{Country}/Mobile.json";
const TOLL_FREE: &str = "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers/{Country}/TollFree.json";
/// Served by another host: see [`ProviderConfig`](crate::server::providers::ProviderConfig).
const PRICES: &str = "/v1/PhoneNumbers/Countries/{Country}";

/// Enough to choose from; Twilio gives no second page.
const SHOWN: &str = "30";

/// The numbers that a search asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// ISO 3166-1.
    pub country: &'a str,
    pub kind: NumberKind,
    /// The area code; an empty one stands for any.
    pub area: &'a str,
    /// A part of the number; `*` is any digit.
    pub digits: &'a str,
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "entries")]
    available_phone_numbers: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    phone_number: String,
    #[serde(default, deserialize_with = "maybe")]
    locality: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    region: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    address_requirements: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    capabilities: Capabilities,
}

/// Twilio writes these names in either case.
#[derive(Default, Deserialize)]
struct Capabilities {
    #[serde(default, deserialize_with = "maybe")]
    voice: Option<bool>,
    #[serde(default, alias = "SMS", deserialize_with = "maybe")]
    sms: bool,
}

impl Entry {
    /// `None` for an entry that is no phone number that anybody could call.
    fn offer(self, wanted: &Wanted<'_>) -> Option<AvailableNumber> {
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        // An unknown requirement may be the strictest.
        let address = match self.address_requirements.as_deref() {
            None | Some("") => AddressRequirement::None,
            Some(code) => AddressRequirement::from_code(code).unwrap_or(AddressRequirement::Local),
        };
        Some(AvailableNumber {
            e164: E164::parse(&self.phone_number).ok()?,
            country: wanted.country.to_owned(),
            kind: wanted.kind,
            locality: some(self.locality),
            region: some(self.region),
            // The search asks for numbers with voice only.
            voice: self.capabilities.voice != Some(false),
            sms: self.capabilities.sms,
            address,
        })
    }
}

#[derive(Deserialize)]
struct Prices {
    #[serde(default, deserialize_with = "maybe")]
    price_unit: String,
    /// Kept as values, so that one that cannot be read leaves the others.
    #[serde(default, deserialize_with = "maybe")]
    phone_number_prices: Vec<Value>,
}

#[derive(Deserialize)]
struct PriceEntry {
    number_type: String,
    #[serde(default, deserialize_with = "maybe")]
    current_price: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    base_price: Option<String>,
}

impl TwilioClient {
    /// Searches for numbers with voice only: others are no use here. A country that
    /// Twilio does not serve is not there (404).
    pub async fn for_sale(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<AvailableNumber>, Problem> {
        let ask = self.ask(cx, auth);
        let template = match wanted.kind {
            NumberKind::Local => LOCAL,
            NumberKind::Mobile => MOBILE,
            NumberKind::TollFree => TOLL_FREE,
        };
        let mut url = ask.url(template, &[wanted.country])?;
        let asked = [("AreaCode", wanted.area), ("Contains", wanted.digits), ("VoiceEnabled", "true")];
        for (name, value) in asked.into_iter().chain([("PageSize", SHOWN)]) {
            if !value.is_empty() {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        let read = async {
            let page: Page = ask.get(template, url.clone()).await?;
            let offers = page.available_phone_numbers.into_iter().filter_map(|entry| entry.offer(wanted));
            Ok(offers.filter(|offer| offer.voice).collect())
        };
        self.offers.get(ask.reader(&url), read).await.map_err(|problem| ask.problem(problem))
    }

    /// The price by the month; `None` when Twilio names none for this kind.
    pub async fn price(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        country: &str,
        kind: NumberKind,
    ) -> Result<Option<Price>, Problem> {
        let ask = self.ask_pricing(cx, auth);
        let url = prices_url(&ask, country)?;
        let reader = ask.reader(&url);
        let of_kind = Key { path: format!("{}#{}", reader.path, kind.code()), ..reader };
        let read = async { Ok(price(ask.get(PRICES, url).await?, kind)) };
        self.prices.get(of_kind, read).await.map_err(|problem| ask.problem(problem))
    }
}

fn price(prices: Prices, kind: NumberKind) -> Option<Price> {
    // Twilio writes the kind with a space.
    let of_kind = |entry: &PriceEntry| entry.number_type.replace([' ', '-'], "_") == kind.code();
    let entry = readable(prices.phone_number_prices).into_iter().find(of_kind)?;
    let amount = entry.current_price.or(entry.base_price).filter(|amount| is_amount(amount))?;
    let currency = prices.price_unit.to_ascii_uppercase();
    let three = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    three.then_some(Price { amount, currency })
}

fn prices_url(ask: &Ask<'_>, country: &str) -> Result<Url, Problem> {
    call::url(ask.base(), PRICES, &[country]).ok_or_else(|| ask.garbled())
}

/// A decimal number, such as 1.15.
fn is_amount(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    text.len() <= 10 && digits(whole) && digits(cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_decimal_number_is_a_price() {
        assert!(is_amount("1.15") && is_amount("3"));
        for bad in ["", "free", "-1", "1e400", "inf", "NaN", ".5"] {
            assert!(!is_amount(bad), "{bad}");
        }
    }
}
