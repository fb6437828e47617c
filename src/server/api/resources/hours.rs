//! `/api/hours`: when an organisation can be booked.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{api_token::Scope, problem::Problem, role::Permission},
    server::{
        api::{
            ApiProblem, Caller, IfMatch, Json, Problems, Tagged, as_seen,
            types::hours::{Hours, HoursBody},
        },
        appointments::settings,
        cx::{Cx, Services},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(get, update))
}

async fn hours(cx: &Cx) -> Result<Tagged<Hours>, Problem> {
    let hours = Hours::from(&settings::view(cx).await?.settings);
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
    settings::save_if(&cx, &body.into(), |there| as_seen(&if_match, HoursBody::from(there).version()))
        .await?;
    Ok(hours(&cx).await?)
}
