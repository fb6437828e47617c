//! The meaning of Vapi's refusals. They carry no code, only prose, so the few sentences
//! that decide something are recognised here and go no further.

use reqwest::StatusCode;
use serde::Deserialize;

use super::types::CreateOutcome;
use crate::{
    domain::{
        problem::{Field, Problem, ProblemKind},
        provider::{Provider, vapi::PROVIDER},
    },
    server::{
        providers::{
            refusals::{self, Known, worded},
            transport::Reply,
        },
        random::parse_uuid,
        vault::secret::Secret,
    },
};

/// Sentences as they are seen in public code and support threads; Vapi documents next to none.
const KNOWN: &[Known] = &[
    worded("invalid key", ProblemKind::KeyRefused),
    worded("missing authorization header", ProblemKind::KeyRefused),
    worded("rate limit exceeded", ProblemKind::RateLimited),
    worded("assistant_pinned", |_| ProblemKind::AssistantPinned),
    // AVA pins nothing, and makes no tools.
    worded("tool_pinned", ProblemKind::Rejected),
    // Vapi knows no such property, so that AVA should not have sent it.
    worded("should not exist", ProblemKind::Rejected),
    // An id in the body, such as that of an assistant, is of nothing there.
    worded("does not exist", ProblemKind::Rejected),
];

fn said(reply: &Reply) -> String {
    reply.json::<Prose>().map(Prose::into_text).unwrap_or_default()
}

pub(super) fn known(reply: &Reply) -> Option<ProblemKind> {
    refusals::known(PROVIDER, reply, &[KNOWN], "", &said(reply))
}

pub(super) fn problem(at: Provider, reply: &Reply, key: &Secret) -> Problem {
    let problem = refusals::problem(at, reply, &[KNOWN], "", &said(reply));
    match problem.kind {
        // Vapi says the same of every bad key, so the key itself must tell.
        ProblemKind::KeyRefused(_) if looks_public(key) => {
            Problem::new(ProblemKind::PublicKey).on(Field::Key)
        }
        ProblemKind::KeyRefused(_) => problem.on(Field::Key),
        _ => problem,
    }
}

fn looks_public(key: &Secret) -> bool {
    let key = key.expose();
    key.starts_with("pk_") || key.to_ascii_lowercase().contains("public")
}

/// An import's 400 that is an outcome and no failure.
pub(super) fn import_outcome(reply: &Reply) -> Option<CreateOutcome> {
    if reply.status != StatusCode::BAD_REQUEST {
        return None;
    }
    let said = reply.json::<Prose>()?.into_text().to_lowercase();
    if let Some((_, rest)) = said.split_once("existing phone number ") {
        let id = rest.split_whitespace().next()?;
        return parse_uuid(id).map(CreateOutcome::Exists);
    }
    if said.contains("already in use by another org") {
        return Some(CreateOutcome::OtherOrg);
    }
    said.contains("number not found on twilio").then_some(CreateOutcome::NotFoundOnTwilio)
}

/// `error` is the name of the status, or a word such as `assistant_pinned`.
#[derive(Default, Deserialize)]
struct Prose {
    #[serde(default)]
    message: Option<Message>,
    #[serde(default)]
    error: Option<Message>,
}

/// A list where Vapi validates the body, one sentence elsewhere.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Many(Vec<String>),
    Other(serde::de::IgnoredAny),
}

impl Message {
    fn into_text(self) -> String {
        match self {
            Message::One(text) => text,
            Message::Many(texts) => texts.join("\n"),
            Message::Other(_) => String::new(),
        }
    }
}

impl Prose {
    fn into_text(self) -> String {
        let texts = [self.message, self.error].into_iter().flatten().map(Message::into_text);
        texts.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::providers::{fake::vapi, refusals::tests::assert_said};

    const VAPI: Provider = Provider::Vapi;

    /// One for each row, in the order of the table: status, body, and the words in it.
    const EXAMPLES: [(u16, &str, &str, ProblemKind); KNOWN.len()] = [
        (
            401,
            r#"{"message":"Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.","error":"Unauthorized","statusCode":401}"#,
            "Hot tip",
            ProblemKind::KeyRefused(VAPI),
        ),
        (
            401,
            r#"{"message":"Missing Authorization Header.","error":"Unauthorized","statusCode":401}"#,
            "Missing Authorization",
            ProblemKind::KeyRefused(VAPI),
        ),
        (
            429,
            r#"{"message":"Rate limit exceeded","statusCode":429}"#,
            "Rate limit exceeded",
            ProblemKind::RateLimited(VAPI),
        ),
        (
            409,
            r#"{"error":"assistant_pinned","message":"This assistant is pinned and cannot be deleted."}"#,
            "is pinned and cannot",
            ProblemKind::AssistantPinned,
        ),
        (
            409,
            r#"{"error":"tool_pinned","message":"This tool is pinned."}"#,
            "is pinned",
            ProblemKind::Rejected(VAPI),
        ),
        (
            400,
            r#"{"message":["assistant.property x should not exist"],"error":"Bad Request","statusCode":400}"#,
            "should not exist",
            ProblemKind::Rejected(VAPI),
        ),
        (
            400,
            r#"{"message":"Couldn't Get Assistant. `assistantId` a1 Does Not Exist.","error":"Bad Request","statusCode":400}"#,
            "Couldn't Get",
            ProblemKind::Rejected(VAPI),
        ),
    ];

    #[test]
    fn lesson_57_every_refusal_of_vapis_is_a_problem_of_ours() {
        let key = vapi().key;
        for (row, (status, body, words, kind)) in KNOWN.iter().zip(&EXAMPLES) {
            assert!(body.to_lowercase().contains(row.says), "an example of each row, in their order");
            let problem = problem(VAPI, &Reply::with(*status, body), &key);
            assert_eq!(problem.kind, *kind, "{body}");
            assert_said(&problem, words);
        }
        for odd in [r#"{"message":"Something New."}"#, r#"{"message":{"odd":1}}"#, "{}"] {
            let problem = problem(VAPI, &Reply::with(400, odd), &key);
            assert_eq!(problem.kind, ProblemKind::Rejected(VAPI), "{odd}");
            assert_said(&problem, "Something New");
        }
        let gateway = problem(VAPI, &Reply::with(403, "<!doctype html>"), &key);
        assert_eq!(gateway.kind, ProblemKind::ProviderFailed(VAPI));
    }
}
