//! Whether the process lives, and whether it can do its work.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};

use crate::server::cx::Services;

pub fn router() -> Router<Services> {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/api/v1/runtime/status", get(async || Json(json!({ "status": "ok" }))))
}

/// Ready means that the database takes writes.
async fn ready(State(services): State<Services>) -> (StatusCode, Json<Value>) {
    if services.db.takes_writes(&*services.clock).await {
        (StatusCode::OK, Json(json!({ "status": "ready" })))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the database takes no writes" })))
    }
}
