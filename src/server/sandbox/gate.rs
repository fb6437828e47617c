//! The one way into the simulators: a call is written down, meets the fault
//! that waits for it, takes effect, and is answered. It must not know what
//! the effect is.

use std::sync::Arc;
use std::time::Duration;

use axum::body;
use axum::extract::{Request, State as Ctx};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::faults::{self, Strike};
use super::simulators;
use super::state::Shared;
use super::wire::{Answer, Incoming, drop_connection};
use crate::domain::sandbox::FaultKind;

const MAX_BODY: usize = 1024 * 1024;

/// How long a call is held: longer than any client waits, but not for ever.
const MAX_WAIT: Duration = Duration::from_secs(120);

pub(super) async fn pass(Ctx(shared): Ctx<Arc<Shared>>, request: Request) -> Response {
    let Some((provider, path)) = simulators::at(request.uri().path()) else {
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
    let Some((answer, seq)) = deal(&shared, &call).await else {
        return drop_connection();
    };
    let mut response = answer.into_response();
    simulators::of(provider).sign(response.headers_mut(), seq, shared.now());
    response
}

/// The answer to a call, and the call’s number; `None` drops the connection.
pub(super) async fn deal(shared: &Shared, call: &Incoming) -> Option<(Answer, u64)> {
    let scope = simulators::of(call.provider).scope(call);
    let now = shared.now();
    let (seq, strike) = {
        let mut state = shared.lock();
        let strike = state.faults.strike(call, scope.as_deref());
        let kind = strike.map(|strike| strike.kind);
        (state.journal.open(call, now, scope.clone(), kind), strike)
    };
    let answer = meet(shared, call, scope, strike).await?;
    shared.lock().journal.close(seq, answer.status.as_u16());
    Some((answer, seq))
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
            tokio::time::sleep(MAX_WAIT).await;
            Some(faults::answer(call.provider, strike))
        }
        FaultKind::Reset => None,
        FaultKind::RateLimited
        | FaultKind::Unauthorized
        | FaultKind::Forbidden
        | FaultKind::Quota
        | FaultKind::ServerError
        | FaultKind::Unavailable
        | FaultKind::Garbage => Some(faults::answer(call.provider, strike)),
    }
}

async fn hold(shared: &Shared, scope: Option<String>) {
    let released = shared.lock().journal.hold(scope);
    shared.held.send_replace(());
    // Released, reset or forgotten: the call goes on in each case.
    let _ = tokio::time::timeout(MAX_WAIT, released).await;
}

fn take_effect(shared: &Shared, call: &Incoming) -> Answer {
    let now = shared.now();
    let (answer, ringing) = {
        let world = &mut shared.lock().world;
        let answer = simulators::of(call.provider).answer(world, call, now);
        (answer, std::mem::take(&mut world.ringing))
    };
    for call in ringing {
        tokio::spawn(shared.stopping.clone().run_until_cancelled_owned(call.send()));
    }
    answer
}

#[cfg(test)]
mod tests;
