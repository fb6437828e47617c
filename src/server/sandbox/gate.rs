//! The one way into the simulators: a call is written down, meets the fault
//! that waits for it, takes effect, and is answered. It must not know what
//! the effect is.

use std::sync::Arc;
use std::time::Duration;

use axum::body;
use axum::extract::{Request, State as Ctx};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::derive;
use super::faults::{self, Strike};
use super::state::Shared;
use super::vapi_store::Region;
use super::wire::{Answer, Incoming, drop_connection};
use super::{twilio_api, vapi_api};
use crate::domain::sandbox::{FaultKind, SandboxProvider};

const MAX_BODY: usize = 1024 * 1024;

/// Longer than any client waits; a call that nobody ends does not stay for ever.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) async fn pass(Ctx(shared): Ctx<Arc<Shared>>, request: Request) -> Response {
    let Some((provider, path)) = provider_of(request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let path = path.to_owned();
    let (head, content) = request.into_parts();
    let Ok(content) = body::to_bytes(content, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let call = Incoming {
        provider,
        method: head.method,
        path,
        raw_query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body: content,
    };
    let scope = call.scope();
    let now = shared.now();
    let (seq, strike) = {
        let mut state = shared.lock();
        let strike = state.faults.strike(&call, scope.as_deref());
        let kind = strike.map(|strike| strike.kind);
        (state.journal.open(&call, now, scope.clone(), kind), strike)
    };
    let Some(answer) = meet(&shared, &call, scope, strike).await else {
        return drop_connection();
    };
    shared.lock().journal.close(seq, answer.status.as_u16());
    let mut response = answer.into_response();
    if provider == SandboxProvider::Twilio {
        let id = format!("RQ{}", derive::hex32(&["request", &seq.to_string(), &now.to_string()]));
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::try_from(id) {
            headers.insert("twilio-request-id", id);
        }
        headers.insert("twilio-concurrent-requests", HeaderValue::from_static("1"));
        headers.insert("twilio-request-duration", HeaderValue::from_static("0.001"));
    }
    response
}

/// `None` drops the connection. When the client goes away this future is
/// dropped where it waits, so a call held before its effect never has one.
async fn meet(
    shared: &Shared,
    call: &Incoming,
    scope: Option<String>,
    strike: Option<Strike>,
) -> Option<Answer> {
    let Some(strike) = strike else {
        return Some(take_effect(shared, call));
    };
    match strike.kind {
        FaultKind::Latency => {
            tokio::time::sleep(Duration::from_millis(u64::from(strike.latency_ms))).await;
            Some(take_effect(shared, call))
        }
        FaultKind::HoldBefore => {
            hold(shared, scope).await;
            Some(take_effect(shared, call))
        }
        FaultKind::HoldAfter => {
            let answer = take_effect(shared, call);
            hold(shared, scope).await;
            Some(answer)
        }
        FaultKind::Hang => {
            tokio::time::sleep(PATIENCE).await;
            Some(faults::answer(call.provider, strike))
        }
        FaultKind::Reset => None,
        FaultKind::RateLimited
        | FaultKind::Unauthorized
        | FaultKind::Forbidden
        | FaultKind::ServerError
        | FaultKind::Unavailable
        | FaultKind::Garbage => Some(faults::answer(call.provider, strike)),
    }
}

async fn hold(shared: &Shared, scope: Option<String>) {
    let released = shared.lock().journal.hold(scope);
    shared.held.send_replace(());
    // Released, reset or forgotten: the call goes on in each case.
    let _ = tokio::time::timeout(PATIENCE, released).await;
}

fn take_effect(shared: &Shared, call: &Incoming) -> Answer {
    let now = shared.now();
    let world = &mut shared.lock().world;
    match call.provider {
        SandboxProvider::Vapi => vapi_api::answer(world, Region::Us, call, now),
        SandboxProvider::VapiEu => vapi_api::answer(world, Region::Eu, call, now),
        SandboxProvider::Twilio => twilio_api::answer(&mut world.twilio, call, now),
    }
}

fn provider_of(path: &str) -> Option<(SandboxProvider, &str)> {
    [
        ("/vapi-eu/", SandboxProvider::VapiEu),
        ("/vapi/", SandboxProvider::Vapi),
        ("/twilio/", SandboxProvider::Twilio),
        ("/twilio-pricing/", SandboxProvider::Twilio),
        ("/twilio-routes/", SandboxProvider::Twilio),
        ("/twilio-messaging/", SandboxProvider::Twilio),
        ("/twilio-accounts/", SandboxProvider::Twilio),
    ]
    .into_iter()
    .find_map(|(prefix, provider)| {
        let start = path.strip_prefix(prefix)?.len() + 1;
        Some((provider, &path[path.len() - start..]))
    })
}

#[cfg(test)]
mod tests;
