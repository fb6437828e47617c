//! The meaning of Google's refusals: one table for the consent and the token endpoint, whose
//! errors are those of OAuth, and one for the Calendar API.

use serde::Deserialize;

use crate::{
    domain::{
        problem::{Consent, Problem, ProblemKind, Right},
        provider::google_calendar::PROVIDER,
    },
    server::providers::{
        refusals::{self, Known, coded},
        transport::Reply,
    },
};

/// The `error` of an OAuth answer (Google, “Using OAuth 2.0 for Web Server Applications”,
/// errors; RFC 6749, sections 4.1.2.1 and 5.2).
pub(super) const OAUTH: &[Known] = &[
    coded("access_denied", |_| ProblemKind::Consent(Consent::Denied)),
    coded("admin_policy_enforced", |_| ProblemKind::Consent(Consent::ByAdmin)),
    coded("redirect_uri_mismatch", |_| ProblemKind::Consent(Consent::OtherAddress)),
    coded("invalid_client", client_refused),
    coded("unauthorized_client", client_refused),
    coded("deleted_client", client_refused),
    coded("disabled_client", client_refused),
    coded("org_internal", client_refused),
    coded("invalid_scope", client_refused),
    coded("server_error", ProblemKind::ProviderFailed),
    coded("internal_failure", ProblemKind::ProviderFailed),
    coded("temporarily_unavailable", ProblemKind::ProviderFailed),
    coded("rate_limit_exceeded", ProblemKind::RateLimited),
    coded("slow_down", ProblemKind::RateLimited),
];
const OF_A_CODE: &[Known] = &[coded("invalid_grant", |_| ProblemKind::Consent(Consent::CodeRefused))];
const OF_A_CONSENT: &[Known] = &[coded("invalid_grant", |_| ProblemKind::Consent(Consent::Over))];

/// The `reason` of an answer of the Calendar API (Google Calendar API, “Handle API errors”).
pub(super) const CALENDAR: &[Known] = &[
    coded("authError", ProblemKind::KeyRefused),
    coded("rateLimitExceeded", ProblemKind::RateLimited),
    coded("userRateLimitExceeded", ProblemKind::RateLimited),
    coded("quotaExceeded", |_| ProblemKind::Consent(Consent::UsedUp)),
    coded("dailyLimitExceeded", |_| ProblemKind::Consent(Consent::UsedUp)),
    coded("accessNotConfigured", |_| ProblemKind::Consent(Consent::ApiOff)),
    coded("insufficientPermissions", |_| ProblemKind::MissingRight(Right::ListCalendars)),
    coded("forbidden", ProblemKind::LacksRight),
    coded("backendError", ProblemKind::ProviderFailed),
    coded("notFound", ProblemKind::GoneAt),
    coded("deleted", ProblemKind::GoneAt),
    coded("fullSyncRequired", ProblemKind::GoneAt),
    coded("updatedMinTooLongAgo", ProblemKind::GoneAt),
    coded("conditionNotMet", ProblemKind::Rejected),
    // An id that is taken, and a time span that is none.
    coded("duplicate", ProblemKind::Rejected),
    coded("timeRangeEmpty", ProblemKind::Rejected),
];

const fn client_refused(_: crate::domain::provider::Provider) -> ProblemKind {
    ProblemKind::Consent(Consent::ClientRefused)
}

/// The meaning of the `error` with which Google sends a person back.
pub fn of_answer(error: &str) -> Problem {
    match OAUTH.iter().find(|row| row.code == error) {
        Some(row) => (row.kind)(PROVIDER).into(),
        None => {
            refusals::count_unknown(PROVIDER, error);
            ProblemKind::Rejected(PROVIDER).into()
        }
    }
}

/// What a token endpoint was asked with, of which `invalid_grant` speaks.
#[derive(Clone, Copy)]
pub(super) enum Grant {
    Code,
    Consent,
}

/// The refusal of a token endpoint.
pub(super) fn of_tokens(reply: &Reply, grant: Grant) -> Problem {
    let own = match grant {
        Grant::Code => OF_A_CODE,
        Grant::Consent => OF_A_CONSENT,
    };
    refusals::problem(PROVIDER, reply, &[own, OAUTH], &error(reply), "")
}

fn error(reply: &Reply) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    reply.json().map(|Refusal { error }| error).unwrap_or_default()
}

/// What the table of OAuth knows of a refusal.
pub(super) fn known_of_consents(reply: &Reply) -> Option<ProblemKind> {
    refusals::known(PROVIDER, reply, &[OAUTH], &error(reply), "")
}

/// Whether a revocation was refused since there is nothing to revoke.
pub(super) fn is_of_nothing(reply: &Reply) -> bool {
    reply.status.is_client_error() && ["invalid_token", "invalid_grant"].contains(&&*error(reply))
}

/// The refusal of an API that takes an access token.
pub(super) fn of_api(reply: &Reply) -> Problem {
    refusals::problem(PROVIDER, reply, &[CALENDAR], &reason(reply), "")
}

/// What the table of the Calendar API knows of a refusal.
pub(super) fn known_of_api(reply: &Reply) -> Option<ProblemKind> {
    refusals::known(PROVIDER, reply, &[CALENDAR], &reason(reply), "")
}

fn reason(reply: &Reply) -> String {
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
    reasons.into_iter().next().map(|one| one.reason).unwrap_or_default()
}
