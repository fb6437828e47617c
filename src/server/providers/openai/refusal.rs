//! The meaning of OpenAI's refusals. Most carry a code; where a right is missing only prose tells,
//! and under either status. No prose goes further: it repeats parts of the key.

use reqwest::StatusCode;
use serde::Deserialize;

use crate::{
    domain::{
        problem::{Problem, ProblemKind, Right},
        provider::openai::{OpenaiRegion, PROVIDER},
    },
    server::providers::{
        lenient::{maybe, text},
        refusals::{self, Known, coded, worded},
        transport::Reply,
    },
};

/// The reason why OpenAI does not do what it was asked for.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The key belongs to another host: that of this region, or one that AVA does not know.
    Elsewhere(Option<OpenaiRegion>),
    /// The request makes no sense, which was found after the key was looked at.
    NoSense,
    Other(Problem),
}

/// OpenAI’s guide “Error codes”, and answers that were seen in public code. An exhausted balance is
/// one type with several codes.
const KNOWN: &[Known] = &[
    coded("invalid_api_key", ProblemKind::KeyRefused),
    coded("account_deactivated", ProblemKind::KeyRefused),
    coded("missing_scope", ProblemKind::LacksRight),
    coded("model_not_found", |_| ProblemKind::MissingRight(Right::OfferedModels)),
    coded("ip_not_authorized", |_| ProblemKind::MissingRight(Right::FromHere)),
    coded("unsupported_country_region_territory", |_| ProblemKind::MissingRight(Right::FromThisCountry)),
    coded("credit_balance_exhausted", ProblemKind::QuotaExhausted),
    coded("billing_hard_limit_reached", ProblemKind::QuotaExhausted),
    coded("billing_not_active", ProblemKind::QuotaExhausted),
    coded("insufficient_quota", ProblemKind::QuotaExhausted),
    coded("rate_limit_exceeded", ProblemKind::RateLimited),
    worded("missing scopes", ProblemKind::LacksRight),
    worded("insufficient permissions", ProblemKind::LacksRight),
    worded("ip not authorized", |_| ProblemKind::MissingRight(Right::FromHere)),
    worded("territory not supported", |_| ProblemKind::MissingRight(Right::FromThisCountry)),
    worded("invalid authentication", ProblemKind::KeyRefused),
    worded("must be a member of an organization", ProblemKind::KeyRefused),
];

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default, deserialize_with = "maybe")]
    error: Said,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(deserialize_with = "text")]
    code: Option<String>,
    #[serde(rename = "type", deserialize_with = "text")]
    kind: Option<String>,
    #[serde(deserialize_with = "text")]
    message: Option<String>,
}

impl Said {
    fn of(reply: &Reply) -> Self {
        reply.json::<Body>().unwrap_or_default().error
    }

    /// The code or the type, whichever has a row, else the code.
    fn code(&self) -> Option<&str> {
        let codes = [self.code.as_deref(), self.kind.as_deref()];
        codes.into_iter().flatten().find(has_row).or(self.code.as_deref())
    }
}

fn has_row(code: &&str) -> bool {
    KNOWN.iter().any(|row| row.code == *code)
}

/// What the table knows of a refusal.
pub(super) fn known(reply: &Reply) -> Option<ProblemKind> {
    let said = Said::of(reply);
    let message = said.message.as_deref().unwrap_or_default();
    refusals::known(PROVIDER, reply, &[KNOWN], said.code().unwrap_or_default(), message)
}

pub(super) fn refusal(reply: &Reply) -> Refusal {
    let said = Said::of(reply);
    let message = said.message.as_deref().unwrap_or_default();
    if reply.status == StatusCode::UNAUTHORIZED && said.code.as_deref() == Some("incorrect_hostname") {
        return Refusal::Elsewhere(named(&message.to_lowercase()));
    }
    match said.code() {
        code if reply.status == StatusCode::BAD_REQUEST && code.is_none_or(|code| !has_row(&code)) => {
            if reply.is_json() {
                Refusal::NoSense
            } else {
                Refusal::Other(refusals::problem(PROVIDER, reply, &[], "", ""))
            }
        }
        code => {
            let code = code.unwrap_or_default();
            Refusal::Other(refusals::problem(PROVIDER, reply, &[KNOWN], code, message))
        }
    }
}

