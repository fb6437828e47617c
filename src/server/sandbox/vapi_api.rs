//! Vapi's front: keys, routes and error bodies. Its siblings know the contents of an
//! assistant or a number.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::journal::last4;
use super::simulators::Simulator;
use super::state::World;
use super::vapi_store::{Object, ObjectKind, Region};
use super::wire::{Answer, Incoming};
use super::{
    faults, snapshot, vapi_assistant, vapi_call, vapi_chat, vapi_credential, vapi_list, vapi_number,
    vapi_recording,
};
use crate::domain::{credential::CredentialView, sandbox::Snapshot};

const INVALID_KEY: &str =
    "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.";
const MISSING_HEADER: &str = "Missing Authorization Header.";

const CLOUDFLARE: &str = "<!doctype html><title>503 Service Temporarily Unavailable</title>\
    <center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>cloudflare</center>";

/// An answer or a refusal; the client gets either.
pub(super) type Outcome = Result<Answer, Answer>;

/// The simulator of one region.
pub(super) struct Simulated {
    region: Region,
    paths: &'static [&'static str],
}

pub(super) static US: Simulated = Simulated { region: Region::Us, paths: &["/vapi"] };
pub(super) static EU: Simulated = Simulated { region: Region::Eu, paths: &["/vapi-eu"] };

impl Simulator for Simulated {
    fn paths(&self) -> &'static [&'static str] {
        self.paths
    }

    /// The scope is the key.
    fn scope(&self, call: &Incoming) -> Option<String> {
        call.bearer().map(str::to_owned)
    }

    fn masked(&self, scope: &str) -> String {
        format!("…{}", last4(scope))
    }

    fn is_made_with(&self, stored: &CredentialView, scope: &str) -> bool {
        !stored.last4.is_empty() && scope.ends_with(&stored.last4)
    }

    fn show(&self, world: &World, snapshot: &mut Snapshot) {
        let vapi = match self.region {
            Region::Us => &world.us,
            Region::Eu => &world.eu,
        };
        snapshot::vapi(vapi, snapshot);
    }

    fn failure_code<'a>(&self, scope: &'a str) -> Option<&'a str> {
        scope.strip_prefix(faults::SANDBOX_KEY_PREFIX)
    }

    fn answer(&self, world: &mut World, call: &Incoming, now: i64) -> Answer {
        let (Ok(answer) | Err(answer)) = route(world, self.region, call, now);
        answer
    }

    fn failure(&self, status: StatusCode) -> Answer {
        failure(status)
    }

    /// Cloudflare, in front of Vapi, says that Vapi is away.
    fn away(&self) -> Answer {
        Answer::html(StatusCode::SERVICE_UNAVAILABLE, CLOUDFLARE)
    }
}

fn route(world: &mut World, region: Region, call: &Incoming, now: i64) -> Outcome {
    let World { stamps, us, eu, twilio, ringing, .. } = world;
    let vapi = match region {
        Region::Us => us,
        Region::Eu => eu,
    };
    if call.header("authorization").is_none() {
        return Err(refuse(StatusCode::UNAUTHORIZED, MISSING_HEADER));
    }
    let org_id = call
        .bearer()
        .and_then(|key| vapi.admit(key.trim()))
        .ok_or_else(|| failure(StatusCode::UNAUTHORIZED))?;

    let segments: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    let (changes, assistants) = (call.method != Method::GET, segments.first() == Some(&"assistant"));
    if !call.bearer().is_some_and(|key| faults::may(key.trim(), changes, assistants)) {
        return Err(failure(StatusCode::FORBIDDEN));
    }
    let (kind, id) = match segments.as_slice() {
        ["v2", "phone-number"] if call.method == Method::GET => {
            return vapi_list::pages(vapi.orgs.entry(org_id).or_default(), call);
        }
        ["assistant"] => (ObjectKind::Assistant, None),
        ["assistant", id] => (ObjectKind::Assistant, Some(*id)),
        ["phone-number"] => (ObjectKind::PhoneNumber, None),
        ["phone-number", id] => (ObjectKind::PhoneNumber, Some(*id)),
        ["call", id, "mono-recording"] if call.method == Method::GET => {
            return vapi_recording::answer(vapi.orgs.entry(org_id).or_default(), id, call);
        }
        ["chat"] if call.method == Method::POST => {
            let body = body(call)?;
            return vapi_chat::create(vapi, &org_id, &body, stamps.next(now));
        }
        ["call"] if call.method == Method::POST => {
            let (body, at) = (body(call)?, stamps.next(now));
            let (answer, rings) = vapi_call::dial(vapi, &org_id, &body, now, at)?;
            ringing.push(rings);
            return Ok(answer);
        }
        ["chat", id] => (ObjectKind::Chat, Some(*id)),
        ["call"] => (ObjectKind::Call, None),
        ["call", id] => (ObjectKind::Call, Some(*id)),
        ["credential"] => (ObjectKind::Credential, None),
        ["credential", id] => (ObjectKind::Credential, Some(*id)),
        _ => return Err(no_route(call)),
    };
    if let (ObjectKind::Credential, Some(status)) = (kind, call.bearer().and_then(faults::no_credentials)) {
        return Err(if status == StatusCode::NOT_FOUND { no_route(call) } else { failure(status) });
    }
    match (call.method.clone(), id) {
        (Method::GET, None) => vapi_list::list(vapi.orgs.entry(org_id).or_default().list(kind), call),
        (Method::POST, None) => {
            let body = body(call)?;
            let at = stamps.next(now);
            match kind {
                ObjectKind::Assistant => vapi_assistant::create(vapi, &org_id, &body, at),
                ObjectKind::PhoneNumber => vapi_number::create(vapi, twilio, &org_id, &body, at),
                ObjectKind::Credential => vapi_credential::create(vapi, &org_id, &body, at),
                ObjectKind::Call | ObjectKind::Chat => Err(no_route(call)),
            }
        }
        (Method::GET, Some(id)) => {
            let org = vapi.orgs.entry(org_id).or_default();
            org.get(kind, id).cloned().map(ok).ok_or_else(not_found)
        }
        (Method::PATCH, Some(id)) => {
            let body = body(call)?;
            let at = stamps.next(now);
            match kind {
                ObjectKind::Assistant => vapi_assistant::update(vapi, &org_id, id, &body, at),
                ObjectKind::PhoneNumber => vapi_number::update(vapi, twilio, &org_id, id, &body, at),
                ObjectKind::Credential | ObjectKind::Call | ObjectKind::Chat => Err(no_route(call)),
            }
        }
        // Neither unbinds the numbers of an assistant, nor gives the Twilio
        // number back the addresses that it had before the import.
        (Method::DELETE, Some(id)) => {
            // A deletion of calls may name several, and requires a body that does or does not.
            if matches!(kind, ObjectKind::Call) && call.body.is_empty() {
                return Err(bad_request("body must be an object".to_owned()));
            }
            let org = vapi.orgs.entry(org_id).or_default();
            if org.get(kind, id).is_some_and(|object| object.contains_key(PINNED)) {
                return Err(pinned());
            }
            org.take(kind, id).map(ok).ok_or_else(not_found)
        }
        _ => Err(no_route(call)),
    }
}

