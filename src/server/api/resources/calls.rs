//! `/api/calls`.

use axum::{Extension, http::HeaderMap, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        audit::Day,
        call::{CallEventId, CallId, CallsQuery, Span},
        problem::Problem,
        provider::vapi,
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, IfMatch, Json, NoContent, Page, Path, Problems, Query, Tagged, searching,
            types::call::{
                Call, CallDetails, CallFigures, CallRetention, CallsParams, FiguresParams, RetentionBody,
            },
        },
        calls::{figures, retention, service},
        cx::{Cx, Services},
        http::{
            live_streams::{Holder, LiveStreams},
            recording::{self, Listener},
        },
        request::client_address::ClientAddress,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(play))
        .routes(routes!(count))
        .routes(routes!(kept, keep))
        .routes(routes!(replay))
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

/// Count calls: by day, by agent and by number.
#[utoipa::path(get, path = "/api/calls/figures", tag = "calls", operation_id = "get_call_figures",
    params(FiguresParams),
    responses((status = 200, description = "The figures", body = CallFigures), Problems),
    security(("token" = ["calls:read"])))]
async fn count(
    caller: Caller,
    Query(FiguresParams { days }): Query<FiguresParams>,
) -> Result<Json<CallFigures>, ApiProblem> {
    let cx = caller.cx(Scope::CallsRead, Permission::Read).await?;
    Ok(Json(figures::page(&cx, days.unwrap_or(Span::Month)).await?.into()))
}

/// Show for how long calls are kept.
#[utoipa::path(get, path = "/api/calls/retention", tag = "calls", operation_id = "get_call_retention",
    responses((status = 200, description = "The days, with their ETag", body = CallRetention), Problems),
    security(("token" = ["calls:read"])))]
async fn kept(caller: Caller) -> Result<Tagged<CallRetention>, ApiProblem> {
    let cx = caller.cx(Scope::CallsRead, Permission::ManageKeys).await?;
    Ok(kept_for(&cx).await?)
}

async fn kept_for(cx: &Cx) -> Result<Tagged<CallRetention>, Problem> {
    let kept = CallRetention::from(retention::view(cx).await?);
    Ok(Tagged(kept.version, kept))
}

/// Choose for how long calls are kept.
///
/// What is older is erased within minutes, here and at Vapi, and does not come back.
#[utoipa::path(put, path = "/api/calls/retention", tag = "calls", operation_id = "update_call_retention",
    params(("If-Match" = Option<String>, Header, description = "The ETag of the version that is replaced")),
    request_body = RetentionBody,
    responses((status = 200, description = "The days as they are now", body = CallRetention), Problems),
    security(("token" = ["calls:write"])))]
async fn keep(
    caller: Caller,
    if_match: IfMatch,
    Json(body): Json<RetentionBody>,
) -> Result<Tagged<CallRetention>, ApiProblem> {
    let cx = caller.cx(Scope::CallsWrite, Permission::ManageKeys.proved()).await?;
    let form = body.into();
    retention::save_if(&cx, &form, |there| if_match.expects(RetentionBody::from(there).version())).await?;
    Ok(kept_for(&cx).await?)
}

/// Apply an event of a call again, as Vapi sent it.
#[utoipa::path(post, path = "/api/call-events/{id}/replay", tag = "calls", operation_id = "replay_call_event",
    params(("id" = inline(CallEventId), Path, description = "The id of the event")),
    responses((status = 204, description = "It is in line"), Problems),
    security(("token" = ["calls:write"])))]
async fn replay(caller: Caller, Path(id): Path<CallEventId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::CallsWrite, Permission::ManageIntegrations).await?;
    service::replay(&cx, &id).await?;
    Ok(NoContent)
}
