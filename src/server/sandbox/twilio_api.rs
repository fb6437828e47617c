//! Twilio's REST API, version 2010-04-01, as far as accounts, phone numbers, API
//! keys and addresses go, and the way to its other hosts: routes and error bodies.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::derive;
use super::faults;
use super::simulators::Simulator;
use super::snapshot;
use super::state::World;
use super::twilio_account::{Account, NotOpened, Opened, Twilio};
use super::twilio_call;
use super::twilio_hosts;
use super::twilio_keys;
use super::twilio_list;
use super::twilio_number::{BadSetting, Number};
use super::twilio_purchase;
use super::twilio_stock;
use super::twilio_tokens;
use super::wire::{Answer, Incoming};
use crate::domain::{credential::CredentialView, sandbox::Snapshot};

pub(super) type Outcome = Result<Answer, Answer>;

pub(super) struct Simulated;

impl Simulator for Simulated {
    fn paths(&self) -> &'static [&'static str] {
        &["/twilio", "/twilio-pricing", "/twilio-routes", "/twilio-messaging", "/twilio-accounts"]
    }

    /// The account in the path, or else the user name that signs in.
    fn scope(&self, call: &Incoming) -> Option<String> {
        let Some((_, rest)) = call.path.split_once("/Accounts/") else {
            return call.basic().map(|(user, _)| user);
        };
        let sid = rest.split('/').next()?;
        Some(sid.strip_suffix(".json").unwrap_or(sid).to_owned())
    }

    /// A sid is no secret.
    fn masked(&self, scope: &str) -> String {
        scope.to_owned()
    }

    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool {
        stored.config.account_sid() == Some(scope)
    }

    fn show(&self, world: &World, snapshot: &mut Snapshot) {
        snapshot::twilio(&world.twilio, snapshot);
    }

    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str> {
        scope.strip_prefix("AC").filter(|hex| hex.len() == 32)?.get(29..)
    }

    fn answer(&self, world: &mut World, call: &Incoming, now: i64) -> Answer {
        let (Ok(answer) | Err(answer)) = route(&mut world.twilio, call, now);
        answer
    }

    fn failure(&self, status: StatusCode) -> Answer {
        failure(status)
    }

    /// Twilio suspends an account whose balance is used up.
    fn spent(&self) -> Answer {
        error(StatusCode::FORBIDDEN, 20005, "Account not active")
    }

    fn sign(&self, headers: &mut HeaderMap, seq: u64, now: i64) {
        let id = format!("RQ{}", derive::hex32(&["request", &seq.to_string(), &now.to_string()]));
        if let Ok(id) = HeaderValue::try_from(id) {
            headers.insert("twilio-request-id", id);
        }
        headers.insert("twilio-concurrent-requests", HeaderValue::from_static("1"));
        headers.insert("twilio-request-duration", HeaderValue::from_static("0.001"));
    }
}

