//! One id for each request: in the answer, in every log line, at the provider.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::server::{
    correlation::{self, CorrelationId, Origin, Trail},
    cx::Services,
};

/// Runs the request under its id, and counts and logs how it ended.
pub async fn correlate(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    // A stranger's id must not pass for one of ours: it is kept apart, as theirs.
    let given = request.headers().get(CorrelationId::HEADER).and_then(|value| value.to_str().ok());
    let theirs = given.and_then(CorrelationId::parse);
    let id = CorrelationId::make(&services.random);
    let method = request.method().clone();
    let route = route(&request);
    let span = tracing::info_span!(
        "request",
        correlation.id = %id, correlation.theirs = theirs.as_ref().map(tracing::field::display),
        http.method = %method, http.route = %route
    );
    let began = services.clock.now_ms();
    let header = HeaderValue::from_str(id.as_str());
    let origin = Origin::default();
    request.extensions_mut().insert(Trail { id: id.clone(), span: span.clone(), origin });
    let mut response = correlation::scope(id, next.run(request).instrument(span.clone())).await;
    if let Ok(header) = header {
        response.headers_mut().insert(CorrelationId::HEADER, header);
    }
    let status = response.status().as_u16();
    let took = services.clock.now_ms() - began;
    metrics::counter!(
        "ava_http_requests_total",
        "method" => method_label(&method), "route" => route, "status" => status.to_string()
    )
    .increment(1);
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(http.status = status, duration_ms = took, "answered {status} in {took} ms");
        } else {
            tracing::debug!(http.status = status, duration_ms = took, "answered {status} in {took} ms");
        }
    });
    response
}

/// Names known methods only: each that somebody makes up would be a series of its own.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The route's pattern, or a page's first two segments, so that ids make no series.
fn route(request: &Request) -> String {
    if let Some(matched) = request.extensions().get::<MatchedPath>() {
        return matched.as_str().to_owned();
    }
    let path = request.uri().path();
    let known = ["/dashboard", "/login", "/signup", "/forgot", "/link", "/sandbox", "/rpc", "/api", "/mcp"];
    if path == "/" {
        return path.to_owned();
    }
    known
        .iter()
        .find(|prefix| path.starts_with(*prefix))
        .map_or_else(|| "other".to_owned(), |p| (*p).to_owned())
}
