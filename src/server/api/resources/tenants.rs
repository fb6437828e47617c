//! `/api/admin/tenants`: all organisations, for platform admins.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{api_token::Scope, ids::OrgId, tenant::TenantsQuery},
    server::{
        api::{
            ApiProblem, Caller, Json, NoContent, Page, Path, Problems, Query, searching,
            types::tenant::{LimitBody, SuspendBody, Tenant, TenantDetails, TenantsParams},
        },
        cx::Services,
        tenants::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(suspend))
        .routes(routes!(resume))
        .routes(routes!(set_limit))
}

/// List the organisations of the installation, with their figures as they were written down last.
#[utoipa::path(get, path = "/api/admin/tenants", tag = "tenants", operation_id = "list_tenants",
    params(TenantsParams),
    responses((status = 200, description = "A page of organisations", body = Page<Tenant>), Problems),
    security(("token" = ["tenants:read"])))]
async fn list(caller: Caller, Query(params): Query<TenantsParams>) -> Result<Json<Page<Tenant>>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsRead).await?;
    let TenantsParams { search, state, health, limits, active, sort, after } = params;
    let sort = sort.unwrap_or_default();
    let query = TenantsQuery { state, health, limits, active, sort, after, ..searching(&search)? };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.tenants, view.next)))
}

/// Show an organisation as it is now.
///
/// That it was looked at stands in the platform's log.
#[utoipa::path(get, path = "/api/admin/tenants/{id}", tag = "tenants", operation_id = "get_tenant",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    responses((status = 200, description = "The organisation", body = TenantDetails), Problems),
    security(("token" = ["tenants:read"])))]
async fn get(caller: Caller, Path(id): Path<OrgId>) -> Result<Json<TenantDetails>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsRead).await?;
    Ok(Json(service::tenant(&cx, id).await?.into()))
}

/// Suspend an organisation, or give another reason for it.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/suspend", tag = "tenants", operation_id = "suspend_tenant",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = SuspendBody,
    responses((status = 204, description = "Its work rests"), Problems),
    security(("token" = ["tenants:write"])))]
async fn suspend(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(body): Json<SuspendBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::suspend(&cx, &id, &body.into()).await?;
    Ok(NoContent)
}

/// Have a suspended organisation go on.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/resume", tag = "tenants", operation_id = "resume_tenant",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    responses((status = 204, description = "Its work goes on"), Problems),
    security(("token" = ["tenants:write"])))]
async fn resume(caller: Caller, Path(id): Path<OrgId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::resume(&cx, &id).await?;
    Ok(NoContent)
}

/// Set one limit of an organisation, or leave it to that of all.
#[utoipa::path(put, path = "/api/admin/tenants/{id}/limits", tag = "tenants", operation_id = "set_tenant_limit",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = LimitBody,
    responses((status = 204, description = "The limit is set"), Problems),
    security(("token" = ["tenants:write"])))]
async fn set_limit(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(body): Json<LimitBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::set_limit(&cx, &id, &body.into()).await?;
    Ok(NoContent)
}
