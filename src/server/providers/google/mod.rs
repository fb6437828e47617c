//! Google: the consent of a person, the tokens that follow from it, and the calendars of an
//! account.
//!
//! Knows Google's paths, bodies and refusals. Must not know how a token is stored, or who
//! renews it.

mod client;
mod events;
mod refusal;
mod types;

#[cfg(test)]
mod tests;

pub use client::{Asking, GoogleClient};
pub use events::{Event, EventsPage, NewEvent, Since, When, Written};
pub use refusal::of_answer;
pub use types::Granted;

use super::config::Host;
use crate::domain::{problem::Right, provider::google_calendar::PROVIDER};

const ACCOUNTS: Host =
    of_consents(host("AVA_GOOGLE_AUTH_URL", "https://accounts.google.com", "google/accounts"));
const TOKENS: Host =
    of_consents(host("AVA_GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com", "google/oauth2"));
const USERINFO: Host =
    host("AVA_GOOGLE_USERINFO_URL", "https://openidconnect.googleapis.com", "google/openid");
const CALENDAR: Host = host("AVA_GOOGLE_CALENDAR_URL", "https://www.googleapis.com", "google/api");
pub(super) static HOSTS: [Host; 4] = [ACCOUNTS, TOKENS, USERINFO, CALENDAR];

const fn host(setting: &'static str, real: &'static str, simulator: &'static str) -> Host {
    let known = refusal::known_of_api;
    Host { provider: PROVIDER, setting, real, simulator, limits_first: false, known }
}

/// A host whose errors are those of OAuth.
const fn of_consents(host: Host) -> Host {
    Host { known: refusal::known_of_consents, ..host }
}

/// The scopes that tell who signs in; Google shows no box for them.
const IDENTITY: &str = "openid email";

/// The least scope that gives each right (Calendar API v3, discovery document, revision
/// 20261030).
const SCOPES: [(Right, &str); 2] = [
    (Right::WriteEvents, "https://www.googleapis.com/auth/calendar.events.owned"),
    (Right::ListCalendars, "https://www.googleapis.com/auth/calendar.calendarlist.readonly"),
];

/// All scopes that a person is asked for.
fn scopes() -> String {
    SCOPES.iter().fold(IDENTITY.to_owned(), |all, (_, scope)| format!("{all} {scope}"))
}

/// The rights that the granted `scopes` give.
fn rights(scopes: &str) -> Vec<Right> {
    let granted: Vec<&str> = scopes.split_ascii_whitespace().collect();
    SCOPES.into_iter().filter(|(_, scope)| granted.contains(scope)).map(|(right, _)| right).collect()
}
