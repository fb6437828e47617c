//! The front of the simulated Google: its hosts, and whose a call is. Its siblings know what is
//! answered there.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::google_store::{account_of, role};
use super::simulators::Simulator;
use super::state::World;
use super::wire::{Answer, Incoming};
use super::{google_calendars, google_consent, google_events, google_tokens};
use crate::domain::{
    credential::CredentialView,
    provider::{OfProvider as _, google_calendar::GoogleCalendarConfig},
    sandbox::Snapshot,
};

pub(super) struct Simulated;

impl Simulator for Simulated {
    fn paths(&self) -> &'static [&'static str] {
        &["/google/accounts", "/google/oauth2", "/google/openid", "/google/api"]
    }

    /// The scope is the account. Its pages are a person's, and of no scope.
    fn scope(&self, call: &Incoming) -> Option<String> {
        let of = |token: &str| account_of(token).map(str::to_owned);
        let field = |(name, value): (String, String)| {
            ["code", "refresh_token", "token"].contains(&name.as_str()).then(|| of(&value))?
        };
        call.bearer().and_then(of).or_else(|| call.form().into_iter().find_map(field))
    }

    /// An e-mail is no secret.
    fn masked(&self, scope: &str) -> String {
        scope.to_owned()
    }

    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool {
        let config = GoogleCalendarConfig::of(&stored.config);
        config.is_some_and(|config| config.email.as_deref() == Some(scope))
    }

    fn show(&self, world: &World, snapshot: &mut Snapshot) {
        world.google.show(snapshot);
    }

    /// `503@…` fails as its number says.
    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str> {
        Some(role(scope))
    }

    fn answer(&self, world: &mut World, call: &Incoming, now: i64) -> Answer {
        let google = &mut world.google;
        match (call.method.clone(), call.path.as_str()) {
            (Method::GET, "/o/oauth2/v2/auth") => google_consent::ask(call),
            (Method::POST, "/o/oauth2/v2/auth") => google_consent::decide(google, call, now),
            (Method::GET, "/connections") => google_consent::connections(google),
            (Method::POST, "/connections") => google_consent::remove(google, call),
            (Method::POST, "/token") => google_tokens::token(google, call, now),
            (Method::POST, "/revoke") => google_tokens::revoke(google, call),
            (Method::GET, "/v1/userinfo") => google_calendars::userinfo(google, call, now),
            (Method::GET, "/calendar/v3/users/me/calendarList") => google_calendars::list(google, call, now),
            (_, path) if path.starts_with("/calendar/v3/calendars/") => {
                google_events::answer(google, call, now)
            }
            _ => refuse(StatusCode::NOT_FOUND, "notFound", "Not Found"),
        }
    }

    fn failure(&self, status: StatusCode) -> Answer {
        match status {
            StatusCode::UNAUTHORIZED => refuse(status, "authError", "Invalid Credentials"),
            StatusCode::FORBIDDEN => refuse(status, "forbidden", "Forbidden"),
            StatusCode::TOO_MANY_REQUESTS => refuse(status, "rateLimitExceeded", "Rate Limit Exceeded"),
            _ => refuse(status, "backendError", "Backend Error"),
        }
    }

    fn spent(&self) -> Answer {
        refuse(StatusCode::FORBIDDEN, "dailyLimitExceeded", "Daily Limit Exceeded")
    }
}

/// The error body of Google's APIs (Google Calendar API, “Handle API errors”).
pub(super) fn refuse(status: StatusCode, reason: &str, message: &str) -> Answer {
    let domain = if reason.contains("imit") { "usageLimits" } else { "global" };
    let body: Value = json!({
        "error": {
            "code": status.as_u16(),
            "message": message,
            "errors": [{ "domain": domain, "reason": reason, "message": message }],
        }
    });
    Answer::json(status, body)
}
