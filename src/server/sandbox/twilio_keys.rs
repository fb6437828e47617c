//! Twilio's API keys: made, listed and deleted with the Auth Token alone. The
//! secret is told once, when a key is made.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::derive;
use super::twilio_account::Account;
use super::twilio_api::{Outcome, error, failure, not_found};
use super::wire::{Answer, Incoming};

/// The beginning of every key's secret, so that one that shows is recognised.
pub const KEY_SECRET: &str = "sandboxkeysecret";

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;
const LONGEST_NAME: usize = 64;

#[derive(Clone)]
pub(super) struct ApiKey {
    pub(super) sid: String,
    secret: String,
    pub(super) friendly_name: String,
    created_ms: i64,
}

impl ApiKey {
    pub(super) fn opens(&self, user: &str, password: &str) -> bool {
        self.sid == user && self.secret == password
    }

    fn json(&self) -> Value {
        json!({
            "sid": self.sid,
            "friendly_name": self.friendly_name,
            "date_created": derive::rfc2822(self.created_ms),
            "date_updated": derive::rfc2822(self.created_ms),
        })
    }
}

/// `rest` is the part of the path after `Keys`.
pub(super) fn route(account: &mut Account, rest: &[&str], call: &Incoming, now: i64) -> Outcome {
    if account.keyless {
        return Err(failure(StatusCode::FORBIDDEN));
    }
    match (call.method.clone(), rest) {
        (Method::GET, []) => list(account, call),
        (Method::POST, []) => create(account, call, now),
        (Method::GET, [sid]) => {
            let index = find(account, sid, call)?;
            Ok(Answer::json(StatusCode::OK, account.keys[index].json()))
        }
        (Method::DELETE, [sid]) => {
            let index = find(account, sid, call)?;
            account.keys.remove(index);
            Ok(Answer::no_content())
        }
        (_, [] | [_]) => Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed")),
        _ => Err(not_found(call)),
    }
}

fn find(account: &Account, sid: &str, call: &Incoming) -> Result<usize, Answer> {
    account.keys.iter().position(|key| key.sid == sid).ok_or_else(|| not_found(call))
}

fn create(account: &mut Account, call: &Incoming, now: i64) -> Outcome {
    let name = call.form().into_iter().find(|(name, _)| name == "FriendlyName");
    let friendly_name = name.map(|(_, value)| value).unwrap_or_default();
    if friendly_name.chars().count() > LONGEST_NAME {
        return Err(error(StatusCode::BAD_REQUEST, 20002, "Invalid FriendlyName"));
    }
    // Keys are deleted, and no sid comes twice.
    account.keys_made += 1;
    let (nth, at) = (account.keys_made.to_string(), now.to_string());
    let digits = derive::hex32(&[&account.sid, "key", &nth, &at]);
    let key = ApiKey {
        sid: format!("SK{digits}"),
        secret: format!("{KEY_SECRET}{}", &derive::hex32(&[&digits, "secret"])[KEY_SECRET.len()..]),
        friendly_name,
        created_ms: now,
    };
    let mut made = key.json();
    made["secret"] = json!(key.secret);
    account.keys.push(key);
    Ok(Answer::json(StatusCode::CREATED, made))
}

