//! What Vapi sends and lists of calls, and what becomes of it.

mod contacts;
mod erasing_faults;
mod figures;
mod killed;
mod pages;
mod retention;
mod rotating;
mod rotation_faults;
mod rotation_killed;
mod sending;
mod simulated;
mod vapi_hooks;
mod way_in;

use ava::{
    domain::call::{CallPage, CallView, CallsQuery},
    server::{
        calls::{events, service},
        cx::Cx,
        vapi_hooks::{Hook, Target, current},
    },
};
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// Vapi’s id of a call.
const CALL: &str = "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const CALLER: &str = "+14155550199";

/// What the assistants of an organisation are told.
async fn target(cx: &Cx) -> Target {
    let mut tx = cx.read().await.unwrap();
    let nonce = current(&mut tx).await.unwrap().unwrap();
    Target::of(&cx.services, &cx.org, &nonce)
}

async fn hook(cx: &Cx) -> Hook {
    Hook { org: cx.org.clone(), nonce: target(cx).await.nonce }
}

/// Sends an event as it stands, without applying it.
pub(crate) async fn sent(cx: &Cx, message: &Value) {
    let body = json!({ "message": message }).to_string();
    events::receive(&cx.services, &hook(cx).await, body.as_bytes()).await.unwrap();
}

pub(crate) async fn applied(app: &TestApp) -> usize {
    events::apply_due(&app.services).await.unwrap()
}

async fn listed(cx: &Cx, query: &CallsQuery) -> Vec<CallView> {
    service::list(cx, query).await.unwrap().calls
}

/// The only call.
async fn page(cx: &Cx) -> CallPage {
    let calls = listed(cx, &CallsQuery::default()).await;
    assert_eq!(calls.len(), 1, "{calls:?}");
    service::get(cx, calls[0].id.clone()).await.unwrap()
}

/// The agent's assistant at Vapi.
pub(crate) async fn assistant(app: &TestApp) -> String {
    app.sandbox.assistants().await[0].id.clone()
}

/// A call of an assistant, as events name it.
pub(crate) fn call(id: &str, assistant: &str, status: &str) -> Value {
    json!({
        "id": id, "type": "inboundPhoneCall", "status": status, "assistantId": assistant,
        "customer": { "number": CALLER }, "createdAt": "2026-11-21T07:30:00.000Z",
    })
}

pub(crate) fn event(kind: &str, call: &Value, at: i64, more: Value) -> Value {
    let mut message = json!({ "type": kind, "call": call, "timestamp": at });
    let more = more.as_object().cloned().unwrap_or_default();
    message.as_object_mut().unwrap().extend(more);
    message
}
