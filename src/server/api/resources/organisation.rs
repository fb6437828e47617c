//! `/api/organisation`: the organisation in which the token acts.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{api_token::Scope, problem::Problem, role::Permission},
    server::{
        api::{
            ApiProblem, Caller, Json, Problems,
            types::organisation::{Organisation, OrganisationBody},
        },
        cx::{Cx, Services},
        team::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default().routes(routes!(get, rename))
}

async fn organisation(cx: &Cx) -> Result<Organisation, Problem> {
    let (org_name, demands_second_factor) = service::name_and_demand(cx).await?;
    Ok(Organisation { id: cx.org.clone(), org_name, demands_second_factor })
}

/// Show the organisation in which the token acts.
#[utoipa::path(get, path = "/api/organisation", tag = "members", operation_id = "get_organisation",
    responses((status = 200, description = "The organisation", body = Organisation), Problems),
    security(("token" = ["members:read"])))]
async fn get(caller: Caller) -> Result<Json<Organisation>, ApiProblem> {
    let cx = caller.cx(Scope::MembersRead, Permission::Read).await?;
    Ok(Json(organisation(&cx).await?))
}

/// Rename the organisation.
#[utoipa::path(put, path = "/api/organisation", tag = "members", operation_id = "rename_organisation",
    request_body = OrganisationBody,
    responses((status = 200, description = "The organisation as it is now", body = Organisation), Problems),
    security(("token" = ["members:write"])))]
async fn rename(
    caller: Caller,
    Json(body): Json<OrganisationBody>,
) -> Result<Json<Organisation>, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageOrg).await?;
    service::rename(&cx, &body.into()).await?;
    Ok(Json(organisation(&cx).await?))
}
