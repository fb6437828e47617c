//! What OpenAI answers to a key, and what a person is told of it: a row for each refusal.

use serde_json::{Value, json};

use super::OpenaiAuth;
use crate::{
    domain::{
        locale::Locale,
        problem::{Field, Problem, ProblemKind, Right},
        provider::{openai::OpenaiRegion, openai::PROVIDER},
    },
    server::{
        providers::fake::{Answer, Fake, Seen, cx},
        vault::secret::Secret,
    },
};

const MODELS: &str = "/v1/models";
const COMPLETIONS: &str = "/v1/chat/completions";
const KEY: &str = "sk-proj-0123456789abcdef";

fn auth(region: OpenaiRegion) -> OpenaiAuth {
    OpenaiAuth { key: Secret::new(KEY), region }
}

fn listed(models: &[&str]) -> Answer {
    let data: Vec<Value> = models.iter().map(|id| json!({ "id": id, "object": "model" })).collect();
    Answer::Json(200, json!({ "object": "list", "data": data }))
}

fn error(status: u16, message: &str, kind: &str, code: Value) -> Answer {
    Answer::Json(
        status,
        json!({ "error": { "message": message, "type": kind, "param": null, "code": code } }),
    )
}

fn no_messages() -> Answer {
    error(
        400,
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "invalid_request_error",
        json!("empty_array"),
    )
}

fn elsewhere(host: &str) -> Answer {
    let said = "Attempted to access resource with incorrect regional hostname. Please make your request to";
    error(401, &format!("{said} {host}"), "invalid_request_error", json!("incorrect_hostname"))
}

async fn check(fake: &Fake, region: OpenaiRegion) -> Result<OpenaiRegion, Problem> {
    fake.providers().openai.check_key(&cx(), &auth(region)).await
}

/// The answer to the model list, else to the request for an answer.
fn of_models(seen: &Seen, listed: impl FnOnce() -> Answer, asked: impl FnOnce() -> Answer) -> Answer {
    if seen.path.ends_with(MODELS) { listed() } else { asked() }
}

#[tokio::test]
async fn a_key_is_asked_for_what_the_agents_need_of_it_and_nothing_is_computed() {
    let fake = Fake::serve(|_, seen| of_models(seen, || listed(&["gpt-4o", "whisper-1"]), no_messages)).await;
    assert_eq!(check(&fake, OpenaiRegion::Global).await, Ok(OpenaiRegion::Global));
    let seen = fake.seen();
    let asked: Vec<_> = seen.iter().map(|seen| (seen.method.as_str(), seen.path.as_str())).collect();
    assert_eq!(asked, [("GET", "/openai/v1/models"), ("POST", "/openai/v1/chat/completions")]);
    assert_eq!(seen[1].json(), json!({ "model": "gpt-4o", "messages": [] }), "one that the project lists");
    assert!(seen.iter().all(|seen| seen.header("authorization") == format!("Bearer {KEY}")));
}

#[tokio::test]
async fn a_restricted_key_that_lists_no_models_may_have_them_answer() {
    let unlisted = || {
        let said = "You have insufficient permissions for this operation. Missing scopes: api.model.read.";
        error(403, said, "invalid_request_error", Value::Null)
    };
    let fake = Fake::serve(move |_, seen| of_models(seen, unlisted, no_messages)).await;
    assert_eq!(check(&fake, OpenaiRegion::Global).await, Ok(OpenaiRegion::Global));
    // A project that allows few models is asked about each of those that AVA offers.
    let fake = Fake::serve(move |_, seen| {
        let asked = || match seen.json()["model"].as_str() {
            Some("gpt-4o") => no_messages(),
            _ => {
                error(403, "Project does not have access", "invalid_request_error", json!("model_not_found"))
            }
        };
        of_models(seen, unlisted, asked)
    })
    .await;
    assert_eq!(check(&fake, OpenaiRegion::Global).await, Ok(OpenaiRegion::Global));
}

#[tokio::test]
async fn a_key_of_a_region_is_tried_there_and_never_called_a_wrong_key() {
    for (region, path, host) in [
        (OpenaiRegion::Us, "/openai-us/", "us.api.openai.com"),
        (OpenaiRegion::Eu, "/openai-eu/", "eu.api.openai.com"),
    ] {
        let fake = Fake::serve(move |_, seen| match seen.path.starts_with(path) {
            false => elsewhere(host),
            true => of_models(seen, || listed(&["gpt-4.1-mini"]), no_messages),
        })
        .await;
        assert_eq!(check(&fake, OpenaiRegion::Global).await, Ok(region));
        assert_eq!(fake.seen().len(), 3, "one refusal, and the check");
        assert_eq!(check(&fake, region).await, Ok(region));
        assert_eq!(fake.seen().len(), 5, "a known region is asked at once");
    }
    // A project that left its region is found again.
    let fake = Fake::serve(|_, seen| match seen.path.starts_with("/openai/") {
        false => elsewhere("api.openai.com"),
        true => of_models(seen, || listed(&["gpt-4.1-mini"]), no_messages),
    })
    .await;
    assert_eq!(check(&fake, OpenaiRegion::Eu).await, Ok(OpenaiRegion::Global));
}

