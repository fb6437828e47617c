//! The meaning of Google's refusals: one table for the consent and the token endpoint, whose
//! errors are those of OAuth, and one for the Calendar API.

use serde::Deserialize;

use crate::{
    domain::{
        problem::{Consent, Problem, ProblemKind, Right},
        provider::google_calendar::PROVIDER,
    },
    server::providers::{
        failure::{by_status, rate_limited},
        transport::Reply,
    },
};

const fn consent(problem: Consent) -> ProblemKind {
    ProblemKind::Consent(problem)
}

/// The `error` of an OAuth answer, and what it means (Google, “Using OAuth 2.0 for Web Server
/// Applications”, errors; RFC 6749, sections 4.1.2.1 and 5.2).
const OAUTH: [(&str, ProblemKind); 14] = [
    ("access_denied", consent(Consent::Denied)),
    ("admin_policy_enforced", consent(Consent::ByAdmin)),
    ("redirect_uri_mismatch", consent(Consent::OtherAddress)),
    ("invalid_client", consent(Consent::ClientRefused)),
    ("unauthorized_client", consent(Consent::ClientRefused)),
    ("deleted_client", consent(Consent::ClientRefused)),
    ("disabled_client", consent(Consent::ClientRefused)),
    ("org_internal", consent(Consent::ClientRefused)),
    ("invalid_scope", consent(Consent::ClientRefused)),
    ("server_error", ProblemKind::ProviderFailed(PROVIDER)),
    ("internal_failure", ProblemKind::ProviderFailed(PROVIDER)),
    ("temporarily_unavailable", ProblemKind::ProviderFailed(PROVIDER)),
    ("rate_limit_exceeded", ProblemKind::RateLimited(PROVIDER)),
    ("slow_down", ProblemKind::RateLimited(PROVIDER)),
];

/// The `reason` of an answer of the Calendar API (Google Calendar API, “Handle API errors”).
const CALENDAR: [(&str, ProblemKind); 9] = [
    ("authError", ProblemKind::KeyRefused(PROVIDER)),
    ("rateLimitExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("userRateLimitExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("quotaExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("dailyLimitExceeded", ProblemKind::RateLimited(PROVIDER)),
    ("accessNotConfigured", consent(Consent::ApiOff)),
    ("insufficientPermissions", ProblemKind::MissingRight(Right::ListCalendars)),
    ("forbidden", ProblemKind::LacksRight(PROVIDER)),
    ("backendError", ProblemKind::ProviderFailed(PROVIDER)),
];

fn named(table: &[(&str, ProblemKind)], name: &str) -> Option<ProblemKind> {
    table.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// The meaning of the `error` with which Google sends a person back.
pub fn of_answer(error: &str) -> Problem {
    named(&OAUTH, error).unwrap_or(ProblemKind::Rejected(PROVIDER)).into()
}

/// The refusal of a token endpoint; `dead` is what `invalid_grant` means there.
pub(super) fn of_tokens(reply: &Reply, dead: Consent) -> Problem {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let Some(Refusal { error }) = reply.json() else { return by_status(PROVIDER, reply) };
    match named(&OAUTH, &error) {
        Some(ProblemKind::RateLimited(_)) => rate_limited(PROVIDER, reply),
        Some(kind) => kind.into(),
        None if error == "invalid_grant" => consent(dead).into(),
        None => match by_status(PROVIDER, reply).kind {
            // A name that nobody has listed says nothing of a key.
            ProblemKind::KeyRefused(_) | ProblemKind::LacksRight(_) => ProblemKind::Rejected(PROVIDER).into(),
            _ => by_status(PROVIDER, reply),
        },
    }
}

/// Whether a revocation was refused since there is nothing to revoke.
pub(super) fn is_of_nothing(reply: &Reply) -> bool {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    reply.status.is_client_error()
        && reply.json().is_some_and(|Refusal { error }| ["invalid_token", "invalid_grant"].contains(&&*error))
}

/// The refusal of an API that takes an access token.
pub(super) fn of_api(reply: &Reply) -> Problem {
    #[derive(Deserialize)]
    struct Refusal {
        error: Detailed,
    }
    #[derive(Deserialize)]
    struct Detailed {
        #[serde(default)]
        errors: Vec<One>,
    }
    #[derive(Deserialize)]
    struct One {
        #[serde(default)]
        reason: String,
    }
    let reasons = reply.json().map(|Refusal { error }| error.errors).unwrap_or_default();
    match reasons.iter().find_map(|one| named(&CALENDAR, &one.reason)) {
        Some(ProblemKind::RateLimited(_)) => rate_limited(PROVIDER, reply),
        Some(kind) => kind.into(),
        None => by_status(PROVIDER, reply),
    }
}

#[cfg(test)]
pub(super) const TABLES: [&[(&str, ProblemKind)]; 2] = [&OAUTH, &CALENDAR];