/// The property that is set out of band on objects which Vapi is to refuse to delete.
const PINNED: &str = "pinned";

/// The refusal of `DELETE /assistant/{id}` in Vapi's OpenAPI document.
fn pinned() -> Answer {
    Answer::json(
        StatusCode::CONFLICT,
        json!({ "error": "assistant_pinned", "message": "This assistant is pinned and cannot be deleted." }),
    )
}

/// Vapi's error body: one sentence, or a list of them for a bad request.
pub(super) fn refuse(status: StatusCode, message: impl Into<Value>) -> Answer {
    let message: Value = message.into();
    Answer::json(
        status,
        json!({
            "message": message,
            "error": status.canonical_reason(),
            "statusCode": status.as_u16(),
        }),
    )
}

/// Vapi's answer to a failure that the request itself did not cause.
pub(super) fn failure(status: StatusCode) -> Answer {
    match status {
        StatusCode::UNAUTHORIZED => refuse(status, INVALID_KEY),
        StatusCode::FORBIDDEN => refuse(status, "Forbidden resource"),
        StatusCode::PAYMENT_REQUIRED => refuse(status, "Payment Required"),
        StatusCode::TOO_MANY_REQUESTS => refuse(status, "Rate limit exceeded"),
        _ => {
            Answer::json(status, json!({ "statusCode": status.as_u16(), "message": "Internal server error" }))
        }
    }
}

pub(super) fn invalid(messages: Vec<String>) -> Answer {
    refuse(StatusCode::BAD_REQUEST, messages)
}

pub(super) fn bad_request(message: String) -> Answer {
    refuse(StatusCode::BAD_REQUEST, message)
}

pub(super) fn not_found() -> Answer {
    refuse(StatusCode::NOT_FOUND, "Not Found")
}

pub(super) fn ok(object: Object) -> Answer {
    Answer::json(StatusCode::OK, Value::Object(object))
}

pub(super) fn created(object: Object) -> Answer {
    Answer::json(StatusCode::CREATED, Value::Object(object))
}

fn no_route(call: &Incoming) -> Answer {
    refuse(StatusCode::NOT_FOUND, format!("Cannot {} {}", call.method, call.path_and_query()))
}

/// A body of another type is not read, so it is an empty object.
fn body(call: &Incoming) -> Result<Object, Answer> {
    if call.body.is_empty() || !call.content_type_is("application/json") {
        return Ok(Object::new());
    }
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(bad_request("Unexpected token in JSON at position 0".to_owned())),
        Err(error) => Err(bad_request(format!("Unexpected token in JSON at position {}", error.column()))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    #[tokio::test]
    async fn keys_decide_the_organisation() {
        let probe = Probe::start().await;
        let (status, body) = probe.get("/vapi/assistant?limit=1", None).await;
        assert_eq!((status, body["message"].as_str()), (401, Some("Missing Authorization Header.")));
        let (status, body) = probe.get("/vapi/assistant", Some("pk-1")).await;
        assert_eq!(status, 401);
        assert!(body["message"].as_str().is_some_and(|text| text.starts_with("Invalid Key. Hot tip")));

        let key = "5b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
        let (status, made) = probe.post("/vapi/assistant", key, json!({ "name": "Reception" })).await;
        assert_eq!(status, 201);
        let rotated = "5b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c9999";
        assert_eq!(probe.get("/vapi/assistant", Some(rotated)).await.1[0]["id"], made["id"]);
        let stranger = "5b1f0c2e-7a54-4d0e-9c3d-1f2e3d4d0001";
        assert_eq!(probe.get("/vapi/assistant", Some(stranger)).await.1, json!([]));
        assert_eq!(probe.get("/vapi-eu/assistant", Some(key)).await.1, json!([]));
        let path = format!("/vapi/assistant/{}", made["id"].as_str().expect("id"));
        assert_eq!(probe.get(&path, Some(stranger)).await.0, 404);
        probe.stop().await;
    }
}