fn route(twilio: &mut Twilio, call: &Incoming, now: i64) -> Outcome {
    if let Some(country) = call.path.strip_prefix("/v1/PhoneNumbers/Countries/") {
        open_own(twilio, call, now)?;
        return twilio_stock::prices(call, country);
    }
    if let Some(number) = call.path.strip_prefix("/v2/PhoneNumbers/") {
        return twilio_hosts::route(open_any(twilio, call, now)?, call, number);
    }
    if let Some(rest) = call.path.strip_prefix("/v1/Services") {
        let rest: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        return twilio_hosts::services(open_any(twilio, call, now)?, call, &rest);
    }
    if let Some(what) = call.path.strip_prefix("/v1/AuthTokens/") {
        let own = open_own(twilio, call, now)?;
        return twilio_tokens::route(twilio, &own, what, call, now);
    }
    // Without the suffix the real service answers in XML.
    let path = call.path.strip_suffix(".json").ok_or_else(|| not_found(call))?;
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    if segments == ["2010-04-01", "Accounts"] {
        let parent = open_own(twilio, call, now)?;
        return match call.method {
            Method::GET => Ok(twilio_purchase::list_accounts(twilio, &parent, call)),
            Method::POST => twilio_purchase::open_account(twilio, &parent, call, now),
            _ => Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed")),
        };
    }
    let ["2010-04-01", "Accounts", sid, rest @ ..] = segments.as_slice() else {
        return Err(not_found(call));
    };
    let (user, password) = call.basic().ok_or_else(|| failure(StatusCode::UNAUTHORIZED))?;
    let opened = twilio.open(sid, &user, &password, now).map_err(refused)?;
    let account = twilio.accounts.get_mut(*sid).ok_or_else(|| not_found(call))?;
    if account.test_credentials {
        return Err(test_credentials());
    }
    let (changes, lists) = (call.method != Method::GET, matches!(rest, ["IncomingPhoneNumbers"]));
    if let Some(status) = faults::unauthorised(sid, &user, changes, lists) {
        return Err(error(status, 70051, "Authorization Failed"));
    }
    let (user_is_parent, active) =
        (account.owner_sid == user && account.is_subaccount(), account.status == "active");
    match (call.method.clone(), rest) {
        (Method::POST, []) if user_is_parent => twilio_purchase::set_status(account, call),
        // Standard API keys may not read accounts.
        (Method::GET, []) if opened == Opened::WithApiKey => Err(failure(StatusCode::UNAUTHORIZED)),
        (_, ["Keys", ..]) if opened == Opened::WithApiKey => Err(failure(StatusCode::UNAUTHORIZED)),
        (_, ["Keys", ..]) if !active => Err(error(StatusCode::FORBIDDEN, 20005, "Account not active")),
        (_, ["Keys", rest @ ..]) => twilio_keys::route(account, rest, call, now),
        (Method::GET, []) => Ok(Answer::json(StatusCode::OK, account_json(account))),
        (_, ["IncomingPhoneNumbers" | "AvailablePhoneNumbers" | "Addresses", ..]) if !active => {
            Err(error(StatusCode::FORBIDDEN, 20005, "Account not active"))
        }
        (Method::POST, ["Calls"]) if active => twilio_call::make(account, call, now),
        (Method::GET, ["IncomingPhoneNumbers"]) => twilio_list::list(account, call),
        (Method::POST, ["IncomingPhoneNumbers"]) => twilio_purchase::buy(twilio, sid, call, now),
        (Method::GET, ["AvailablePhoneNumbers", country, kind]) => {
            twilio_stock::list(twilio, call, country, kind)
        }
        (Method::GET, ["Addresses"]) => Ok(twilio_purchase::addresses(account, call)),
        (Method::POST, ["Addresses"]) => twilio_purchase::add_address(account, call),
        (Method::DELETE, ["Addresses", sid]) => twilio_purchase::remove_address(account, sid, call),
        (Method::GET, ["IncomingPhoneNumbers", number]) => {
            let index = find(account, number, call)?;
            Ok(Answer::json(StatusCode::OK, account.numbers[index].json()))
        }
        (Method::POST, ["IncomingPhoneNumbers", number]) => {
            let index = find(account, number, call)?;
            update(&mut account.numbers[index], call, now)
        }
        (Method::DELETE, ["IncomingPhoneNumbers", number]) => {
            let index = find(account, number, call)?;
            account.numbers.remove(index);
            Ok(Answer::no_content())
        }
        (_, [] | ["IncomingPhoneNumbers"] | ["IncomingPhoneNumbers", _]) => {
            Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed"))
        }
        _ => Err(not_found(call)),
    }
}

