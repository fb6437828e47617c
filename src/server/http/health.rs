//! Whether the process lives, and whether it can do its work.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};

use crate::server::{
    cx::Services,
    db::{Scope, on},
};

pub fn router() -> Router<Services> {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/api/v1/runtime/status", get(async || Json(json!({ "status": "ok" }))))
}

/// The database answers a query.
async fn ready(State(services): State<Services>) -> (StatusCode, Json<Value>) {
    let answers = async {
        let mut tx = services.db.read(Scope::Installation).await?;
        let (one,): (i64,) =
            on!(tx, |c| sqlx::query_as("SELECT COUNT(*) FROM installation").fetch_one(c).await)?;
        Ok::<_, sqlx::Error>(one)
    };
    match answers.await {
        Ok(_) => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Err(error) => {
            tracing::error!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the database does not answer" })))
        }
    }
}
