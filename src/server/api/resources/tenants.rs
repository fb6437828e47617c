//! `/api/admin/tenants`: all organisations, for platform admins.

use axum::http::HeaderMap;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::audit;
use crate::{
    domain::{
        api_token::Scope,
        ids::OrgId,
        invitation::ReinviteForm,
        problem::Problem,
        tenant::{TenantAuditQuery, TenantsQuery},
    },
    server::{
        api::{
            ApiProblem, Caller, Created, Json, NoContent, Page, Path, Problems, Query, ShownOnce, searching,
            types::{
                audit::{AuditEntry, AuditParams},
                tenant::{
                    BuyingBody, FeatureBody, FeatureCode, InvitationLink, LimitBody, SuspendBody, Tenant,
                    TenantBody, TenantDeletionBody, TenantDetails, TenantMade, TenantReinviteBody,
                    TenantRetryBody, TenantRevokeBody, TenantsParams,
                },
            },
        },
        cx::Services,
        http::problem_document::locale_of,
        links,
        tenants::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(suspend))
        .routes(routes!(resume))
        .routes(routes!(set_limit))
        .routes(routes!(set_feature))
        .routes(routes!(set_buying))
        .routes(routes!(delete, keep))
        .routes(routes!(resend))
        .routes(routes!(revoke))
        .routes(routes!(retry))
        .routes(routes!(log))
        .routes(routes!(platform_log))
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

/// The address of a link that a person is shown once.
async fn address(services: &Services, shown: Option<String>) -> Result<Option<String>, Problem> {
    Ok(match shown {
        Some(id) => links::address_of(services, &id).await?.map(String::from),
        None => None,
    })
}

/// Make an organisation, and invite its first owner.
///
/// The same sent within five seconds is the one that was made.
#[utoipa::path(post, path = "/api/admin/tenants", tag = "tenants", operation_id = "create_tenant",
    request_body = TenantBody,
    responses((status = 201, description = "The organisation that was made", body = TenantMade), Problems),
    security(("token" = ["tenants:write"])))]
async fn create(
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<TenantBody>,
) -> Result<ShownOnce<Created<TenantMade>>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    let (id, shown) = service::open(&cx, &body.into(), locale_of(&headers)).await?;
    let link = address(&cx.services, shown).await?;
    Ok(ShownOnce(Created::new(format!("/api/admin/tenants/{id}"), TenantMade { id, link })))
}

/// Turn a feature of an organisation on or off.
#[utoipa::path(put, path = "/api/admin/tenants/{id}/features", tag = "tenants",
    operation_id = "set_tenant_feature",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = FeatureBody,
    responses((status = 204, description = "It is decided"), Problems),
    security(("token" = ["tenants:write"])))]
async fn set_feature(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(FeatureBody { feature: FeatureCode(feature), off }): Json<FeatureBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::turn(&cx, &id, feature, off).await?;
    Ok(NoContent)
}

/// Decide whether an organisation may buy managed numbers.
#[utoipa::path(put, path = "/api/admin/tenants/{id}/buying", tag = "tenants",
    operation_id = "set_tenant_buying",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = BuyingBody,
    responses((status = 204, description = "It is decided"), Problems),
    security(("token" = ["tenants:write"])))]
async fn set_buying(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(BuyingBody { may_buy }): Json<BuyingBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::allow_buying(&cx, &id, may_buy).await?;
    Ok(NoContent)
}

/// Ask for the deletion of an organisation.
///
/// It is deleted with everything in it after 14 days, until which that can be taken back.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/deletion", tag = "tenants",
    operation_id = "delete_tenant",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = TenantDeletionBody,
    responses((status = 204, description = "Its deletion is asked for"), Problems),
    security(("token" = ["tenants:write"])))]
async fn delete(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(body): Json<TenantDeletionBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::delete(&cx, &id, &body.into()).await?;
    Ok(NoContent)
}

/// Take the deletion of an organisation back.
#[utoipa::path(delete, path = "/api/admin/tenants/{id}/deletion", tag = "tenants",
    operation_id = "keep_tenant",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    responses((status = 204, description = "It is kept"), Problems),
    security(("token" = ["tenants:write"])))]
async fn keep(caller: Caller, Path(id): Path<OrgId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::keep(&cx, &id).await?;
    Ok(NoContent)
}

/// Give an open invitation of an organisation another link.
///
/// Its former ones are worth nothing.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/invitations/resend", tag = "tenants",
    operation_id = "resend_tenant_invitation",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = TenantReinviteBody,
    responses((status = 200, description = "The new link", body = InvitationLink), Problems),
    security(("token" = ["tenants:write"])))]
async fn resend(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(TenantReinviteBody { invitation, channel }): Json<TenantReinviteBody>,
) -> Result<ShownOnce<Json<InvitationLink>>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    let form = ReinviteForm { channel: channel.code().to_owned() };
    let shown = service::reinvite(&cx, &id, &invitation, &form).await?;
    let link = address(&cx.services, shown).await?;
    Ok(ShownOnce(Json(InvitationLink { link })))
}

/// Take an open invitation of an organisation back.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/invitations/revoke", tag = "tenants",
    operation_id = "revoke_tenant_invitation",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = TenantRevokeBody,
    responses((status = 204, description = "The invitation is taken back"), Problems),
    security(("token" = ["tenants:write"])))]
async fn revoke(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(TenantRevokeBody { invitation }): Json<TenantRevokeBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::revoke(&cx, &id, &invitation).await?;
    Ok(NoContent)
}

/// Try an operation of an organisation again.
#[utoipa::path(post, path = "/api/admin/tenants/{id}/retry", tag = "tenants",
    operation_id = "retry_tenant_operation",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation")),
    request_body = TenantRetryBody,
    responses((status = 204, description = "It goes on"), Problems),
    security(("token" = ["tenants:write"])))]
async fn retry(
    caller: Caller,
    Path(id): Path<OrgId>,
    Json(TenantRetryBody { operation }): Json<TenantRetryBody>,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsWrite).await?;
    service::retry(&cx, &id, operation).await?;
    Ok(NoContent)
}

/// List the entries of an organisation's audit log, the newest first.
///
/// That it is read stands in it, and in the platform's log.
#[utoipa::path(get, path = "/api/admin/tenants/{id}/audit", tag = "tenants",
    operation_id = "list_tenant_audit",
    params(("id" = inline(OrgId), Path, description = "The id of the organisation"), AuditParams),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>), Problems),
    security(("token" = ["tenants:read"])))]
async fn log(
    caller: Caller,
    Path(tenant): Path<OrgId>,
    Query(params): Query<AuditParams>,
) -> Result<Json<Page<AuditEntry>>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsRead).await?;
    let query = TenantAuditQuery { tenant, log: audit::query(params)? };
    Ok(audit::page(service::audit(&cx, &query).await?.log))
}

/// List the entries of the platform's own log, the newest first.
///
/// That it is read stands in it as well.
#[utoipa::path(get, path = "/api/admin/audit", tag = "tenants", operation_id = "list_platform_audit",
    params(AuditParams),
    responses((status = 200, description = "A page of the log", body = Page<AuditEntry>), Problems),
    security(("token" = ["tenants:read"])))]
async fn platform_log(
    caller: Caller,
    Query(params): Query<AuditParams>,
) -> Result<Json<Page<AuditEntry>>, ApiProblem> {
    let cx = caller.platform_cx(Scope::TenantsRead).await?;
    Ok(audit::page(service::platform_log(&cx, &audit::query(params)?).await?.log))
}