/// Opens the caller's own account by its token: no API key opens it.
fn open_own(twilio: &mut Twilio, call: &Incoming, now: i64) -> Result<String, Answer> {
    let (user, password) = call.basic().ok_or_else(|| failure(StatusCode::UNAUTHORIZED))?;
    twilio.open(&user, &user, &password, now).map_err(refused)?;
    match twilio.accounts.get(&user) {
        Some(account) if account.test_credentials => Err(test_credentials()),
        Some(account) if account.status == "active" => Ok(user),
        Some(_) => Err(error(StatusCode::FORBIDDEN, 20005, "Account not active")),
        None => Err(failure(StatusCode::UNAUTHORIZED)),
    }
}

/// Opens the caller's own account by its token or one of its keys: these hosts have no
/// account in their paths.
fn open_any<'a>(twilio: &'a mut Twilio, call: &Incoming, now: i64) -> Result<&'a mut Account, Answer> {
    let (user, password) = call.basic().ok_or_else(|| failure(StatusCode::UNAUTHORIZED))?;
    let sid = twilio.account_of(&user);
    twilio.open(&sid, &user, &password, now).map_err(refused)?;
    match twilio.accounts.get_mut(&sid) {
        Some(account) if account.test_credentials => Err(test_credentials()),
        Some(account) if account.status == "active" => Ok(account),
        Some(_) => Err(error(StatusCode::FORBIDDEN, 20005, "Account not active")),
        None => Err(failure(StatusCode::UNAUTHORIZED)),
    }
}

fn refused(reason: NotOpened) -> Answer {
    match reason {
        NotOpened::Username => {
            error(StatusCode::UNAUTHORIZED, 20003, "Authentication Error - invalid username")
        }
        NotOpened::Password => failure(StatusCode::UNAUTHORIZED),
    }
}

fn test_credentials() -> Answer {
    error(StatusCode::FORBIDDEN, 20008, "Resource not accessible with Test Account Credentials")
}

pub(super) fn error(status: StatusCode, code: u32, message: &str) -> Answer {
    Answer::json(
        status,
        json!({
            "code": code,
            "message": message,
            "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
            "status": status.as_u16(),
        }),
    )
}

/// Twilio's answer to a failure that the request itself did not cause.
pub(super) fn failure(status: StatusCode) -> Answer {
    let (code, message) = match status {
        StatusCode::UNAUTHORIZED => (20003, "Authenticate"),
        StatusCode::FORBIDDEN => (20403, "403 Forbidden"),
        StatusCode::TOO_MANY_REQUESTS => (20429, "Too Many Requests"),
        StatusCode::INTERNAL_SERVER_ERROR => (20500, "Internal Server Error"),
        _ => (20503, "Service unavailable"),
    };
    error(status, code, message)
}

pub(super) fn not_found(call: &Incoming) -> Answer {
    error(StatusCode::NOT_FOUND, 20404, &format!("The requested resource {} was not found", call.path))
}

fn find(account: &Account, sid: &str, call: &Incoming) -> Result<usize, Answer> {
    account.numbers.iter().position(|number| number.sid == sid).ok_or_else(|| not_found(call))
}

pub(super) fn update(number: &mut Number, call: &Incoming, now: i64) -> Outcome {
    number.update(&call.form(), now).map_err(|bad| match bad {
        BadSetting::FriendlyName => error(StatusCode::BAD_REQUEST, 20002, "Invalid FriendlyName"),
        BadSetting::Url => error(StatusCode::BAD_REQUEST, 21402, "Invalid Url"),
    })?;
    Ok(Answer::json(StatusCode::OK, number.json()))
}

