//! `Idempotency-Key`: the first answer is given again to whoever sends the same request again.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use tracing::Instrument;

use super::responses::Unkept;
use crate::{
    domain::problem::{Problem, ProblemKind, Program},
    server::{
        api_tokens::Presented,
        correlation,
        cx::Services,
        http::{body::MAX_BODY, refusal::refused},
        idempotency::{self, Answer, Once},
        vault::seal::hex,
    },
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The most characters of a key.
const MAX_KEY: usize = 255;
/// The headers of an answer that are kept.
const KEPT: [HeaderName; 3] =
    [axum::http::header::CONTENT_TYPE, axum::http::header::LOCATION, axum::http::header::ETAG];

/// Carries a request with a key out once. Whatever it commits takes the key along ([`Once`]); it is carried
/// out to its end, and its answer kept, also where nobody waits for it any more.
pub async fn once(State(services): State<Services>, request: Request, next: Next) -> Response {
    let is_write = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    let Some(key) = request.headers().get(KEY).filter(|_| is_write) else { return next.run(request).await };
    let Some(key) = key.to_str().ok().filter(|key| is_key(key)).map(str::to_owned) else {
        return refused(Program::KeyMalformed);
    };
    let Some(presented) = request.extensions().get::<Arc<Presented>>().cloned() else {
        return refused(ProblemKind::SignedOut);
    };
    let (mut head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return refused(ProblemKind::TooLarge) };
    let address = head.uri.path_and_query().map_or("", |address| address.as_str());
    let fingerprint = services.audit_key.request(&digest(&head.method, address, &body));
    let sending = services.random.uuid();
    let token = presented.id().as_str().to_owned();
    let once = Once::new(presented.org().clone(), token, key, fingerprint, sending);
    match once.before(&services.db, services.clock.now_ms()).await {
        Ok(None) => {}
        Ok(Some(answer)) => return again(answer),
        Err(problem) => return refused(problem),
    }
    head.extensions.insert(once.clone());
    let request = Request::from_parts(head, Body::from(body));
    let carried = async move {
        let response = next.run(request).await;
        kept(&services, &once, response).await
    };
    match tokio::spawn(correlation::carried(carried).in_current_span()).await {
        Ok(response) => response,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => refused(ProblemKind::Internal),
    }
}

fn is_key(text: &str) -> bool {
    (1..=MAX_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Tells requests apart: by method, address and body.
fn digest(method: &Method, address: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    for part in [method.as_str().as_bytes(), address.as_bytes(), body] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

/// Keeps the answer of a request that did something, or succeeded. Where nothing was done, the same request
/// may be tried again.
async fn kept(services: &Services, once: &Once, response: Response) -> Response {
    let (db, now) = (&services.db, services.clock.now_ms());
    if !once.is_committed() && !response.status().is_success() {
        // The other sending of it may be why.
        return match once.before(db, now).await {
            Ok(None) => response,
            Ok(Some(answer)) => again(answer),
            Err(problem) => refused(problem),
        };
    }
    let (response, answer) = read(response).await;
    let fits = match &answer {
        Answer::Given { body, .. } => has_room(services, once, body).await,
        _ => true,
    };
    let answer = match answer {
        Answer::Given { status, .. } if !fits => Answer::Unkept { status },
        answer => answer,
    };
    match once.keep(db, &answer, now).await {
        Ok(()) => response,
        Err(error) if idempotency::is_taken(&error) => refused(idempotency::under_way()),
        Err(error) => {
            tracing::error!(%error, "could not keep the answer of a request");
            response
        }
    }
}

/// Whether the organisation has room for that answer.
async fn has_room(services: &Services, once: &Once, body: &str) -> bool {
    let bytes = u32::try_from(body.len()).unwrap_or(u32::MAX);
    services.api_answers.take(&services.db, once.org(), bytes).await.is_ok()
}

/// The answer as it is kept, and the response with its body again.
async fn read(response: Response) -> (Response, Answer) {
    let status = response.status().as_u16();
    if response.extensions().get::<Unkept>().is_some() {
        return (response, Answer::Unkept { status });
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        let answer = Answer::Refused(problem.clone());
        return (response, answer);
    }
    let (head, body) = response.into_parts();
    // Answers of handlers are in memory already.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return (refused(ProblemKind::Internal), Answer::Unkept { status });
    };
    let value = |name: &HeaderName| {
        let value = head.headers.get(name)?.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    };
    let headers = KEPT.iter().filter_map(value).collect();
    let answer = match std::str::from_utf8(&body) {
        Ok(text) => Answer::Given { status, headers, body: text.to_owned() },
        Err(_) => Answer::Unkept { status },
    };
    (Response::from_parts(head, Body::from(body)), answer)
}

fn again(answer: Answer) -> Response {
    let mut response = match answer {
        Answer::Refused(problem) => refused(problem),
        Answer::Unkept { .. } => refused(Program::AnswerLost),
        Answer::Given { status, headers, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, body).into_response();
            response.headers_mut().remove(axum::http::header::CONTENT_TYPE);
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
    };
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_signs_that_can_be_seen() {
        for key in ["a", "0190a5e2-7c1b-7def-8123-0123456789ab", &"k".repeat(MAX_KEY)] {
            assert!(is_key(key), "{key}");
        }
        for bad in ["", " ", "a b", "é", "\t", &"k".repeat(MAX_KEY + 1)] {
            assert!(!is_key(bad), "{bad}");
        }
    }

    #[test]
    fn requests_that_differ_anywhere_are_others() {
        let one = digest(&Method::POST, "/api/numbers", b"{}");
        assert_eq!(one, digest(&Method::POST, "/api/numbers", b"{}"));
        for other in [
            digest(&Method::PUT, "/api/numbers", b"{}"),
            digest(&Method::POST, "/api/numbers?wait=1", b"{}"),
            digest(&Method::POST, "/api/numbers", b"{ }"),
            digest(&Method::POST, "/api/number", b"s{}"),
        ] {
            assert_ne!(one, other);
        }
    }

    #[tokio::test]
    async fn an_answer_is_given_again_as_it_was() {
        let given = (StatusCode::CREATED, [("location", "/api/agents/1"), ("etag", "\"1\"")], "{\"id\":1}");
        let (response, answer) = read(given.into_response()).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let replayed = again(answer);
        assert_eq!(replayed.status(), StatusCode::CREATED);
        for name in ["location", "etag", "content-type"] {
            assert_eq!(replayed.headers().get(name), response.headers().get(name), "{name}");
        }
        assert_eq!(replayed.headers()["idempotency-replayed"], "true");
        assert_eq!(to_bytes(replayed.into_body(), 100).await.unwrap(), "{\"id\":1}");
        let (_, refused) = read(refused(ProblemKind::Stale)).await;
        assert_eq!(refused, Answer::Refused(ProblemKind::Stale.into()));
    }
}