fn list(account: &Account, call: &Incoming) -> Outcome {
    let size = call.query("PageSize").and_then(|size| size.parse().ok()).unwrap_or(DEFAULT_PAGE_SIZE).max(1);
    if size > MAX_PAGE_SIZE {
        return Err(error(StatusCode::BAD_REQUEST, 20007, "Page size too large"));
    }
    let page = call.query("Page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(0);
    let start = page.saturating_mul(size).min(account.keys.len());
    let end = (start + size).min(account.keys.len());
    let uri =
        |page: usize| format!("/2010-04-01/Accounts/{}/Keys.json?PageSize={size}&Page={page}", account.sid);
    let body = json!({
        "keys": account.keys[start..end].iter().map(ApiKey::json).collect::<Vec<_>>(),
        "page": page,
        "page_size": size,
        "start": start,
        "end": end.saturating_sub(1),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "previous_page_uri": page.checked_sub(1).map(uri),
        "next_page_uri": (end < account.keys.len()).then(|| uri(page + 1)),
    });
    Ok(Answer::json(StatusCode::OK, body))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const DIGITS: &str = "abcdefabcdefabcdefabcdefabcdef20";
    const VAPI_KEY: &str = "7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";

    #[tokio::test]
    async fn a_key_reads_numbers_but_neither_accounts_nor_keys() {
        let probe = Probe::start().await;
        let sid = format!("AC{DIGITS}");
        let keys = format!("/twilio/2010-04-01/Accounts/{sid}/Keys.json");
        let token = (sid.as_str(), DIGITS);
        let (status, made) = probe.twilio("POST", &keys, token, Some("FriendlyName=ava-1")).await;
        assert_eq!((status, made["friendly_name"].as_str()), (201, Some("ava-1")));
        let (key, secret) = (made["sid"].as_str().expect("sid"), made["secret"].as_str().expect("secret"));
        assert_eq!((key.len(), secret.len()), (34, 32));
        let (_, list) = probe.twilio("GET", &keys, token, None).await;
        assert_eq!(list["keys"][0]["sid"], made["sid"]);
        assert!(!list.to_string().contains(secret));
        let (_, snapshot) = probe.get("/control/snapshot", None).await;
        assert_eq!(snapshot["twilio_keys"][0]["sid"], made["sid"]);
        assert!(!snapshot.to_string().contains(secret));

        let signed = (key, secret);
        let account = format!("/twilio/2010-04-01/Accounts/{sid}");
        let numbers = format!("{account}/IncomingPhoneNumbers.json");
        assert_eq!(probe.twilio("GET", &numbers, signed, None).await.0, 200);
        assert_eq!(probe.twilio("GET", &numbers, (key, "wrong"), None).await.0, 401);
        for (method, path) in
            [("GET", format!("{account}.json")), ("GET", keys.clone()), ("POST", keys.clone())]
        {
            assert_eq!(probe.twilio(method, &path, signed, None).await.0, 401, "{method} {path}");
        }
        let one = format!("{account}/Keys/{key}.json");
        assert_eq!(probe.twilio("DELETE", &one, signed, None).await.0, 401);
        assert_eq!(probe.twilio("DELETE", &one, token, None).await.0, 204);
        assert_eq!(probe.twilio("DELETE", &one, token, None).await.0, 404);
        assert_eq!(probe.twilio("GET", &numbers, signed, None).await.0, 401, "revoked");
        let (_, next) = probe.twilio("POST", &keys, token, Some("FriendlyName=ava-1")).await;
        assert_ne!(next["sid"], made["sid"]);
        probe.stop().await;
    }

    #[tokio::test]
    async fn vapi_signs_in_with_a_key_as_long_as_it_is_there() {
        let probe = Probe::start().await;
        let sid = format!("AC{DIGITS}");
        let token = (sid.as_str(), DIGITS);
        let (_, numbers) = probe.twilio_numbers(&sid, DIGITS, "").await;
        let number = |at: usize| numbers["incoming_phone_numbers"][at]["phone_number"].clone();
        let keys = format!("/twilio/2010-04-01/Accounts/{sid}/Keys.json");
        let (_, made) = probe.twilio("POST", &keys, token, Some("FriendlyName=ava-1")).await;
        let import = |at: usize, secret: &serde_json::Value| {
            json!({
                "provider": "twilio", "number": number(at), "twilioAccountSid": sid,
                "twilioApiKey": made["sid"], "twilioApiSecret": secret,
            })
        };
        let import_with = async |at: usize, secret: serde_json::Value| {
            probe.post("/vapi/phone-number", VAPI_KEY, import(at, &secret)).await.0
        };
        assert_eq!(import_with(0, json!("wrong")).await, 400);
        assert_eq!(import_with(0, made["secret"].clone()).await, 201);
        let one =
            format!("/twilio/2010-04-01/Accounts/{sid}/Keys/{}.json", made["sid"].as_str().expect("sid"));
        assert_eq!(probe.twilio("DELETE", &one, token, None).await.0, 204);
        assert_eq!(import_with(1, made["secret"].clone()).await, 400);
        probe.stop().await;
    }

    #[tokio::test]
    async fn keys_are_paged_and_some_accounts_make_none() {
        let probe = Probe::start().await;
        let sid = format!("AC{DIGITS}");
        let keys = format!("/twilio/2010-04-01/Accounts/{sid}/Keys.json");
        for _ in 0..3 {
            probe.twilio("POST", &keys, (&sid, DIGITS), Some("FriendlyName=other")).await;
        }
        let (_, first) = probe.twilio("GET", &format!("{keys}?PageSize=2"), (&sid, DIGITS), None).await;
        let next = format!("/twilio{}", first["next_page_uri"].as_str().expect("next"));
        let (_, second) = probe.twilio("GET", &next, (&sid, DIGITS), None).await;
        assert_eq!(second["keys"].as_array().map(Vec::len), Some(1));
        assert!(second["next_page_uri"].is_null());
        let keyless = "AC00000000000000000000000000000ff8";
        let path = format!("/twilio/2010-04-01/Accounts/{keyless}/Keys.json");
        let (status, body) = probe.twilio("POST", &path, (keyless, &keyless[2..]), None).await;
        assert_eq!((status, body["code"].as_u64()), (403, Some(20403)));
        probe.stop().await;
    }
}