/// Like the real answer, this one shows the account's secret.
pub(super) fn account_json(account: &Account) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}", account.sid);
    json!({
        "auth_token": account.token,
        "date_created": derive::rfc2822(account.created_ms),
        "date_updated": derive::rfc2822(account.created_ms),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid,
        "sid": account.sid,
        "status": account.status,
        "subresource_uris": {
            "incoming_phone_numbers": format!("{uri}/IncomingPhoneNumbers.json"),
            "messages": format!("{uri}/Messages.json"),
            "calls": format!("{uri}/Calls.json"),
            "balance": format!("{uri}/Balance.json"),
        },
        "type": account.kind,
        "uri": format!("{uri}.json"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::probe::Probe;
    use crate::domain::sandbox::{DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN};

    const DIGITS: &str = "abcdefabcdefabcdefabcdefabcdef10";

    #[tokio::test]
    async fn an_account_is_read_with_its_token_and_not_with_an_api_key() {
        let probe = Probe::start().await;
        let sid = format!("AC{DIGITS}");
        let path = format!("/twilio/2010-04-01/Accounts/{sid}.json");
        let (status, body) = probe.twilio("GET", &path, (&sid, DIGITS), None).await;
        assert_eq!((status, body["auth_token"].as_str()), (200, Some(DIGITS)));
        assert_eq!((body["type"].as_str(), body["status"].as_str()), (Some("Full"), Some("active")));
        let (status, body) = probe.twilio("GET", &path, (&sid, "wrong"), None).await;
        assert_eq!((status, body["message"].as_str()), (401, Some("Authenticate")));
        let (status, body) = probe.twilio("GET", &path, (" AC1", DIGITS), None).await;
        assert_eq!(
            (status, body["message"].as_str()),
            (401, Some("Authentication Error - invalid username"))
        );
        let key = format!("SK{DIGITS}");
        assert_eq!(probe.twilio("GET", &path, (&key, DIGITS), None).await.0, 401);
        let list = format!("/twilio/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json");
        let (status, body) = probe.twilio("GET", &list, (&key, DIGITS), None).await;
        assert_eq!((status, body["incoming_phone_numbers"].as_array().map(Vec::len)), (200, Some(3)));
        probe.stop().await;
    }

    #[tokio::test]
    async fn a_number_is_changed_and_deleted() {
        let probe = Probe::start().await;
        let auth = (DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN);
        let number = probe.twilio_number(auth.0, auth.1, "+14155550142").await;
        let path = format!("/twilio{}", number["uri"].as_str().expect("uri"));
        let (status, changed) =
            probe.twilio("POST", &path, auth, Some("VoiceUrl=&SmsUrl=https%3A%2F%2Fa.example")).await;
        assert_eq!((status, changed["sms_url"].as_str()), (200, Some("https://a.example")));
        assert!(changed["voice_url"].is_null());
        let (status, body) = probe.twilio("POST", &path, auth, Some("VoiceUrl=nowhere")).await;
        assert_eq!((status, body["code"].as_u64()), (400, Some(21402)));
        assert_eq!(probe.twilio("DELETE", &path, auth, None).await.0, 204);
        let (status, body) = probe.twilio("DELETE", &path, auth, None).await;
        assert_eq!((status, body["code"].as_u64()), (404, Some(20404)));
        probe.stop().await;
    }

    #[tokio::test]
    async fn special_accounts_behave_as_documented() {
        let probe = Probe::start().await;
        let read = async |sid: &str| {
            let path = format!("/twilio/2010-04-01/Accounts/{sid}.json");
            probe.twilio("GET", &path, (sid, &sid[2..]), None).await
        };
        assert_eq!(read("AC00000000000000000000000000000ff1").await.1["type"], "Trial");
        assert_eq!(read("AC00000000000000000000000000000ff2").await.1["status"], "suspended");
        let (status, body) = read("AC00000000000000000000000000000ff3").await;
        assert_eq!((status, body["code"].as_u64()), (403, Some(20008)));
        assert_eq!(read("AC00000000000000000000000000000401").await.0, 401);
        let empty = "AC00000000000000000000000000000ff4";
        let (_, list) = probe.twilio_numbers(empty, &empty[2..], "").await;
        assert_eq!(list["incoming_phone_numbers"].as_array().map(Vec::len), Some(0));
        let trunk = "AC00000000000000000000000000000ff6";
        let (_, list) = probe.twilio_numbers(trunk, &trunk[2..], "").await;
        assert!(list["incoming_phone_numbers"][0]["trunk_sid"].is_string());
        probe.stop().await;
    }
}
