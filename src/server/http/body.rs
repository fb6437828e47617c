//! Answers that are no page: a problem, told as the client reads it, and what
//! becomes of bodies too large and of panics.

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::wire,
    domain::{
        locale::Locale,
        problem::{Kind, Problem},
    },
    server::{
        correlation,
        forms::{accepts, wants_html},
    },
};

/// Forms are small; an agent's instructions are the longest thing anyone sends.
pub const BODY_MOST: usize = 256 * 1024;

/// The problem with its status, as text for a person, as JSON for a program, or
/// as a page of ours reads it.
pub fn answer(headers: &http::HeaderMap, problem: Problem) -> Response {
    let problem = match correlation::current() {
        Some(id) if problem.correlation_id.is_none() => problem.correlated(id.as_str()),
        _ => problem,
    };
    let status = StatusCode::from_u16(problem.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let retry_after = problem.retry_after_secs;
    let mut response = if wants_html(headers) {
        let language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        page(&problem, language.map(Locale::negotiate).unwrap_or_default())
    } else if accepts(headers, wire::MEDIA_TYPE) {
        // Writing to memory does not fail.
        let bytes = postcard::to_allocvec(&problem).unwrap_or_default();
        ([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], bytes).into_response()
    } else {
        Json(&problem).into_response()
    };
    *response.status_mut() = status;
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page without the application, for when the application cannot answer.
/// Everything in it is ours: nothing to escape.
fn page(problem: &Problem, locale: Locale) -> Response {
    let (back, quote) = match locale {
        Locale::En => ("Back to AVA", "If you ask for help, quote"),
        Locale::Fr => ("Retour à AVA", "Pour demander de l’aide, citez"),
    };
    let html = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>AVA</title>\
         <main><h1>AVA</h1><p>{}</p><p>{quote} <code>{}</code></p><p><a href=\"/\">{back}</a></p></main></html>",
        locale.code(),
        problem.sentence(locale),
        problem.correlation_id.as_deref().unwrap_or("–"),
    );
    axum::response::Html(html).into_response()
}

/// Refuses a body that says it is too large before any of it is read.
pub async fn refuse_large(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_MOST) {
        let mut response = answer(request.headers(), Kind::TooLarge.into());
        // The rest of the body is not read, so nothing can follow it.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    next.run(request).await
}

/// A panic is logged and answered; the connection and the session live on.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = message, "a request panicked");
    let mut html = http::HeaderMap::new();
    html.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    answer(&html, Kind::Internal.into())
}
