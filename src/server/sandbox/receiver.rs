//! A program that takes webhooks, so that one can see what AVA makes of its answers: at `/receiver` it takes
//! everything, and at `/receiver/503` it answers with that status.

use std::sync::Arc;

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};

use super::state::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/receiver", post(takes)).route("/receiver/{status}", post(answers))
}

async fn takes() -> &'static str {
    "taken"
}

async fn answers(Path(status): Path<u16>) -> Response {
    match StatusCode::from_u16(status) {
        Ok(status) if !status.is_informational() => (status, "as you asked").into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
