//! Twilio's list of incoming phone numbers, page by page. It changes nothing.

use axum::http::StatusCode;
use serde_json::json;
use url::form_urlencoded::Serializer;

use super::twilio_account::Account;
use super::twilio_api::{Outcome, error};
use super::twilio_number::Number;
use super::wire::{Answer, Incoming};

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

pub(super) fn list(account: &Account, call: &Incoming) -> Outcome {
    let size = call.query("PageSize").and_then(|size| size.parse().ok()).unwrap_or(DEFAULT_PAGE_SIZE).max(1);
    if size > MAX_PAGE_SIZE {
        return Err(error(StatusCode::BAD_REQUEST, 20007, "Page size too large"));
    }
    let page = call.query("Page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(0);
    let wanted = call.query("PhoneNumber");
    let name = call.query("FriendlyName");
    let found: Vec<&Number> = account
        .numbers
        .iter()
        .filter(|number| wanted.as_deref().is_none_or(|pattern| fits(&number.phone_number, pattern)))
        .filter(|number| name.as_deref().is_none_or(|name| number.get("friendly_name") == name))
        .collect();
    // A page goes on behind the last number of the one before, also when
    // something was deleted in between.
    let start = call
        .query("PageToken")
        .and_then(|token| {
            let last = token.strip_prefix("PA")?.to_owned();
            Some(found.iter().position(|number| number.sid == last)? + 1)
        })
        .unwrap_or_else(|| page.saturating_mul(size))
        .min(found.len());
    let end = (start + size).min(found.len());
    let shown = &found[start..end];

    let uri = |page: usize, token: Option<&str>| {
        let mut query = Serializer::new(String::new());
        for (key, value) in [("PhoneNumber", &wanted), ("FriendlyName", &name)] {
            if let Some(value) = value {
                query.append_pair(key, value);
            }
        }
        query.append_pair("PageSize", &size.to_string()).append_pair("Page", &page.to_string());
        if let Some(token) = token {
            query.append_pair("PageToken", &format!("PA{token}"));
        }
        format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json?{}", account.sid, query.finish())
    };
    let next = shown.last().filter(|_| end < found.len()).map(|last| uri(page + 1, Some(&last.sid)));
    let body = json!({
        "incoming_phone_numbers": shown.iter().map(|number| number.json()).collect::<Vec<_>>(),
        "page": page,
        "page_size": size,
        "start": start,
        "end": end.saturating_sub(1),
        "uri": uri(page, None),
        "first_page_uri": uri(0, None),
        "previous_page_uri": page.checked_sub(1).map(|page| uri(page, None)),
        "next_page_uri": next,
    });
    Ok(Answer::json(StatusCode::OK, body))
}

/// A part of the number; `*` stands for any digit.
pub(super) fn fits(phone_number: &str, pattern: &str) -> bool {
    pattern.is_empty()
        || phone_number.as_bytes().windows(pattern.len()).any(|part| {
            part.iter().zip(pattern.bytes()).all(|(byte, wanted)| wanted == b'*' || *byte == wanted)
        })
}

#[cfg(test)]
mod tests {
    use super::super::probe::Probe;
    use crate::domain::sandbox::{BIG_TWILIO_SID, BIG_TWILIO_TOKEN};

    #[tokio::test]
    async fn pages_are_followed_to_the_end() {
        let probe = Probe::start().await;
        let (_, first) = probe.twilio_numbers(BIG_TWILIO_SID, BIG_TWILIO_TOKEN, "").await;
        assert_eq!(first["incoming_phone_numbers"].as_array().map(Vec::len), Some(50));
        let next = format!("/twilio{}", first["next_page_uri"].as_str().expect("next"));
        let (_, second) = probe.twilio("GET", &next, (BIG_TWILIO_SID, BIG_TWILIO_TOKEN), None).await;
        assert_eq!(second["incoming_phone_numbers"].as_array().map(Vec::len), Some(10));
        assert!(second["next_page_uri"].is_null());
        let (status, body) = probe.twilio_numbers(BIG_TWILIO_SID, BIG_TWILIO_TOKEN, "?PageSize=1001").await;
        assert_eq!((status, body["code"].as_u64()), (400, Some(20007)));
        probe.stop().await;
    }
}
