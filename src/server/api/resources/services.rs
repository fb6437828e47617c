//! `/api/services`: what can be booked.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        appointment::{ServiceForm, ServiceId},
        problem::Problem,
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Created, IfMatch, Json, NoContent, Page, Path, Problems, Tagged,
            types::service::{Service, ServiceBody},
        },
        appointments::settings,
        cx::{Cx, Services},
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, delete))
}

async fn service(cx: &Cx, id: ServiceId) -> Result<Tagged<Service>, Problem> {
    let service = Service::from(settings::service(cx, id).await?);
    Ok(Tagged(service.version, service))
}

/// List the services that can be booked, in the order in which they were made.
#[utoipa::path(get, path = "/api/services", tag = "services", operation_id = "list_services",
    responses((status = 200, description = "All services", body = Page<Service>), Problems),
    security(("token" = ["appointments:read"])))]
async fn list(caller: Caller) -> Result<Json<Page<Service>>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::Read).await?;
    Ok(Json(Page::whole(settings::services(&cx).await?)))
}

/// Add a service.
///
/// One that is just so is the one that is there.
#[utoipa::path(post, path = "/api/services", tag = "services", operation_id = "create_service",
    request_body = ServiceBody,
    responses((status = 201, description = "The service that was added", body = Service), Problems),
    security(("token" = ["appointments:write"])))]
async fn create(caller: Caller, Json(body): Json<ServiceBody>) -> Result<Created<Service>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    let id = settings::add_service(&cx, &ServiceForm::from(&body)).await?;
    let location = format!("/api/services/{id}");
    let Tagged(version, service) = service(&cx, id).await?;
    Ok(Created::new(location, service).tagged(version))
}

/// Show a service.
#[utoipa::path(get, path = "/api/services/{id}", tag = "services", operation_id = "get_service",
    params(("id" = inline(ServiceId), Path, description = "The id of the service")),
    responses((status = 200, description = "The service, with its ETag", body = Service), Problems),
    security(("token" = ["appointments:read"])))]
async fn get(caller: Caller, Path(id): Path<ServiceId>) -> Result<Tagged<Service>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsRead, Permission::Read).await?;
    Ok(service(&cx, id).await?)
}

/// Replace a service.
///
/// What is booked keeps its name and its length.
#[utoipa::path(put, path = "/api/services/{id}", tag = "services", operation_id = "update_service",
    params(
        ("id" = inline(ServiceId), Path, description = "The id of the service"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is replaced")
    ),
    request_body = ServiceBody,
    responses((status = 200, description = "The service as it is now", body = Service), Problems),
    security(("token" = ["appointments:write"])))]
async fn update(
    caller: Caller,
    Path(id): Path<ServiceId>,
    if_match: IfMatch,
    Json(body): Json<ServiceBody>,
) -> Result<Tagged<Service>, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments).await?;
    settings::change_service_if(&cx, &id, &ServiceForm::from(&body), |there| {
        if_match.expects(ServiceBody::from(there.clone()).version())
    })
    .await?;
    Ok(service(&cx, id).await?)
}

/// Delete a service.
///
/// What is booked of it stays.
#[utoipa::path(delete, path = "/api/services/{id}", tag = "services", operation_id = "delete_service",
    params(
        ("id" = inline(ServiceId), Path, description = "The id of the service"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is deleted")
    ),
    responses((status = 204, description = "The service is deleted"), Problems),
    security(("token" = ["appointments:write"])))]
async fn delete(
    caller: Caller,
    Path(id): Path<ServiceId>,
    if_match: IfMatch,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::AppointmentsWrite, Permission::ManageAppointments.proved()).await?;
    settings::delete_service_if(&cx, &id, |there| {
        if_match.expects(ServiceBody::from(there.clone()).version())
    })
    .await?;
    Ok(NoContent)
}
