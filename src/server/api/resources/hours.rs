//! `/api/hours`: when an organisation can be booked.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{api_token::Scope, ids::AgentId, problem::Problem, role::Permission},
    server::{
        api::{
            ApiProblem, Caller, IfMatch, Json, Page, Path, Problems, Tagged,
            types::hours::{AgentHoursBody, AgentOffer, AgentServicesBody, Hours, HoursBody, offer_version},
        },
        appointments::{agents, settings},
        cx::{Cx, Services},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(get, update))
        .routes(routes!(list_offers))
        .routes(routes!(get_offer))
        .routes(routes!(set_hours))
        .routes(routes!(set_services))
}

async fn hours(cx: &Cx) -> Result<Tagged<Hours>, Problem> {
    let hours = Hours::from(&settings::current(cx).await?);
    Ok(Tagged(hours.version, hours))
}

/// Show when the organisation can be booked.
#[utoipa::path(get, path = "/api/hours", tag = "hours", operation_id = "get_hours",
    responses((status = 200, description = "The hours, with their ETag", body = Hours), Problems),
    security(("token" = ["appointments:read"])))]
async fn get(caller: Caller) -> Result<Tagged<Hours>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::Read).await?;
    Ok(hours(&cx).await?)
}

/// Replace when the organisation can be booked.
///
/// What is booked stays as it is.
#[utoipa::path(put, path = "/api/hours", tag = "hours", operation_id = "update_hours",
    params(("If-Match" = Option<String>, Header, description = "The ETag of the version that is replaced")),
    request_body = HoursBody,
    responses((status = 200, description = "The hours as they are now", body = Hours), Problems),
    security(("token" = ["appointments:write"])))]
async fn update(
    caller: Caller,
    if_match: IfMatch,
    Json(body): Json<HoursBody>,
) -> Result<Tagged<Hours>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    settings::save_if(&cx, &body.into(), |there| if_match.expects(HoursBody::from(there).version())).await?;
    Ok(hours(&cx).await?)
}

async fn offer(cx: &Cx, id: AgentId) -> Result<Tagged<AgentOffer>, Problem> {
    let offer = AgentOffer::from(agents::view(cx, id).await?.agent);
    Ok(Tagged(offer.version, offer))
}

/// List what agents have of their own, for those that have something, the oldest agent first.
#[utoipa::path(get, path = "/api/offers", tag = "hours", operation_id = "list_agent_offers",
    responses((status = 200, description = "What each of them has of its own", body = Page<AgentOffer>),
        Problems),
    security(("token" = ["appointments:read"])))]
async fn list_offers(caller: Caller) -> Result<Json<Page<AgentOffer>>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::ManageAppointments).await?;
    Ok(Json(Page::whole(agents::list(&cx).await?)))
}

/// Show what can be booked through an agent, as far as it differs from the organisation's.
#[utoipa::path(get, path = "/api/agents/{id}/offer", tag = "hours", operation_id = "get_agent_offer",
    params(("id" = inline(AgentId), Path, description = "The id of the agent")),
    responses((status = 200, description = "What the agent has of its own, with its ETag", body = AgentOffer),
        Problems),
    security(("token" = ["appointments:read"])))]
async fn get_offer(caller: Caller, Path(id): Path<AgentId>) -> Result<Tagged<AgentOffer>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::ManageAppointments).await?;
    Ok(offer(&cx, id).await?)
}

/// Give an agent hours and a lead time of its own, or those of the organisation.
#[utoipa::path(put, path = "/api/agents/{id}/hours", tag = "hours", operation_id = "set_agent_hours",
    params(
        ("id" = inline(AgentId), Path, description = "The id of the agent"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the offer that is changed")
    ),
    request_body = AgentHoursBody,
    responses((status = 200, description = "What the agent has of its own", body = AgentOffer), Problems),
    security(("token" = ["appointments:write"])))]
async fn set_hours(
    caller: Caller,
    Path(id): Path<AgentId>,
    if_match: IfMatch,
    Json(body): Json<AgentHoursBody>,
) -> Result<Tagged<AgentOffer>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    agents::save_hours_if(&cx, &id, &body.into(), |own| if_match.expects(offer_version(own))).await?;
    Ok(offer(&cx, id).await?)
}

/// Have an agent offer some of the services, or all.
#[utoipa::path(put, path = "/api/agents/{id}/services", tag = "hours", operation_id = "set_agent_services",
    params(
        ("id" = inline(AgentId), Path, description = "The id of the agent"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the offer that is changed")
    ),
    request_body = AgentServicesBody,
    responses((status = 200, description = "What the agent has of its own", body = AgentOffer), Problems),
    security(("token" = ["appointments:write"])))]
async fn set_services(
    caller: Caller,
    Path(id): Path<AgentId>,
    if_match: IfMatch,
    Json(body): Json<AgentServicesBody>,
) -> Result<Tagged<AgentOffer>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    agents::save_services_if(&cx, &id, &body.into(), |own| if_match.expects(offer_version(own))).await?;
    Ok(offer(&cx, id).await?)
}
