//! Routes by which somebody changes the calendars of the simulated Google, as people do there.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Ctx};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::control::{Ctl, gone};
use super::google_events::deletion;
use super::state::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/google/events", get(events).post(make))
        .route("/google/events/{id}", patch(change).delete(remove))
        .route("/google/sync_tokens", delete(forget_tokens))
}

#[derive(Deserialize)]
struct In {
    calendar: String,
}

async fn events(Ctx(shared): Ctl, Query(In { calendar }): Query<In>) -> Json<Vec<Value>> {
    Json(shared.lock().world.google.events.of(&calendar))
}

#[derive(Deserialize)]
struct Event {
    calendar: String,
    event: Map<String, Value>,
}

async fn make(Ctx(shared): Ctl, Json(Event { calendar, event }): Json<Event>) -> Response {
    let Some(id) = event.get("id").and_then(Value::as_str).map(str::to_owned) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "the event has no id" }))).into_response();
    };
    let made = shared.lock().world.google.events.put(&calendar, &id, event);
    (StatusCode::CREATED, Json(made)).into_response()
}

async fn change(
    Ctx(shared): Ctl,
    Path(id): Path<String>,
    Json(Event { calendar, event }): Json<Event>,
) -> StatusCode {
    gone(shared.lock().world.google.events.merge(&calendar, &id, event).is_some())
}

async fn remove(Ctx(shared): Ctl, Path(id): Path<String>, Query(In { calendar }): Query<In>) -> StatusCode {
    gone(shared.lock().world.google.events.merge(&calendar, &id, deletion()).is_some())
}

/// Has every reading start over.
async fn forget_tokens(Ctx(shared): Ctl) -> StatusCode {
    shared.lock().world.google.events.forget_tokens();
    StatusCode::NO_CONTENT
}