/// The region whose host a sentence names: `us.api.openai.com`.
fn named(message: &str) -> Option<OpenaiRegion> {
    let host = message
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .map(|word| word.trim_end_matches('.'))
        .find(|word| word.ends_with("api.openai.com"))?;
    match host.strip_suffix("api.openai.com")? {
        "" => Some(OpenaiRegion::Global),
        "us." => Some(OpenaiRegion::Us),
        "eu." => Some(OpenaiRegion::Eu),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::providers::refusals::tests::assert_said;

    /// One for each row, in the order of the table: status, code and type, and prose.
    const EXAMPLES: [(u16, &str, &str, &str); KNOWN.len()] = [
        (401, "invalid_api_key", "invalid_request_error", "Incorrect API key provided: sk-proj-****cdef."),
        (401, "account_deactivated", "invalid_request_error", "Your account has been deactivated."),
        (401, "missing_scope", "invalid_request_error", "Not allowed"),
        (404, "model_not_found", "invalid_request_error", "The model `gpt-4.1-mini` does not exist."),
        (401, "ip_not_authorized", "invalid_request_error", "Your request IP does not match"),
        (403, "unsupported_country_region_territory", "request_forbidden", "Country not supported"),
        (429, "credit_balance_exhausted", "insufficient_quota", "Your credit balance is exhausted."),
        (429, "billing_hard_limit_reached", "insufficient_quota", "Billing hard limit has been reached"),
        (429, "billing_not_active", "billing_not_active", "Your account is not active"),
        (429, "", "insufficient_quota", "You exceeded your current quota"),
        (429, "rate_limit_exceeded", "requests", "Rate limit reached for requests"),
        (403, "", "invalid_request_error", "Missing scopes: api.model.read."),
        (401, "", "invalid_request_error", "You have insufficient permissions for this operation."),
        (401, "", "invalid_request_error", "IP not authorized"),
        (403, "", "request_forbidden", "Country, region, or territory not supported"),
        (401, "", "invalid_request_error", "Invalid Authentication"),
        (401, "", "invalid_request_error", "You must be a member of an organization to use the API."),
    ];

    fn of(status: u16, code: &str, kind: &str, message: &str) -> Refusal {
        let code = Some(code).filter(|code| !code.is_empty());
        let body = json!({ "error": { "message": message, "type": kind, "param": null, "code": code } });
        refusal(&Reply::with(status, &body.to_string()))
    }

    #[test]
    fn lesson_57_every_refusal_of_openais_is_a_problem_of_ours() {
        for (row, (status, code, kind, message)) in KNOWN.iter().zip(EXAMPLES) {
            let by_code = !row.code.is_empty() && [code, kind].contains(&row.code);
            let by_words = !row.says.is_empty() && message.to_lowercase().contains(row.says);
            assert!(by_code || by_words, "an example of each row, in their order: {message}");
            let Refusal::Other(problem) = of(status, code, kind, message) else { panic!("{message}") };
            assert_eq!(problem.kind, (row.kind)(PROVIDER), "{message}");
            assert_said(&problem, message);
        }
    }

    #[test]
    fn what_no_row_has_is_told_by_its_status() {
        let Refusal::Other(problem) = of(418, "teapot", "invalid_request_error", "Something new") else {
            panic!("a problem")
        };
        assert_eq!(problem.kind, ProblemKind::Rejected(PROVIDER));
        assert_said(&problem, "Something new");
        assert!(matches!(of(400, "empty_array", "invalid_request_error", "Invalid"), Refusal::NoSense));
        let page = refusal(&Reply::with(400, "<!doctype html>"));
        assert!(matches!(page, Refusal::Other(Problem { kind: ProblemKind::Rejected(_), .. })), "{page:?}");
        let odd = refusal(&Reply::with(401, r#"{"error":"no object"}"#));
        assert!(matches!(odd, Refusal::Other(Problem { kind: ProblemKind::KeyRefused(_), .. })), "{odd:?}");
    }

    #[test]
    fn a_host_is_found_in_its_sentence() {
        for (host, region) in [
            ("us.api.openai.com", Some(OpenaiRegion::Us)),
            ("https://eu.api.openai.com/v1.", Some(OpenaiRegion::Eu)),
            ("api.openai.com.", Some(OpenaiRegion::Global)),
            ("au.api.openai.com", None),
            ("us.api.openai.com.example", None),
            ("another one", None),
        ] {
            let message = format!("Please make your request to {host}");
            let Refusal::Elsewhere(found) = of(401, "incorrect_hostname", "invalid_request_error", &message)
            else {
                panic!("{message}")
            };
            assert_eq!(found, region, "{host}");
        }
    }
}
