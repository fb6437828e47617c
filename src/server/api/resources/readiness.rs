//! Whether the organisation's numbers can answer.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{api_token::Scope, role::Permission},
    server::{
        api::{ApiProblem, Caller, Json, Problems},
        cx::Services,
        readiness::service::{self, Report},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(get_readiness))
}

/// Tell whether the numbers can answer.
///
/// Judges what AVA knows, and asks no provider. An organisation without numbers is ready.
#[utoipa::path(get, path = "/api/readiness", tag = "numbers", operation_id = "get_readiness",
    responses((status = 200, description = "How the numbers stand", body = Report), Problems),
    security(("token" = ["numbers:read"])))]
async fn get_readiness(caller: Caller) -> Result<Json<Report>, ApiProblem> {
    let cx = caller.cx(Scope::NumbersRead, Permission::Read).await?;
    let mut tx = cx.read().await?;
    Ok(Json(service::report(&cx.services, &mut tx).await?))
}
