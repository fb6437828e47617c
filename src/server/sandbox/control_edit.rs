//! Changes at the providers behind their clients' backs. Unlike the providers'
//! own interfaces it checks next to nothing.

use std::sync::Arc;

use axum::extract::{Path, State as Ctx};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::control::{Ctl, gone};
use super::state::{Shared, World};
use super::twilio_account::{Account, sid_digits};
use super::twilio_number::Number;
use super::vapi_store::{Object, ObjectKind, merge};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/twilio/accounts", post(create_account))
        .route("/twilio/accounts/{sid}", patch(edit_account))
        .route("/twilio/numbers/{sid}", patch(edit_number).delete(delete_number))
        .route("/vapi/assistant/{id}", patch(edit_assistant).delete(delete_assistant))
        .route("/vapi/phone-number/{id}", patch(edit_vapi_number).delete(delete_vapi_number))
}

#[derive(Deserialize)]
struct NewAccount {
    sid: String,
    token: String,
    friendly_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    status: Option<String>,
    owner_account_sid: Option<String>,
    #[serde(default)]
    numbers: Vec<NewNumber>,
}

#[derive(Deserialize)]
struct NewNumber {
    phone_number: String,
    #[serde(default = "yes")]
    voice: bool,
    #[serde(default = "yes")]
    sms: bool,
    /// Settings by their JSON names, such as `voice_url`.
    #[serde(flatten)]
    settings: Object,
}

const fn yes() -> bool {
    true
}

/// Replaces an account with the same sid.
async fn create_account(Ctx(shared): Ctl, Json(new): Json<NewAccount>) -> Response {
    if sid_digits(&new.sid, "AC").is_none() {
        return (StatusCode::BAD_REQUEST, "sid: AC and 32 hex digits").into_response();
    }
    let now = shared.now();
    let mut account =
        Account::active(&new.sid, &new.token, new.friendly_name.as_deref().unwrap_or("Sandbox account"), now);
    account.kind = new.kind.unwrap_or(account.kind);
    account.status = new.status.unwrap_or(account.status);
    account.owner_sid = new.owner_account_sid.unwrap_or(account.owner_sid);
    let twilio = &mut shared.lock().world.twilio;
    for number in new.numbers {
        if twilio.owner_of(&number.phone_number).is_some_and(|owned| owned.account_sid != new.sid) {
            return (StatusCode::CONFLICT, "a number belongs to another account").into_response();
        }
        let made = account.add(Number::new(&new.sid, &number.phone_number, number.voice, number.sms, now));
        if let Err(unknown) = settle(made, &number.settings) {
            return (StatusCode::BAD_REQUEST, unknown).into_response();
        }
    }
    let numbers: Vec<Value> = account.numbers.iter().map(Number::json).collect();
    twilio.accounts.insert(new.sid.clone(), account);
    (StatusCode::CREATED, Json(json!({ "sid": new.sid, "numbers": numbers }))).into_response()
}

#[derive(Deserialize)]
struct AccountChange {
    token: String,
}

/// Another Auth Token, which API keys survive.
async fn edit_account(
    Ctx(shared): Ctl,
    Path(sid): Path<String>,
    Json(change): Json<AccountChange>,
) -> StatusCode {
    match shared.lock().world.twilio.accounts.get_mut(&sid) {
        Some(account) => {
            account.token = change.token;
            StatusCode::NO_CONTENT
        }
        None => StatusCode::NOT_FOUND,
    }
}

/// A null clears, like an empty text.
fn settle(number: &mut Number, settings: &Object) -> Result<(), String> {
    for (name, value) in settings {
        let value = value.as_str().unwrap_or_default().to_owned();
        if !number.set(name, value) {
            return Err(format!("no setting {name}"));
        }
    }
    Ok(())
}

