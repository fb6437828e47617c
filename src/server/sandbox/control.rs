//! The control interface: look at the simulators, and make them fail, hold or
//! forget. It must not answer for a provider.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, Request, State as Ctx};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::snapshot;
use super::state::Shared;
use crate::domain::sandbox::{CONTROL_HEADER, Call, Fault, MailServers, NewFault, Snapshot};

pub(super) type Ctl = Ctx<Arc<Shared>>;

/// A machine that is short of processors takes its time to make a call.
const MAX_WAIT: Duration = Duration::from_secs(30);

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/snapshot", get(look))
        .route("/faults", post(inject).get(faults).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/calls", get(calls))
        .route("/wait", get(wait))
        .route("/release", post(release))
        .route("/reset", post(reset))
        .route("/smtp", get(mail_servers))
        .route("/smtp/mails", get(mails))
}

/// Refuses requests that a page of another site can have a browser send.
pub(super) async fn programs_only(request: Request, next: Next) -> Response {
    if request.headers().contains_key(CONTROL_HEADER) {
        return next.run(request).await;
    }
    let why = format!("send the header {CONTROL_HEADER}");
    (StatusCode::FORBIDDEN, Json(json!({ "error": why }))).into_response()
}

async fn look(Ctx(shared): Ctl) -> Json<Snapshot> {
    Json(snapshot::take(&shared.lock()))
}

async fn mail_servers(Ctx(shared): Ctl) -> Json<MailServers> {
    Json(shared.mail_servers.clone())
}

/// The mails as they came, newest first.
async fn mails(Ctx(shared): Ctl) -> Json<Vec<String>> {
    Json(shared.lock().world.inbox.whole())
}

async fn faults(Ctx(shared): Ctl) -> Json<Vec<Fault>> {
    Json(snapshot::faults(&shared.lock().faults))
}

async fn inject(Ctx(shared): Ctl, Json(fault): Json<NewFault>) -> (StatusCode, Json<Fault>) {
    (StatusCode::CREATED, Json(shared.lock().faults.inject(fault)))
}

async fn clear_faults(Ctx(shared): Ctl) -> StatusCode {
    shared.lock().faults.clear();
    StatusCode::NO_CONTENT
}

async fn remove_fault(Ctx(shared): Ctl, Path(id): Path<u64>) -> StatusCode {
    gone(shared.lock().faults.remove(id))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    after: u64,
    scope: Option<String>,
}

async fn calls(Ctx(shared): Ctl, Query(since): Query<Since>) -> Json<Vec<Call>> {
    Json(shared.lock().journal.calls(since.after, since.scope.as_deref()))
}

#[derive(Deserialize)]
struct Await {
    held: usize,
    scope: Option<String>,
}

/// 504 when not enough calls were held in time.
async fn wait(Ctx(shared): Ctl, Query(wanted): Query<Await>) -> Response {
    let mut news = shared.held.subscribe();
    let count = || shared.lock().journal.held(wanted.scope.as_deref());
    let enough = async {
        while count() < wanted.held {
            if news.changed().await.is_err() {
                break;
            }
        }
    };
    let status = match tokio::time::timeout(MAX_WAIT, enough).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::GATEWAY_TIMEOUT,
    };
    (status, Json(json!({ "held": count() }))).into_response()
}

#[derive(Deserialize)]
struct Only {
    scope: Option<String>,
}

async fn release(Ctx(shared): Ctl, Query(only): Query<Only>) -> Json<Value> {
    let released = shared.lock().journal.release(only.scope.as_deref());
    Json(json!({ "released": released }))
}

async fn reset(Ctx(shared): Ctl) -> StatusCode {
    let now = shared.now();
    shared.lock().reset(now);
    StatusCode::NO_CONTENT
}

pub(super) const fn gone(existed: bool) -> StatusCode {
    if existed { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const KEY: &str = "bb1f0c2e-7a54-4d0e-9c3d-1f2e3d4c7f31";

    #[tokio::test]
    async fn no_page_of_another_site_can_have_a_browser_change_anything() {
        let probe = Probe::start().await;
        let plain = reqwest::Request::new(reqwest::Method::POST, probe.url("/control/reset"));
        assert_eq!(probe.execute(plain).await, 403, "a simple request of a browser");
        let named = async |method: &str, path: &str, host: &str| {
            let request = probe.request(method, path, Some(KEY)).header("host", host);
            request.send().await.expect("answer").status().as_u16()
        };
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4010"] {
            assert_eq!(named("POST", "/control/reset", host).await, 403, "{host}");
            assert_eq!(named("GET", "/vapi/assistant", host).await, 403, "a simulator, by {host}");
        }
        for host in ["localhost:4010", "127.0.0.1", "[::1]:4010"] {
            assert_eq!(named("POST", "/control/reset", host).await, 204, "{host}");
            assert_eq!(named("GET", "/vapi/assistant", host).await, 200, "a simulator, by {host}");
        }
        probe.stop().await;
    }

    #[tokio::test]
    async fn calls_are_listed_by_scope_with_their_correlation_id_and_no_key() {
        let probe = Probe::start().await;
        let request = probe.request("GET", "/vapi/assistant?limit=1", Some(KEY));
        request.header("x-correlation-id", "c-1").send().await.expect("answer");
        probe.get("/vapi/assistant", Some("cb1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001")).await;
        let (_, calls) = probe.get(&format!("/control/calls?scope={KEY}"), None).await;
        assert_eq!(calls.as_array().map(Vec::len), Some(1));
        assert_eq!(calls[0]["correlation_id"], "c-1");
        assert_eq!((&calls[0]["path"], &calls[0]["status"]), (&json!("/assistant?limit=1"), &json!(200)));
        let (_, later) = probe.get(&format!("/control/calls?after={}", calls[0]["seq"]), None).await;
        assert_eq!(later.as_array().map(Vec::len), Some(1));
        let (_, snapshot) = probe.get("/control/snapshot", None).await;
        assert!(!snapshot.to_string().contains(KEY));
        assert!(snapshot["vapi_orgs"].to_string().contains("7f31"));
        probe.stop().await;
    }
}
