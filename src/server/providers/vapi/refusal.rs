//! The meaning of Vapi's refusals. They carry no code, only prose, so the few sentences
//! that decide something are recognised here and go no further.

use reqwest::StatusCode;
use serde::Deserialize;

use super::types::CreateOutcome;
use crate::{
    domain::{
        problem::{Field, Problem, ProblemKind},
        provider::Provider,
    },
    server::{
        providers::{failure::by_status, transport::Reply},
        random::parse_uuid,
        vault::secret::Secret,
    },
};

pub(super) fn problem(at: Provider, reply: &Reply, key: &Secret) -> Problem {
    let problem = by_status(at, reply);
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
    let said = reply.json::<Prose>()?.message.into_text().to_lowercase();
    if let Some((_, rest)) = said.split_once("existing phone number ") {
        let id = rest.split_whitespace().next()?;
        return parse_uuid(id).map(CreateOutcome::Exists);
    }
    if said.contains("already in use by another org") {
        return Some(CreateOutcome::OtherOrg);
    }
    said.contains("number not found on twilio").then_some(CreateOutcome::NotFoundOnTwilio)
}

#[derive(Deserialize)]
struct Prose {
    message: Message,
}

/// A list where Vapi validates the body, one sentence elsewhere.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Many(Vec<String>),
}

impl Message {
    fn into_text(self) -> String {
        match self {
            Message::One(text) => text,
            Message::Many(texts) => texts.join("\n"),
        }
    }
}
