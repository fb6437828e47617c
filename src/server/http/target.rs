//! Routes are paths: a request for no path is refused here, before anything takes it
//! apart.

use axum::{extract::Request, middleware::Next, response::Response};

use super::refusal::refused;
use crate::{domain::problem::ProblemKind, server::request::target::NoPath};

/// Refuses requests that [`with_a_path`](crate::server::request::target::with_a_path) has
/// marked.
pub async fn must_have_a_path(request: Request, next: Next) -> Response {
    match request.extensions().get::<NoPath>() {
        Some(NoPath) => refused(ProblemKind::Malformed),
        None => next.run(request).await,
    }
}
