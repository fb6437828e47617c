//! What a request asks for, in its first line.

use axum::{extract::Request, http::Uri};

/// It asked for no path.
#[derive(Clone, Copy)]
pub struct NoPath;

/// Before routing: has something to route, and remembers that it was not so.
pub fn with_a_path(mut request: Request) -> Request {
    if !request.uri().path().starts_with('/') {
        *request.uri_mut() = Uri::default();
        request.extensions_mut().insert(NoPath);
    }
    request
}
