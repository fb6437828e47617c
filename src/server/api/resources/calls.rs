//! `/api/calls`.

use axum::{Extension, http::HeaderMap, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        audit::Day,
        call::{CallId, CallsQuery},
        provider::vapi,
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Json, Page, Path, Problems, Query, searching,
            types::call::{Call, CallDetails, CallsParams},
        },
        calls::service,
        cx::Services,
        http::{
            live_streams::{Holder, LiveStreams},
            recording::{self, Listener},
        },
        request::client_address::ClientAddress,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(get)).routes(routes!(play))
}

/// List calls, the newest first.
#[utoipa::path(get, path = "/api/calls", tag = "calls", operation_id = "list_calls",
    params(CallsParams),
    responses((status = 200, description = "A page of calls", body = Page<Call>), Problems),
    security(("token" = ["calls:read"])))]
async fn list(caller: Caller, Query(params): Query<CallsParams>) -> Result<Json<Page<Call>>, ApiProblem> {
    let cx = caller.cx(Scope::CallsRead, Permission::Read).await?;
    let CallsParams { search, agent, number, direction, outcome, day, after } = params;
    let day = day.map(|day| Day::of(day.number()));
    let query = CallsQuery { agent, number, direction, outcome, day, before: after, ..searching(&search)? };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.calls, view.next.map(String::from))))
}

/// Show a call with what was said in it.
#[utoipa::path(get, path = "/api/calls/{id}", tag = "calls", operation_id = "get_call",
    params(("id" = inline(CallId), Path, description = "The id of the call")),
    responses((status = 200, description = "The call", body = CallDetails), Problems),
    security(("token" = ["calls:read"])))]
async fn get(caller: Caller, Path(id): Path<CallId>) -> Result<Json<CallDetails>, ApiProblem> {
    let cx = caller.cx(Scope::CallsRead, Permission::Read).await?;
    Ok(Json(service::get(&cx, id).await?.into()))
}

/// Play the recording of a call, or one part of it.
#[utoipa::path(get, path = "/api/calls/{id}/recording", tag = "calls", operation_id = "get_recording",
    params(
        ("id" = inline(CallId), Path, description = "The id of the call"),
        ("Range" = Option<String>, Header, description = "One part in bytes, such as `bytes=0-1023`")
    ),
    responses(
        (status = 200, description = "The recording", body = Vec<u8>, content_type = "audio/*"),
        (status = 206, description = "The part of it", body = Vec<u8>, content_type = "audio/*"),
        (status = 416, description = "The recording has no such part"),
        Problems
    ),
    security(("token" = ["calls:read"])))]
async fn play(
    caller: Caller,
    Extension(streams): Extension<LiveStreams>,
    Extension(address): Extension<ClientAddress>,
    Path(id): Path<CallId>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let cx = caller.cx(Scope::CallsRead, Permission::Read.of(vapi::PROVIDER)).await?;
    let presented = caller.presented();
    let listener =
        Listener { viewer: presented.viewer(), holder: Holder::Token(presented.id().clone()), address };
    Ok(recording::play(&cx, &streams, listener, &id, &headers).await?)
}
