//! `POST /hooks/vapi/{token}`: what Vapi sends of an organisation's calls.
//!
//! It is stored and answered; what follows from it is not waited for, but where Vapi waits for a
//! tool. Whoever has not the address and its secret learns nothing.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, ProblemKind},
    },
    server::{
        calls::{
            events::{self, Received},
            payload::TOOL_CALLS,
            tools,
        },
        cx::Services,
        http::refusal::refused,
        suspension,
        tool_registry::TOOLS,
        vapi_hooks,
    },
};

/// The most bytes of an event: the report of a long call has all that was said in it, several times.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

pub async fn vapi(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let secret = headers.get(vapi_hooks::SECRET_HEADER).and_then(|value| value.to_str().ok());
    match taken(&services, &token, secret.unwrap_or_default(), &body).await {
        Ok(Some(answer)) => Json(answer).into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => refused(problem),
    }
}

/// The answer to what waits for one.
async fn taken(
    services: &Services,
    token: &str,
    secret: &str,
    body: &[u8],
) -> Result<Option<Value>, Problem> {
    let hook = vapi_hooks::of_token(services, token).await?.ok_or(ProblemKind::NotFound)?;
    if !services.audit_key.is_hook_secret(hook.org.as_str(), &hook.nonce, secret) {
        tracing::warn!(org.id = %hook.org, "an event came without its secret");
        return Err(ProblemKind::NotFound.into());
    }
    let Received { event, refused } = events::receive(services, &hook, body).await?;
    let waits_for_a_tool = event.kind == TOOL_CALLS;
    if let Some(problem) = refused.filter(|_| !waits_for_a_tool) {
        return Err(problem);
    }
    if waits_for_a_tool && is_suspended(services, &hook.org).await? {
        return Err(ProblemKind::Suspended.into());
    }
    Ok(match event.kind.as_str() {
        vapi_hooks::CHECK => {
            let challenge = event.message["challenge"].as_str().unwrap_or_default();
            Some(json!({ "answer": vapi_hooks::answer_to_check(secret, challenge) }))
        }
        TOOL_CALLS => Some(tools::answer(services, TOOLS, &hook, &event.message).await?),
        // The number has no assistant at Vapi: whoever calls is told so.
        "assistant-request" => Some(json!({ "error": "This number is not in service." })),
        _ => None,
    })
}

async fn is_suspended(services: &Services, org: &OrgId) -> Result<bool, sqlx::Error> {
    let mut tx = services.db.read(org).await?;
    Ok(!suspension::goes_on(&mut tx).await?)
}
