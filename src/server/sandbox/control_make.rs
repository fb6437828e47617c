//! Objects that somebody makes at Vapi without the API: an assistant of the dashboard, or
//! a number imported there. Vapi's own checks apply.

use std::sync::Arc;

use axum::extract::State as Ctx;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::control::Ctl;
use super::state::{Shared, World};
use super::twilio_account::Twilio;
use super::vapi_api::Outcome;
use super::vapi_store::{Object, ObjectKind, VapiRegion, text};
use super::{vapi_assistant, vapi_call, vapi_number};
use crate::domain::call::SimulatedCall;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/vapi/assistant", post(make_assistant))
        .route("/vapi/phone-number", post(import_number))
        .route("/vapi/call", post(ring).delete(forget_calls))
}

#[derive(Deserialize)]
struct NewAssistant {
    org_id: String,
    name: String,
}

async fn make_assistant(ctx: Ctl, Json(NewAssistant { org_id, name }): Json<NewAssistant>) -> Response {
    make(&ctx, &org_id, ObjectKind::Assistant, |vapi, _, at| {
        vapi_assistant::create(vapi, &org_id, &object(json!({ "name": name })), at)
    })
}

#[derive(Deserialize)]
struct NewImport {
    org_id: String,
    /// The number at Twilio, opened with the token of the account that owns it.
    number: String,
    name: Option<String>,
}

async fn import_number(ctx: Ctl, Json(new): Json<NewImport>) -> Response {
    let body = {
        let state = ctx.0.lock();
        let twilio = &state.world.twilio;
        let owned = twilio.owner_of(&new.number);
        let Some(account) = owned.and_then(|owned| twilio.accounts.get(&owned.account_sid)) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        object(json!({
            "provider": "twilio",
            "number": new.number,
            "name": new.name.as_deref().unwrap_or("Front desk"),
            "twilioAccountSid": account.sid,
            "twilioAuthToken": account.token,
        }))
    };
    make(&ctx, &new.org_id, ObjectKind::PhoneNumber, |vapi, twilio, at| {
        vapi_number::create(vapi, twilio, &new.org_id, &body, at)
    })
}

/// Has somebody call a number: the id of the call, with the statuses of the answers to its events
/// where they were sent at once.
async fn ring(Ctx(shared): Ctl, Json(call): Json<SimulatedCall>) -> Response {
    let now = shared.now();
    let ringing = {
        let World { stamps, us, eu, .. } = &mut shared.lock().world;
        let seq = stamps.next(now);
        [us, eu].into_iter().find_map(|vapi| vapi_call::ring(vapi, &call, now, seq))
    };
    let Some(ringing) = ringing else { return StatusCode::NOT_FOUND.into_response() };
    let id = ringing.id.clone();
    let sent = if call.live {
        let stopping = shared.stopping.clone();
        tokio::spawn(stopping.run_until_cancelled_owned(ringing.send()));
        Vec::new()
    } else {
        ringing.send().await
    };
    (StatusCode::CREATED, Json(json!({ "id": id, "sent": sent }))).into_response()
}

async fn forget_calls(Ctx(shared): Ctl) -> StatusCode {
    let World { us, eu, .. } = &mut shared.lock().world;
    for org in [us, eu].into_iter().flat_map(|vapi| vapi.orgs.values_mut()) {
        org.calls.clear();
    }
    StatusCode::NO_CONTENT
}

fn object(body: Value) -> Object {
    match body {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

/// The id of the new object in this organisation, or Vapi's refusal.
fn make(
    Ctx(shared): &Ctl,
    org_id: &str,
    kind: ObjectKind,
    create: impl FnOnce(&mut VapiRegion, &mut Twilio, i64) -> Outcome,
) -> Response {
    let now = shared.now();
    let World { stamps, us, eu, twilio, .. } = &mut shared.lock().world;
    let Some(vapi) = [us, eu].into_iter().find(|vapi| vapi.orgs.contains_key(org_id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Err(refused) = create(vapi, twilio, stamps.next(now)) {
        return refused.into_response();
    }
    let made = vapi.orgs.get(org_id).and_then(|org| text(org.list(kind).last()?, "id"));
    (StatusCode::CREATED, Json(json!({ "id": made }))).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;
    use crate::domain::sandbox::{DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN};

    const KEY: &str = "cb1f0c2e-7a54-4d0e-9c3d-1f2e3d4c7f31";
    const NUMBER: &str = "+14155550142";

    #[tokio::test]
    async fn what_is_made_by_hand_is_at_vapi_as_if_by_its_dashboard() {
        let probe = Probe::start().await;
        let (_, first) = probe.post("/vapi/assistant", KEY, json!({ "name": "A" })).await;
        let org = &first["orgId"];
        let make = async |what: &str, body| {
            probe.send("POST", &format!("/control/vapi/{what}"), "", Some(body)).await
        };
        let (status, made) = make("assistant", json!({ "org_id": org, "name": "Old desk" })).await;
        assert_eq!(status, 201);
        let path = format!("/vapi/assistant/{}", made["id"].as_str().expect("id"));
        assert_eq!(probe.get(&path, Some(KEY)).await.1["name"], "Old desk");

        let import = json!({ "org_id": org, "number": NUMBER });
        assert_eq!(make("phone-number", import.clone()).await.0, 201);
        let at_twilio = probe.twilio_number(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, NUMBER).await;
        assert_eq!(at_twilio["voice_url"], "https://api.vapi.ai/twilio/inbound_call");
        assert_eq!(make("phone-number", import).await.0, 400, "it is there");
        assert_eq!(make("phone-number", json!({ "org_id": org, "number": "+14155550000" })).await.0, 404);
        assert_eq!(make("assistant", json!({ "org_id": "nobody", "name": "A" })).await.0, 404);
        probe.stop().await;
    }
}
