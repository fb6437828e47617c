//! Answers to refused requests. The code that refuses names the problem; one layer words
//! it in the form that the client reads, and finds a problem for a library's bare
//! refusal.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use tower_http::csrf::ProtectionError;

use super::{
    assets::Assets,
    page_context::locale_of,
    problem_document::{self, ProblemDocument},
    security_headers,
};
use crate::{
    app::{errors::problem_document, wire},
    domain::problem::{Problem, ProblemKind},
    server::{
        cx::Services,
        error::{self, panic_message},
        forms::{self, accepts, wants_html},
    },
};

/// Delays the answer to a client that asks too often, whichever layer refused it.
pub async fn slow_down(State(services): State<Services>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        forms::slow_down(&services).await;
    }
    response
}

/// An answer that [`explain`] puts into words on its way out.
pub fn refused(problem: impl Into<Problem>) -> Response {
    let problem = problem.into();
    let status = StatusCode::from_u16(problem.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = status.into_response();
    if let Some(seconds) = problem.retry_after_secs {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(problem);
    response
}

/// A proxy that changes the `Host` makes every form look cross-site: the log says why.
pub fn cross_site(error: ProtectionError) -> Response {
    tracing::info!(why = %error, "refused a request from another site");
    refused(ProblemKind::CrossSite)
}

/// A panic is logged and answered; the connection and the session live on.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!(panic = panic_message(&*panic), "a request panicked");
    refused(ProblemKind::Internal)
}

/// Gives every refusal its words: a document for a person, postcard for a page
/// of ours, JSON for a program, and a problem document for one that uses the API.
pub async fn explain(Extension(assets): Extension<Assets>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let of_the_api = is_of_the_api(request.uri().path());
    let response = next.run(request).await;
    match problem_of(&response) {
        Some(problem) if of_the_api => as_document(response, &headers, problem),
        Some(problem) => in_words(response, &headers, problem, assets),
        None => response,
    }
}

/// Whether an address is one of the API, or of what stands beside it. Those of a version are of monitors.
pub fn is_of_the_api(path: &str) -> bool {
    let below = path.strip_prefix("/api/").is_some_and(|below| !below.starts_with("v1/"));
    below || ["/api", "/mcp"].contains(&path)
}

fn as_document(response: Response, asked: &HeaderMap, problem: Problem) -> Response {
    let locale = problem_document::locale_of(asked);
    let document = ProblemDocument::new(&error::to_quote(problem), locale);
    let is_signed_out = response.status() == StatusCode::UNAUTHORIZED;
    let mut response = with_words(response, document.response());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.code()));
    if is_signed_out {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The problem that the refusing code named, or the one that the status of a library's
/// bare refusal means; `None` for an answer that already has its words.
fn problem_of(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    // Libraries say nothing, or a line of text for programmers.
    let bare = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !bare || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let kind = match status {
        StatusCode::NOT_FOUND => ProblemKind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemKind::WrongMethod,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
        StatusCode::REQUEST_TIMEOUT => ProblemKind::TooSlow,
        _ if status.is_client_error() => ProblemKind::Malformed,
        _ => ProblemKind::Internal,
    };
    Some(kind.into())
}

fn in_words(response: Response, asked: &HeaderMap, problem: Problem, assets: Assets) -> Response {
    let problem = error::to_quote(problem);
    let words = if wants_html(asked) {
        // The `Referer` of another site leads nowhere here.
        let back =
            if problem.kind == ProblemKind::CrossSite { "/".to_owned() } else { forms::way_back(asked) };
        let html = problem_document(&problem, locale_of(asked), assets.css, back);
        ([(header::CONTENT_SECURITY_POLICY, security_headers::STILL)], Html(html)).into_response()
    } else if accepts(asked, wire::MEDIA_TYPE) {
        // Writing to memory does not fail.
        let bytes = postcard::to_allocvec(&problem).unwrap_or_default();
        ([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], bytes).into_response()
    } else {
        Json(&problem).into_response()
    };
    with_words(response, words)
}

/// Keeps the status and the headers, `Allow` and `Retry-After` among them.
fn with_words(response: Response, words: Response) -> Response {
    let (mut head, _) = response.into_parts();
    let (said, body): (_, Body) = words.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.remove(header::CONTENT_ENCODING);
    head.headers.extend(said.headers);
    Response::from_parts(head, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(response: Response) -> Option<ProblemKind> {
        problem_of(&response).map(|problem| problem.kind)
    }

    #[test]
    fn what_a_library_refuses_is_a_problem_by_its_status() {
        for (status, expected) in [
            (400, ProblemKind::Malformed),
            (404, ProblemKind::NotFound),
            (405, ProblemKind::WrongMethod),
            (408, ProblemKind::TooSlow),
            (413, ProblemKind::TooLarge),
            (415, ProblemKind::Malformed),
            (500, ProblemKind::Internal),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(kind(status.into_response()), Some(expected));
            assert_eq!(kind((status, "Failed to deserialize").into_response()), Some(expected));
        }
    }

    #[test]
    fn the_addresses_of_monitors_are_none_of_the_api() {
        for path in ["/api", "/api/agents", "/api/nothing/here", "/mcp"] {
            assert!(is_of_the_api(path), "{path}");
        }
        for path in ["/", "/apis", "/api/v1/readiness", "/dashboard/agents", "/mcp2"] {
            assert!(!is_of_the_api(path), "{path}");
        }
    }

    #[test]
    fn what_has_words_or_is_no_error_keeps_them() {
        assert_eq!(kind((StatusCode::NOT_FOUND, Html("<h1>")).into_response()), None);
        assert_eq!(kind((StatusCode::SERVICE_UNAVAILABLE, Json("down")).into_response()), None);
        assert_eq!(kind(StatusCode::NO_CONTENT.into_response()), None);
        assert_eq!(kind("ok".into_response()), None);
    }
}
