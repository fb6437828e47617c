//! The refusals that a provider is known for, and those that it is not: a provider has a table
//! of the first, beside its client; of the others a person reads that the provider “could not do
//! this”, and the operator a count.

use reqwest::StatusCode;

use super::{
    failure::{by_status, rate_limited},
    transport::Reply,
};
use crate::domain::{
    problem::{Problem, ProblemKind},
    provider::Provider,
};

/// A row of a provider's table. The first row that fits a refusal says what it is.
pub(super) struct Known {
    /// The provider's own code; `""` fits any.
    pub code: &'static str,
    /// Words of its prose, in lower case; `""` fits any.
    pub says: &'static str,
    pub kind: fn(Provider) -> ProblemKind,
}

/// A row for a code, whatever stands beside it.
pub(super) const fn coded(code: &'static str, kind: fn(Provider) -> ProblemKind) -> Known {
    Known { code, says: "", kind }
}

/// A row for words that decide, of a provider that has no codes.
pub(super) const fn worded(says: &'static str, kind: fn(Provider) -> ProblemKind) -> Known {
    Known { code: "", says, kind }
}

/// The meaning of a refusal by the first of the `tables` that has it. An outage is told by its
/// status alone. `code` and `says` are the provider's, empty where it has none.
pub(super) fn known(
    at: Provider,
    reply: &Reply,
    tables: &[&[Known]],
    code: &str,
    says: &str,
) -> Option<ProblemKind> {
    if reply.status.is_server_error() {
        return None;
    }
    let says = says.to_lowercase();
    let fits = |row: &&Known| (row.code.is_empty() || row.code == code) && says.contains(row.says);
    tables.iter().flat_map(|table| table.iter()).find(fits).map(|row| (row.kind)(at))
}

/// The problem of a refusal, by what is [`known`], else by its status.
pub(super) fn problem(at: Provider, reply: &Reply, tables: &[&[Known]], code: &str, says: &str) -> Problem {
    match known(at, reply, tables, code, says) {
        Some(ProblemKind::RateLimited(_)) => rate_limited(at, reply),
        Some(kind) => kind.into(),
        None if reply.status.is_server_error() => by_status(at, reply),
        None => unknown(at, reply, code),
    }
}

/// A refusal after which the same request may go well within seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    /// Too many requests: this one was not processed, or so the provider says.
    Limit,
    /// The provider failed, and may have processed it.
    Failure,
}

/// Whether a refusal passes, by what its provider's tables know of it, else by its status. What
/// is called 429 may be an empty balance, and what is called 403 a rate limit.
pub(super) fn passing(reply: &Reply, known: Option<ProblemKind>) -> Option<Passing> {
    match (known, reply.status) {
        (_, status) if !(status.is_client_error() || status.is_server_error()) => None,
        (Some(ProblemKind::RateLimited(_)), _) | (None, StatusCode::TOO_MANY_REQUESTS) => {
            Some(Passing::Limit)
        }
        (Some(ProblemKind::ProviderFailed(_)), _) | (None, StatusCode::REQUEST_TIMEOUT) => {
            Some(Passing::Failure)
        }
        (Some(_), _) => None,
        (None, status) => status.is_server_error().then_some(Passing::Failure),
    }
}

/// The problem by status alone of a refusal that no table has. Counted where the status does not
/// tell what it is, or where the provider gave it a code.
fn unknown(at: Provider, reply: &Reply, code: &str) -> Problem {
    let problem = by_status(at, reply);
    if !code.is_empty() {
        count_unknown(at, code);
    } else if matches!(problem.kind, ProblemKind::Rejected(_)) {
        count_unknown(at, reply.status.as_str());
    }
    problem
}

/// Counts a failure that no table knows. `code` is the provider's, or a status.
pub(super) fn count_unknown(at: Provider, code: &str) {
    tracing::warn!(provider = at.code(), code = label(code), "a failure that no table has");
    metrics::counter!("ava_provider_unknown_failures_total", "provider" => at.code(), "code" => label(code).to_owned())
        .increment(1);
}

/// The code, unless it is none that a provider would use: it becomes a label, and is logged.
fn label(code: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if code.len() <= 40 && code.bytes().all(plain) { code } else { "other" }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    /// Asserts that a person reads sentences of AVA's, in both languages, and none of the `prose`
    /// of the provider.
    #[track_caller]
    pub fn assert_said(problem: &Problem, prose: &str) {
        let said = Locale::ALL.map(|locale| problem.sentence(locale));
        assert_ne!(said[0], said[1]);
        for sentence in said {
            assert!(sentence.ends_with('.'), "{sentence}");
            assert!(prose.is_empty() || !sentence.contains(prose), "{sentence}");
        }
    }

    #[test]
    fn only_a_code_becomes_a_label() {
        for code in ["21470", "invalid_api_key", "5.7.9", "400"] {
            assert_eq!(label(code), code);
        }
        for odd in ["Incorrect API key provided: sk-…abcd", "a b", &"9".repeat(41)] {
            assert_eq!(label(odd), "other");
        }
    }

    #[test]
    fn a_refusal_that_nobody_knows_is_said_to_be_the_providers() {
        for provider in Provider::ALL {
            let problem = Problem::new(ProblemKind::Rejected(provider));
            assert!(problem.wants_support(), "with the id to quote");
            let said = format!("{} could not do this.", provider.name());
            assert!(problem.sentence(Locale::En).starts_with(&said));
            assert_said(&problem, "Bad Request");
        }
    }
}