async fn edit_number(Ctx(shared): Ctl, Path(sid): Path<String>, Json(settings): Json<Object>) -> Response {
    let now = shared.now();
    let mut state = shared.lock();
    let Some(number) = state.world.twilio.find_mut(&sid) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Err(unknown) = settle(number, &settings) {
        return (StatusCode::BAD_REQUEST, unknown).into_response();
    }
    number.touch(now);
    Json(number.json()).into_response()
}

async fn delete_number(Ctx(shared): Ctl, Path(sid): Path<String>) -> StatusCode {
    gone(shared.lock().world.twilio.remove_number(&sid))
}

async fn edit_assistant(ctx: Ctl, id: Path<String>, changes: Json<Object>) -> Response {
    edit(ctx, ObjectKind::Assistant, id, changes)
}

async fn edit_vapi_number(ctx: Ctl, id: Path<String>, changes: Json<Object>) -> Response {
    edit(ctx, ObjectKind::PhoneNumber, id, changes)
}

async fn delete_assistant(ctx: Ctl, id: Path<String>) -> StatusCode {
    remove(ctx, ObjectKind::Assistant, id)
}

async fn delete_vapi_number(ctx: Ctl, id: Path<String>) -> StatusCode {
    remove(ctx, ObjectKind::PhoneNumber, id)
}

/// Unchecked, so that a number may become `blocked` or an id dangle.
fn edit(Ctx(shared): Ctl, kind: ObjectKind, Path(id): Path<String>, Json(changes): Json<Object>) -> Response {
    let World { us, eu, .. } = &mut shared.lock().world;
    let Some(object) = us.find_mut(kind, &id).or_else(|| eu.find_mut(kind, &id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    merge(object, &changes);
    StatusCode::NO_CONTENT.into_response()
}

fn remove(Ctx(shared): Ctl, kind: ObjectKind, Path(id): Path<String>) -> StatusCode {
    let World { us, eu, .. } = &mut shared.lock().world;
    gone(us.remove(kind, &id) || eu.remove(kind, &id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const KEY: &str = "bb1f0c2e-7a54-4d0e-9c3d-1f2e3d4c7f31";

    #[tokio::test]
    async fn providers_can_be_changed_out_of_band() {
        let probe = Probe::start().await;
        let account = json!({
            "sid": "AC0123456789abcdef0123456789abcdef",
            "token": "secret-token",
            "numbers": [{ "phone_number": "+14152345678", "sms": false, "voice_url": "https://a.example" }],
        });
        let (status, made) = probe.send("POST", "/control/twilio/accounts", "", Some(account)).await;
        assert_eq!((status, made["numbers"][0]["voice_url"].as_str()), (201, Some("https://a.example")));
        let path = format!("/control/twilio/numbers/{}", made["numbers"][0]["sid"].as_str().expect("sid"));
        let (status, edited) = probe.send("PATCH", &path, "", Some(json!({ "voice_url": null }))).await;
        assert_eq!((status, edited["voice_url"].is_null()), (200, true));
        assert_eq!(probe.send("PATCH", &path, "", Some(json!({ "colour": "red" }))).await.0, 400);
        assert_eq!(probe.send("DELETE", &path, "", None).await.0, 204);
        assert_eq!(probe.send("DELETE", &path, "", None).await.0, 404);

        let (_, agent) = probe.post("/vapi-eu/assistant", KEY, json!({ "name": "A" })).await;
        let id = agent["id"].as_str().expect("id");
        let path = format!("/control/vapi/assistant/{id}");
        assert_eq!(probe.send("PATCH", &path, "", Some(json!({ "name": "B" }))).await.0, 204);
        assert_eq!(probe.get(&format!("/vapi-eu/assistant/{id}"), Some(KEY)).await.1["name"], "B");
        assert_eq!(probe.send("DELETE", &path, "", None).await.0, 204);
        assert_eq!(probe.send("POST", "/control/reset", "", None).await.0, 204);
        assert_eq!(probe.get("/control/snapshot", None).await.1["vapi_orgs"], json!([]));
        probe.stop().await;
    }
}
