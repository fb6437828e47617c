//! What a request asks for, in its first line. Routes are paths: one that has
//! none is refused here, before anything takes it apart.

use axum::{extract::Request, http::Uri, middleware::Next, response::Response};

use super::refusal::refused;
use crate::domain::problem::Kind;

/// It asked for no path.
#[derive(Clone, Copy)]
struct NoPath;

/// Before routing: has something to route, and remembers that it was not so.
pub fn with_a_path(mut request: Request) -> Request {
    if !request.uri().path().starts_with('/') {
        *request.uri_mut() = Uri::default();
        request.extensions_mut().insert(NoPath);
    }
    request
}

/// Refuses what [`with_a_path`] has marked.
pub async fn must_have_a_path(request: Request, next: Next) -> Response {
    match request.extensions().get::<NoPath>() {
        Some(NoPath) => refused(Kind::Malformed),
        None => next.run(request).await,
    }
}
