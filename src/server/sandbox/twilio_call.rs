//! Calls that Twilio makes, and what they read to whoever answers.

use axum::http::StatusCode;
use serde_json::json;

use super::derive;
use super::twilio_account::Account;
use super::twilio_api::{Outcome, error};
use super::wire::{Answer, Incoming};

/// The codes by which Twilio refuses to ring a number. One that ends in a code is refused by it.
const REFUSED: [(u32, &str); 6] = [
    (21211, "Invalid 'To' Phone Number"),
    (21214, "'To' phone number cannot be reached"),
    (21215, "Account not authorized to call this number."),
    (21216, "Call blocked by Twilio blocklist"),
    (21217, "Phone number does not appear to be valid"),
    (21219, "'To' phone number not verified"),
];

#[derive(Clone)]
pub(super) struct Spoken {
    pub(super) at_ms: i64,
    pub(super) from: String,
    pub(super) to: String,
    /// The words between the tags.
    pub(super) words: String,
}

pub(super) fn make(account: &mut Account, call: &Incoming, now: i64) -> Outcome {
    let form = call.form();
    let field = |name: &str| {
        form.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
    };
    let bad = |code: u32, message: &str| error(StatusCode::BAD_REQUEST, code, message);
    let to = field("To").ok_or_else(|| bad(21201, "No 'To' number is specified"))?;
    let from = field("From").ok_or_else(|| bad(21213, "No 'From' number is specified"))?;
    if !account.numbers.iter().any(|number| number.phone_number == from) {
        return Err(bad(21210, "Source phone number provided is not yet verified for your account."));
    }
    if let Some((code, message)) = REFUSED.iter().find(|(code, _)| to.ends_with(&code.to_string())) {
        return Err(bad(*code, message));
    }
    let twiml = field("Twiml").ok_or_else(|| bad(21205, "Url parameter is required."))?;
    let sid = format!("CA{}", derive::hex32(&["made", &account.sid, &account.spoken.len().to_string()]));
    account.spoken.push(Spoken { at_ms: now, from: from.clone(), to: to.clone(), words: words(&twiml) });
    Ok(Answer::json(
        StatusCode::CREATED,
        json!({
            "sid": sid,
            "account_sid": account.sid,
            "to": to,
            "from": from,
            "status": "queued",
            "direction": "outbound-api",
        }),
    ))
}

/// Finds the words that a TwiML document has read out.
fn words(twiml: &str) -> String {
    let (_, rest) = twiml.split_once("<Say").unwrap_or_default();
    let (_, said) = rest.split_once('>').unwrap_or_default();
    said.split('<').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_is_read_stands_between_the_tags() {
        assert_eq!(
            words("<Response><Say language=\"en-US\">One, 2</Say><Say>Three</Say></Response>"),
            "One, 2"
        );
        assert_eq!(words("no markup"), "");
    }
}