#[tokio::test]
async fn hosts_that_send_a_key_round_in_circles_are_asked_once_each() {
    let fake = Fake::serve(|_, seen| {
        elsewhere(if seen.path.starts_with("/openai-us/") {
            "eu.api.openai.com"
        } else {
            "us.api.openai.com"
        })
    })
    .await;
    let problem = check(&fake, OpenaiRegion::Global).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::MissingRight(Right::KnownRegion));
    assert_eq!(fake.seen().len(), 3);
}

type Row = (&'static str, u16, &'static str, Option<&'static str>, ProblemKind);

/// The path that refuses, the status, the sentence and the code, and what a person is told. Each
/// row of the table of refusals has an example of its own beside it.
const ROWS: [Row; 7] = [
    (MODELS, 401, "Incorrect key: ****cdef", Some("invalid_api_key"), ProblemKind::KeyRefused(PROVIDER)),
    (
        MODELS,
        401,
        "Please make your request to au.api.openai.com",
        Some("incorrect_hostname"),
        ProblemKind::MissingRight(Right::KnownRegion),
    ),
    (COMPLETIONS, 401, "Missing scopes: model.request.", None, ProblemKind::MissingRight(Right::AskModels)),
    (
        COMPLETIONS,
        404,
        "No such model",
        Some("model_not_found"),
        ProblemKind::MissingRight(Right::OfferedModels),
    ),
    (
        COMPLETIONS,
        429,
        "You exceeded your quota",
        Some("insufficient_quota"),
        ProblemKind::QuotaExhausted(PROVIDER),
    ),
    (COMPLETIONS, 429, "Rate limit", Some("rate_limit_exceeded"), ProblemKind::RateLimited(PROVIDER)),
    (COMPLETIONS, 503, "Overloaded", None, ProblemKind::ProviderFailed(PROVIDER)),
];

#[tokio::test]
async fn lesson_57_each_refusal_of_a_check_has_its_own_sentence() {
    for (path, status, said, code, expected) in ROWS {
        let fake = Fake::serve(move |_, seen| {
            if seen.path.ends_with(path) {
                error(status, said, "invalid_request_error", json!(code))
            } else {
                listed(&["gpt-4.1-mini"])
            }
        })
        .await;
        let problem = check(&fake, OpenaiRegion::Global).await.unwrap_err();
        assert_eq!(problem.kind, expected, "{said}");
        assert_eq!(problem.correlation_id.as_deref(), Some("test-correlation"), "{said}");
        let of_the_key = matches!(expected, ProblemKind::KeyRefused(_) | ProblemKind::MissingRight(_));
        assert_eq!(problem.field, of_the_key.then_some(Field::Key), "{said}");
        for locale in Locale::ALL {
            let sentence = problem.sentence(locale);
            assert!(
                sentence.len() > 10 && !sentence.contains(said) && !sentence.contains("cdef"),
                "{sentence}"
            );
        }
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_not_believed() {
    for odd in [
        (|| Answer::Html(200)) as fn() -> Answer,
        || Answer::Json(200, json!({ "not": "a list" })),
        || Answer::Html(401),
        || Answer::Html(400),
        || Answer::Redirect("/elsewhere".to_owned()),
    ] {
        let fake = Fake::always(odd).await;
        let problem = check(&fake, OpenaiRegion::Global).await.unwrap_err();
        let refused = [ProblemKind::KeyRefused(PROVIDER), ProblemKind::Rejected(PROVIDER)];
        assert!(
            problem.kind == ProblemKind::ProviderFailed(PROVIDER) || refused.contains(&problem.kind),
            "{problem:?}"
        );
    }
    // An answer where a refusal belongs is nobody's that AVA knows.
    let fake = Fake::serve(|_, seen| {
        of_models(seen, || listed(&["gpt-4.1-mini"]), || Answer::Json(200, json!({ "id": "chatcmpl-1" })))
    })
    .await;
    let problem = check(&fake, OpenaiRegion::Global).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ProviderFailed(PROVIDER));
}
