//! The account and the calendars that the simulated Google tells of by an access token.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::google_api::refuse;
use super::google_events::ZONE;
use super::google_store::{Consent, Google, role, sub};
use super::wire::{Answer, Incoming};

const LIST: &str = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";

pub(super) fn admitted<'a>(google: &'a Google, call: &Incoming, now: i64) -> Result<&'a Consent, Answer> {
    call.bearer()
        .and_then(|token| google.of_access(token, now))
        .ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "authError", "Invalid Credentials"))
}

pub(super) fn userinfo(google: &Google, call: &Incoming, now: i64) -> Answer {
    match admitted(google, call, now) {
        Ok(consent) => {
            let account = &consent.account;
            Answer::json(
                StatusCode::OK,
                json!({ "sub": sub(account), "email": account, "email_verified": true }),
            )
        }
        Err(refused) => refused,
    }
}

pub(super) fn list(google: &Google, call: &Incoming, now: i64) -> Answer {
    let consent = match admitted(google, call, now) {
        Ok(consent) => consent,
        Err(refused) => return refused,
    };
    if !consent.scopes.iter().any(|scope| scope == LIST) {
        return lacks();
    }
    match role(&consent.account) {
        "apioff" => {
            let message = "Google Calendar API has not been used in project 1 before or it is disabled.";
            refuse(StatusCode::FORBIDDEN, "accessNotConfigured", message)
        }
        "quota" => refuse(StatusCode::FORBIDDEN, "rateLimitExceeded", "Rate Limit Exceeded"),
        _ => Answer::json(StatusCode::OK, calendars(consent, call)),
    }
}

/// The refusal of a call whose scope was not granted.
pub(super) fn lacks() -> Answer {
    let message = "Request had insufficient authentication scopes.";
    refuse(StatusCode::FORBIDDEN, "insufficientPermissions", message)
}

fn team(account: &str) -> String {
    format!("team-{}@group.calendar.google.com", role(account))
}

/// The calendar of this id or alias, if it is the account's own.
pub(super) fn owned(account: &str, calendar: &str) -> Option<String> {
    let id = if calendar == "primary" { account } else { calendar };
    (id == account || id == team(account)).then(|| id.to_owned())
}

/// The main calendar has the account's e-mail for an id. The last one is somebody else's.
fn calendars(consent: &Consent, call: &Incoming) -> Value {
    let account = &consent.account;
    let entry = |id: String, name: &str, primary: bool, right: &str| {
        let mut entry = json!({
            "kind": "calendar#calendarListEntry", "id": id, "summary": name, "timeZone": ZONE,
            "accessRole": right,
        });
        if primary {
            entry["primary"] = json!(true);
        }
        entry
    };
    let all = [
        entry(team(account), "Team", false, "owner"),
        entry(account.clone(), account, true, "owner"),
        entry("holidays@group.v.calendar.google.com".to_owned(), "Holidays", false, "reader"),
    ];
    let least = call.query("minAccessRole").unwrap_or_default();
    let listed: Vec<Value> =
        all.into_iter().filter(|entry| least != "owner" || entry["accessRole"] == "owner").collect();
    json!({ "kind": "calendar#calendarList", "items": listed })
}
