//! Numbers that Twilio has for sale, and their prices: the same numbers every time, less
//! those that an account has. It changes nothing.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::derive;
use super::twilio_account::Twilio;
use super::twilio_api::{Outcome, error, not_found};
use super::twilio_list::fits;
use super::wire::{Answer, Incoming};

/// A block of numbers that differ in their last four digits.
pub(super) struct Block {
    country: &'static str,
    /// The kind as in the path of the search.
    kind: &'static str,
    prefix: &'static str,
    locality: &'static str,
    region: &'static str,
    sms: bool,
    /// `none`, `any`, `local` or `foreign`
    pub(super) address: &'static str,
    pub(super) bundle: bool,
}

impl Block {
    pub(super) const fn country(&self) -> &'static str {
        self.country
    }

    pub(super) const fn sms(&self) -> bool {
        self.sms
    }

    fn numbers(&self) -> impl Iterator<Item = String> {
        let first = u32::from_str_radix(&derive::hex32(&["stock", self.prefix])[..4], 16).unwrap_or_default();
        (0..IN_STOCK).map(move |nth| format!("{}{:04}", self.prefix, (first + nth * 613) % 10_000))
    }
}

const IN_STOCK: u32 = 24;
const DEFAULT_PAGE_SIZE: usize = 50;

const fn block(
    country: &'static str,
    kind: &'static str,
    prefix: &'static str,
    (locality, region): (&'static str, &'static str),
) -> Block {
    Block { country, kind, prefix, locality, region, sms: true, address: "none", bundle: false }
}

const BLOCKS: [Block; 12] = [
    block("US", "Local", "+1415621", ("San Francisco", "CA")),
    block("US", "Local", "+1212621", ("New York", "NY")),
    block("US", "Local", "+1305621", ("Miami", "FL")),
    block("US", "TollFree", "+1888621", ("", "")),
    block("CA", "Local", "+1416621", ("Toronto", "ON")),
    block("GB", "Local", "+44203870", ("London", "")),
    block("GB", "Mobile", "+44746045", ("", "")),
    Block { address: "any", sms: false, ..block("FR", "Local", "+3318489", ("Paris", "")) },
    Block { address: "local", bundle: true, ..block("FR", "Mobile", "+3364463", ("", "")) },
    Block { address: "local", bundle: true, sms: false, ..block("DE", "Local", "+49302201", ("Berlin", "")) },
    Block { address: "foreign", ..block("SE", "Local", "+4685065", ("Stockholm", "")) },
    Block { address: "local", ..block("AU", "Local", "+6128015", ("Sydney", "NSW")) },
];

/// The block that a number for sale is of.
pub(super) fn block_of(phone_number: &str) -> Option<&'static Block> {
    let mut blocks = BLOCKS.iter();
    blocks.find(|block| block.numbers().any(|number| number == phone_number))
}

/// `…/AvailablePhoneNumbers/{country}/{kind}.json`
pub(super) fn list(twilio: &Twilio, call: &Incoming, country: &str, kind: &str) -> Outcome {
    let mut blocks = BLOCKS.iter().filter(|block| block.country == country && block.kind == kind).peekable();
    if blocks.peek().is_none() {
        return Err(not_found(call));
    }
    let area = call.query("AreaCode").map(|area| format!("+1{area}"));
    let pattern = call.query("Contains").unwrap_or_default();
    if !pattern.is_empty() && !is_pattern(&pattern) {
        return Err(error(StatusCode::BAD_REQUEST, 20002, "Invalid Contains"));
    }
    let size = call.query("PageSize").and_then(|size| size.parse().ok()).unwrap_or(DEFAULT_PAGE_SIZE);
    let offers: Vec<Value> = blocks
        .flat_map(|block| block.numbers().map(move |number| (block, number)))
        .filter(|(_, number)| area.as_ref().is_none_or(|area| number.starts_with(area.as_str())))
        .filter(|(_, number)| fits(number, &pattern) && twilio.owner_of(number).is_none())
        .take(size)
        .map(|(block, number)| offer(block, &number))
        .collect();
    let body = json!({ "available_phone_numbers": offers, "uri": call.path });
    Ok(Answer::json(StatusCode::OK, body))
}

/// Whether the text is a pattern as Twilio's OpenAPI document describes `Contains`.
fn is_pattern(text: &str) -> bool {
    let wild = |c: char| matches!(c, '*' | '%');
    let bare = text.trim_start_matches('+').trim_end_matches('$');
    let between = bare.trim_matches(wild);
    let plain = between.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=16).contains(&text.chars().count()) && plain && (between.len() >= 2 || between == bare)
}

fn offer(block: &Block, number: &str) -> Value {
    let or_null = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    json!({
        "address_requirements": block.address,
        "beta": false,
        "capabilities": { "voice": true, "SMS": block.sms, "MMS": block.sms },
        "friendly_name": number,
        "iso_country": block.country,
        "lata": null,
        "latitude": null,
        "locality": or_null(block.locality),
        "longitude": null,
        "phone_number": number,
        "postal_code": null,
        "rate_center": null,
        "region": or_null(block.region),
    })
}

/// `/v1/PhoneNumbers/Countries/{country}` of the host that knows prices, but for those of
/// French mobile numbers.
pub(super) fn prices(call: &Incoming, country: &str) -> Outcome {
    let kinds: &[(&str, &str)] = match country {
        "US" => &[("local", "1.15"), ("toll free", "2.15")],
        "CA" => &[("local", "1.15")],
        "GB" => &[("local", "1.15"), ("mobile", "1.15")],
        "FR" => &[("local", "1.50")],
        "DE" => &[("local", "1.15")],
        "SE" | "AU" => &[("local", "3.00")],
        _ => return Err(error(StatusCode::NOT_FOUND, 20404, "The requested resource was not found")),
    };
    let prices: Vec<Value> = kinds
        .iter()
        .map(|(kind, price)| json!({ "number_type": kind, "base_price": price, "current_price": price }))
        .collect();
    let body = json!({
        "country": country,
        "iso_country": country,
        "phone_number_prices": prices,
        "price_unit": "USD",
        "url": format!("https://pricing.twilio.com{}", call.path),
    });
    Ok(Answer::json(StatusCode::OK, body))
}

#[cfg(test)]
mod tests {
    use super::BLOCKS;

    #[test]
    fn what_is_for_sale_can_exist_and_differs() {
        for block in &BLOCKS {
            let mut numbers: Vec<String> = block.numbers().collect();
            for number in &numbers {
                let parsed = phonenumber::parse(None, number).expect("parses");
                assert!(phonenumber::is_valid(&parsed), "{number}");
            }
            numbers.sort();
            numbers.dedup();
            assert_eq!(numbers.len(), 24, "{}", block.prefix);
        }
    }
}
