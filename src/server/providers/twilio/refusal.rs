//! The meaning of Twilio's refusals: its own code first, then the status.

use serde::Deserialize;

use super::client::TwilioAuth;
use crate::{
    domain::{
        problem::{Field, Managed, Problem, ProblemKind},
        provider::Provider,
    },
    server::providers::{
        failure::{by_status, rate_limited},
        lenient::maybe,
        transport::Reply,
    },
};

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default, deserialize_with = "maybe")]
    code: Option<u32>,
    #[serde(default, deserialize_with = "maybe")]
    message: Option<String>,
}

pub(super) fn problem(at: Provider, reply: &Reply, auth: &TwilioAuth) -> Problem {
    let refusal: Refusal = reply.json().unwrap_or_default();
    let problem = match refusal.code {
        _ if reply.status.is_server_error() => by_status(at, reply),
        Some(20003) => ProblemKind::KeyRefused(at).into(),
        // With 401 as with 403, a key lacks the right; the Auth Token has all rights, so
        // it does not open this account.
        Some(70051) if auth.api_key.is_some() => ProblemKind::LacksRight(at).into(),
        Some(70051) => ProblemKind::KeyRefused(at).into(),
        Some(20008) => ProblemKind::TestCredentials.into(),
        Some(20005 | 10001) => ProblemKind::AccountSuspended.into(),
        Some(20006 | 20403) => ProblemKind::LacksRight(at).into(),
        Some(20404) => ProblemKind::GoneAt(at).into(),
        Some(20429) => rate_limited(at, reply),
        _ => by_status(at, reply),
    };
    match problem.kind {
        ProblemKind::KeyRefused(_) => problem.on(wrong_half(&refusal, auth)),
        _ => problem,
    }
}

/// The problem of a refused purchase, by Twilio's code.
pub(super) fn purchase(at: Provider, reply: &Reply, auth: &TwilioAuth) -> Problem {
    let problem = problem(at, reply, auth);
    if reply.status.is_server_error() {
        return problem;
    }
    let refusal: Refusal = reply.json().unwrap_or_default();
    match refusal.code {
        Some(21404) => Managed::Trial.into(),
        Some(21421) => Managed::NotSold.into(),
        Some(21422 | 21452) => Managed::Unavailable.into(),
        Some(21615) => Managed::LocalAddressNeeded.into(),
        Some(21631) => Managed::AddressNeeded.into(),
        Some(21628 | 21629) => Managed::AddressRefused.into(),
        Some(21649) => Managed::BundleNeeded.into(),
        Some(21650 | 21651) => Managed::BundleRefused.into(),
        _ => problem,
    }
}

/// The half of a refused sign-in that is wrong; Twilio's message names the first.
fn wrong_half(refusal: &Refusal, auth: &TwilioAuth) -> Field {
    let user = refusal
        .message
        .as_deref()
        .is_some_and(|message| message.to_ascii_lowercase().contains("invalid username"));
    match (&auth.api_key, user) {
        (None, true) => Field::AccountSid,
        (None, false) => Field::AuthToken,
        (Some(_), true) => Field::ApiKeySid,
        (Some(_), false) => Field::ApiKeySecret,
    }
}
