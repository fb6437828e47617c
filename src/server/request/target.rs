//! The target of a request, in its first line.

use axum::{extract::Request, http::Uri};

/// The mark of a request that asked for no path.
#[derive(Clone, Copy)]
pub struct NoPath;

/// Gives a request without a path the root to route, and marks it. Runs before routing.
pub fn with_a_path(mut request: Request) -> Request {
    if !request.uri().path().starts_with('/') {
        *request.uri_mut() = Uri::default();
        request.extensions_mut().insert(NoPath);
    }
    request
}
