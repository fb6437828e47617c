//! Buying a number at Twilio, the addresses that some countries ask for, and
//! the accounts inside an account. It writes down what is billed.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::derive;
use super::faults;
use super::seed;
use super::twilio_account::{Account, Twilio};
use super::twilio_api::{Outcome, Simulated, account_json, error, not_found, update};
use super::twilio_number::Number;
use super::twilio_stock::{self, Block};
use super::wire::{Answer, Incoming};

/// Numbers that Twilio's test credentials know, named after the outcome of buying them.
const TAKEN: &str = "+15005550000";
const INVALID: &str = "+15005550001";
const ALWAYS: &str = "+15005550006";

#[derive(Clone)]
pub(super) struct Address {
    pub(super) sid: String,
    pub(super) friendly_name: String,
    lines: Vec<(&'static str, &'static str, String)>,
    country: String,
}

impl Address {
    fn json(&self, account_sid: &str) -> Value {
        let mut shown = json!({
            "sid": self.sid,
            "account_sid": account_sid,
            "friendly_name": self.friendly_name,
            "iso_country": self.country,
            "validated": true,
            "verified": false,
        });
        for (_, name, line) in &self.lines {
            shown[*name] = Value::from(line.as_str());
        }
        shown
    }
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

fn bad(code: u32, message: &str) -> Answer {
    error(StatusCode::BAD_REQUEST, code, message)
}

/// Buys a number; for one that the account has, it is an update.
pub(super) fn buy(twilio: &mut Twilio, sid: &str, call: &Incoming, now: i64) -> Outcome {
    let form = call.form();
    let number = field(&form, "PhoneNumber").ok_or_else(|| bad(21421, "PhoneNumber is invalid"))?.to_owned();
    let owned = |account: &Account| account.numbers.iter().position(|owned| owned.phone_number == number);
    if let Some(account) = twilio.accounts.get_mut(sid)
        && let Some(index) = owned(account)
    {
        return update(&mut account.numbers[index], call, now).map(created);
    }
    let block = twilio_stock::block_of(&number);
    if number == INVALID || !number.starts_with('+') {
        return Err(bad(21421, "PhoneNumber is invalid"));
    }
    let free = number == ALWAYS || block.is_some();
    if number == TAKEN || !free || twilio.owner_of(&number).is_some() {
        return Err(bad(21422, &format!("{number} is not available")));
    }
    let Some(account) = twilio.accounts.get_mut(sid) else { return Err(bad(21470, "Invalid AccountSid")) };
    if account.kind == "Trial" {
        return Err(bad(21404, "Trial accounts are allowed only one phone number"));
    }
    if let Some(block) = block {
        allowed(account, block, &form)?;
    }
    let sms = block.is_none_or(Block::sms);
    let bought = account.add(Number::new(sid, &number, true, sms, now));
    bought.set("voice_url", seed::CONSOLE_VOICE_URL.to_owned());
    let answer = update(bought, call, now).map(created);
    twilio.charges.push((sid.to_owned(), number));
    answer
}

fn created(mut answer: Answer) -> Answer {
    answer.status = StatusCode::CREATED;
    answer
}

fn allowed(account: &Account, block: &Block, form: &[(String, String)]) -> Result<(), Answer> {
    let given = field(form, "AddressSid");
    let address = account.addresses.iter().find(|address| Some(address.sid.as_str()) == given);
    let here = address.map(|address| address.country == block.country());
    match (block.address, here) {
        ("none", _) | ("any", Some(_)) | ("local", Some(true)) | ("foreign", Some(false)) => {}
        ("local", _) => return Err(bad(21615, "Phone Number Requires a Local Address")),
        _ => return Err(bad(21631, "Phone Number Requires an Address")),
    }
    match field(form, "BundleSid") {
        None if block.bundle => Err(bad(21649, "Bundle required")),
        Some(sid) if sid.trim_start_matches("BU").bytes().all(|byte| byte == b'0') => {
            Err(bad(21651, "Document does not satisfy regulatory requirement"))
        }
        _ => Ok(()),
    }
}

pub(super) fn addresses(account: &Account, call: &Incoming) -> Answer {
    let name = call.query("FriendlyName");
    let found: Vec<Value> = account
        .addresses
        .iter()
        .filter(|address| name.as_ref().is_none_or(|name| address.friendly_name == *name))
        .map(|address| address.json(&account.sid))
        .collect();
    Answer::json(StatusCode::OK, json!({ "addresses": found, "next_page_uri": null }))
}

const LINES: [(&str, &str); 5] = [
    ("CustomerName", "customer_name"),
    ("Street", "street"),
    ("City", "city"),
    ("Region", "region"),
    ("PostalCode", "postal_code"),
];

/// A street of `nowhere` is one that Twilio cannot find.
pub(super) fn add_address(account: &mut Account, call: &Incoming) -> Outcome {
    let form = call.form();
    let mut lines = Vec::new();
    for (name, shown) in LINES {
        match field(&form, name) {
            Some(line) => lines.push((name, shown, line.to_owned())),
            None if name == "Region" => lines.push((name, shown, String::new())),
            None => return Err(bad(20001, &format!("Missing required parameter {name} in the post body"))),
        }
    }
    let country =
        field(&form, "IsoCountry").ok_or_else(|| bad(20001, "Missing required parameter IsoCountry"))?;
    if lines.iter().any(|(_, _, line)| line == "nowhere") {
        return Err(bad(21628, "Address Validation Error"));
    }
    account.addresses_made += 1;
    let nth = account.addresses_made.to_string();
    let sid = format!("AD{}", derive::hex32(&["address", &account.sid, &nth]));
    let friendly_name = field(&form, "FriendlyName").unwrap_or_default().to_owned();
    let address = Address { sid, friendly_name, lines, country: country.to_owned() };
    let shown = address.json(&account.sid);
    account.addresses.push(address);
    Ok(Answer::json(StatusCode::CREATED, shown))
}

pub(super) fn remove_address(account: &mut Account, sid: &str, call: &Incoming) -> Outcome {
    let found = account.addresses.iter().position(|address| address.sid == sid);
    account.addresses.remove(found.ok_or_else(|| not_found(call))?);
    Ok(Answer::no_content())
}

/// The account itself and those inside it.
pub(super) fn list_accounts(twilio: &Twilio, parent: &str, call: &Incoming) -> Answer {
    let (name, status) = (call.query("FriendlyName"), call.query("Status"));
    let found: Vec<Value> = twilio
        .accounts
        .values()
        .filter(|account| account.sid == parent || account.owner_sid == parent)
        .filter(|account| name.as_ref().is_none_or(|name| account.friendly_name == *name))
        .filter(|account| status.as_ref().is_none_or(|status| account.status == *status))
        .map(account_json)
        .collect();
    Answer::json(StatusCode::OK, json!({ "accounts": found, "next_page_uri": null }))
}

pub(super) fn open_account(twilio: &mut Twilio, parent: &str, call: &Incoming, now: i64) -> Outcome {
    let Some(kind) = twilio.accounts.get(parent).map(|account| account.kind.clone()) else {
        return Err(bad(21470, "Invalid AccountSid"));
    };
    if parent.ends_with("ff7") {
        return Err(bad(21480, "Reached maximum number of subaccounts"));
    }
    let form = call.form();
    let name = field(&form, "FriendlyName").unwrap_or("SubAccount");
    let sid = unused_sid(twilio, parent);
    let token = derive::hex32(&["subaccount-token", &sid]);
    let mut account = Account::active(&sid, &token, name, now);
    account.kind = kind;
    account.owner_sid = parent.to_owned();
    let shown = account_json(&account);
    twilio.accounts.insert(sid, account);
    Ok(Answer::json(StatusCode::CREATED, shown))
}

/// Sets the status, which its parent alone may do; closed is for ever.
pub(super) fn set_status(account: &mut Account, call: &Incoming) -> Outcome {
    let form = call.form();
    match field(&form, "Status") {
        Some(_) if account.status == "closed" => Err(bad(20001, "Account is closed")),
        Some(status @ ("active" | "suspended" | "closed")) => {
            account.status = status.to_owned();
            Ok(Answer::json(StatusCode::OK, account_json(account)))
        }
        _ => Err(bad(20001, "Status must be active, suspended or closed")),
    }
}

/// A sid whose last digits mean nothing.
fn unused_sid(twilio: &Twilio, parent: &str) -> String {
    let mut attempt = 0_u32;
    loop {
        let sid = format!("AC{}", derive::hex32(&["subaccount", parent, &attempt.to_string()]));
        let fails = faults::of_credential(&Simulated, &sid).is_some() || sid[31..].starts_with("ff");
        if !fails && !twilio.accounts.contains_key(&sid) {
            return sid;
        }
        attempt += 1;
    }
}
