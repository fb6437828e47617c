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
        failure::by_status,
        lenient::{maybe, text},
        transport::Reply,
    },
};

/// The reason why OpenAI does not do what it was asked for.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The key belongs to another host: that of this region, or one that AVA does not know.
    Elsewhere(Option<OpenaiRegion>),
    /// The key is known, and lacks the right to this.
    NotAllowed,
    /// The model does not exist, or the project may not use it.
    NoSuchModel,
    /// The request makes no sense, which was found after the key was looked at.
    NoSense,
    Other(Problem),
}

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

/// The rows that decide by a code, in the words of OpenAI’s guide “Error codes” and of answers that
/// were seen.
const BY_CODE: [(&str, fn() -> Refusal); 9] = [
    ("missing_scope", || Refusal::NotAllowed),
    ("model_not_found", || Refusal::NoSuchModel),
    ("insufficient_quota", || other(ProblemKind::QuotaExhausted(PROVIDER))),
    ("credit_balance_exhausted", || other(ProblemKind::QuotaExhausted(PROVIDER))),
    ("billing_hard_limit_reached", || other(ProblemKind::QuotaExhausted(PROVIDER))),
    ("billing_not_active", || other(ProblemKind::QuotaExhausted(PROVIDER))),
    ("ip_not_authorized", || other(ProblemKind::MissingRight(Right::FromHere))),
    ("unsupported_country_region_territory", || other(ProblemKind::MissingRight(Right::FromThisCountry))),
    ("account_deactivated", || other(ProblemKind::KeyRefused(PROVIDER))),
];

/// The rows that decide by prose, in small letters.
const BY_PROSE: [(&str, fn() -> Refusal); 4] = [
    ("missing scopes", || Refusal::NotAllowed),
    ("insufficient permissions", || Refusal::NotAllowed),
    ("ip not authorized", || other(ProblemKind::MissingRight(Right::FromHere))),
    ("country, region, or territory not supported", || {
        other(ProblemKind::MissingRight(Right::FromThisCountry))
    }),
];

fn other(kind: ProblemKind) -> Refusal {
    Refusal::Other(kind.into())
}

pub(super) fn refusal(reply: &Reply) -> Refusal {
    let Said { code, kind, message } = reply.json::<Body>().unwrap_or_default().error;
    let message = message.unwrap_or_default().to_lowercase();
    if reply.status == StatusCode::UNAUTHORIZED && code.as_deref() == Some("incorrect_hostname") {
        return Refusal::Elsewhere(named(&message));
    }
    // An exhausted balance is one type with several codes.
    let by_code = [&code, &kind].into_iter().flatten().find_map(|said| row(&BY_CODE, |code| said == code));
    let refused = matches!(reply.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    let by_prose = || row(&BY_PROSE, |prose| message.contains(prose)).filter(|_| refused);
    by_code.or_else(by_prose).unwrap_or_else(|| match reply.status {
        StatusCode::BAD_REQUEST if reply.is_json() => Refusal::NoSense,
        _ => Refusal::Other(by_status(PROVIDER, reply)),
    })
}

fn row(rows: &[(&str, fn() -> Refusal)], says: impl Fn(&str) -> bool) -> Option<Refusal> {
    rows.iter().find(|(said, _)| says(said)).map(|(_, refusal)| refusal())
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
    use super::*;

    #[test]
    fn a_host_is_found_in_its_sentence() {
        let sentence = |host: &str| {
            format!(
                "attempted to access resource with incorrect regional hostname. please make your request to {host}"
            )
        };
        for (host, region) in [
            ("us.api.openai.com", Some(OpenaiRegion::Us)),
            ("https://eu.api.openai.com/v1.", Some(OpenaiRegion::Eu)),
            ("api.openai.com.", Some(OpenaiRegion::Global)),
            ("au.api.openai.com", None),
            ("us.api.openai.com.example", None),
            ("another one", None),
        ] {
            assert_eq!(named(&sentence(host)), region, "{host}");
        }
    }
}
