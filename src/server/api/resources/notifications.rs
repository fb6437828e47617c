//! `/api/notifications`: what the token's person is told.

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        notification::{NotificationId, NotificationsQuery},
        role::Permission,
    },
    server::{
        api::{
            ApiProblem, Caller, Json, NoContent, Page, Path, Problems, Query,
            types::notification::{Notification, NotificationsParams, ReadBody},
        },
        cx::Services,
        notifications::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(read_all)).routes(routes!(read))
}

/// List the notifications of the token's person, the newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", operation_id = "list_notifications",
    params(NotificationsParams),
    responses((status = 200, description = "A page of notifications", body = Page<Notification>), Problems),
    security(("token" = ["notifications:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<NotificationsParams>,
) -> Result<Json<Page<Notification>>, ApiProblem> {
    let cx = caller.cx(Scope::NotificationsRead, Permission::Read).await?;
    let NotificationsParams { show, about, after } = params;
    let query = NotificationsQuery { show: show.unwrap_or_default(), about, before: after };
    let view = service::list(&cx, &query).await?;
    Ok(Json(Page::of(view.notifications, view.next)))
}

/// Mark whatever is no newer than one notification as read by the token's person.
#[utoipa::path(post, path = "/api/notifications/read", tag = "notifications",
    operation_id = "read_notifications",
    request_body = ReadBody,
    responses((status = 204, description = "They are read"), Problems),
    security(("token" = ["notifications:write"])))]
async fn read_all(caller: Caller, Json(body): Json<ReadBody>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::NotificationsWrite, Permission::Read).await?;
    service::read_all(&cx, &body.newest).await?;
    Ok(NoContent)
}

/// Mark a notification as read by the token's person.
#[utoipa::path(post, path = "/api/notifications/{id}/read", tag = "notifications",
    operation_id = "read_notification",
    params(("id" = inline(NotificationId), Path, description = "The id of the notification")),
    responses((status = 204, description = "It is read"), Problems),
    security(("token" = ["notifications:write"])))]
async fn read(caller: Caller, Path(id): Path<NotificationId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::NotificationsWrite, Permission::Read).await?;
    service::read(&cx, &id).await?;
    Ok(NoContent)
}
