//! `/api/webhooks`: the addresses to which events are sent, and the log of what was sent.

use axum::http::{HeaderName, StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        role::Permission::ManageKeys,
        webhook::{DeliveryId, WebhookId},
    },
    server::{
        api::{
            ApiProblem, Caller, Created, IfMatch, Json, NoContent, Page, Path, Problems, Query, ShownOnce,
            Tagged,
            types::webhook::{
                DeliveriesParams, Delivery, DeliveryLog, ReplaySpan, ReplayedSpan, Webhook,
                WebhookWithSecret, WebhooksParams, WriteWebhook,
            },
        },
        cx::{Cx, Services},
        webhooks::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(routes!(rotate))
        .routes(routes!(test))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(replay_span))
        .routes(routes!(deliveries))
        .routes(routes!(delivery))
        .routes(routes!(replay))
}

async fn one(cx: &Cx, id: &WebhookId) -> Result<Webhook, ApiProblem> {
    Ok(service::get(cx, id).await?.into())
}

/// 202: a delivery that is in line, and where to read what becomes of it.
type InLine = (StatusCode, [(HeaderName, String); 1], Json<Delivery>);

async fn in_line(cx: &Cx, id: &DeliveryId) -> Result<InLine, ApiProblem> {
    let delivery = Delivery::from(service::delivery(cx, id).await?.delivery);
    let location = format!("/api/webhook-deliveries/{id}");
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(delivery)))
}

/// List the webhooks, the oldest first.
#[utoipa::path(get, path = "/api/webhooks", tag = "webhooks", operation_id = "list_webhooks",
    params(WebhooksParams),
    responses((status = 200, description = "A page of webhooks", body = Page<Webhook>), Problems),
    security(("token" = ["webhooks:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<WebhooksParams>,
) -> Result<Json<Page<Webhook>>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksRead, ManageKeys).await?;
    let page = service::list(&cx, &params.into()).await?;
    Ok(Json(Page::of(page.webhooks, page.next)))
}

/// Add a webhook.
///
/// Its secret is told this once: the same request with the same `Idempotency-Key` is answered by `answer_lost`,
/// and another secret can be made.
#[utoipa::path(post, path = "/api/webhooks", tag = "webhooks", operation_id = "create_webhook",
    request_body = WriteWebhook,
    responses((status = 201, description = "The webhook and its secret", body = WebhookWithSecret), Problems),
    security(("token" = ["webhooks:write"])))]
async fn create(
    caller: Caller,
    Json(webhook): Json<WriteWebhook>,
) -> Result<ShownOnce<Created<WebhookWithSecret>>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys.proved()).await?;
    let made = service::create(&cx, &webhook.into()).await?;
    let webhook = one(&cx, &made.id).await?;
    let version = webhook.version;
    let body = WebhookWithSecret { webhook, secret: made.secret.expose().into() };
    Ok(ShownOnce(Created::new(format!("/api/webhooks/{}", made.id), body).tagged(version)))
}

/// Get a webhook, with how it stands.
#[utoipa::path(get, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "get_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    responses((status = 200, description = "The webhook", body = Webhook), Problems),
    security(("token" = ["webhooks:read"])))]
async fn get(caller: Caller, Path(id): Path<WebhookId>) -> Result<Tagged<Webhook>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksRead, ManageKeys).await?;
    let webhook = one(&cx, &id).await?;
    Ok(Tagged(webhook.version, webhook))
}

/// Change a webhook.
///
/// What is in line already goes to the address as it is then.
#[utoipa::path(put, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "update_webhook",
    params(("id" = WebhookId, Path, description = "The webhook"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is changed")),
    request_body = WriteWebhook,
    responses((status = 200, description = "The webhook as it is now", body = Webhook), Problems),
    security(("token" = ["webhooks:write"])))]
async fn update(
    caller: Caller,
    Path(id): Path<WebhookId>,
    if_match: IfMatch,
    Json(webhook): Json<WriteWebhook>,
) -> Result<Tagged<Webhook>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys.proved()).await?;
    service::update_if(&cx, &id, &webhook.into(), |version| if_match.expects(version)).await?;
    let webhook = one(&cx, &id).await?;
    Ok(Tagged(webhook.version, webhook))
}

/// Delete a webhook with its log.
///
/// What is in line for it is not sent any more.
#[utoipa::path(delete, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "delete_webhook",
    params(("id" = WebhookId, Path, description = "The webhook"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version that is deleted")),
    responses((status = 204, description = "It is deleted"), Problems),
    security(("token" = ["webhooks:write"])))]
async fn delete(
    caller: Caller,
    Path(id): Path<WebhookId>,
    if_match: IfMatch,
) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys.proved()).await?;
    service::delete_if(&cx, &id, |version| if_match.expects(version)).await?;
    Ok(NoContent)
}

/// Make another secret, which is told this once.
///
/// The former one signs as well for 24 hours.
#[utoipa::path(post, path = "/api/webhooks/{id}/rotate", tag = "webhooks", operation_id = "rotate_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    responses((status = 200, description = "The webhook and its new secret", body = WebhookWithSecret), Problems),
    security(("token" = ["webhooks:write"])))]
async fn rotate(
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<ShownOnce<Json<WebhookWithSecret>>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys.proved()).await?;
    let secret = service::rotate(&cx, &id).await?;
    let webhook = one(&cx, &id).await?;
    Ok(ShownOnce(Json(WebhookWithSecret { webhook, secret: secret.expose().into() })))
}

/// Send a test, also to a webhook that is paused.
///
/// Its delivery shows what was answered.
#[utoipa::path(post, path = "/api/webhooks/{id}/test", tag = "webhooks", operation_id = "test_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    responses((status = 202, description = "The delivery that is in line", body = Delivery), Problems),
    security(("token" = ["webhooks:write"])))]
async fn test(caller: Caller, Path(id): Path<WebhookId>) -> Result<InLine, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys).await?;
    let delivery = service::test(&cx, &id).await?;
    in_line(&cx, &delivery).await
}

/// Send nothing but tests for the time being; what happens meanwhile waits.
#[utoipa::path(post, path = "/api/webhooks/{id}/pause", tag = "webhooks", operation_id = "pause_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    responses((status = 200, description = "The webhook as it is now", body = Webhook), Problems),
    security(("token" = ["webhooks:write"])))]
async fn pause(caller: Caller, Path(id): Path<WebhookId>) -> Result<Json<Webhook>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys).await?;
    service::pause(&cx, &id).await?;
    Ok(Json(one(&cx, &id).await?))
}

/// Go on with a webhook: what waits is sent now, in its order.
#[utoipa::path(post, path = "/api/webhooks/{id}/resume", tag = "webhooks", operation_id = "resume_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    responses((status = 200, description = "The webhook as it is now", body = Webhook), Problems),
    security(("token" = ["webhooks:write"])))]
async fn resume(caller: Caller, Path(id): Path<WebhookId>) -> Result<Json<Webhook>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys).await?;
    service::resume(&cx, &id).await?;
    Ok(Json(one(&cx, &id).await?))
}

/// Send again what happened in a span of time.
///
/// Each event is sent once, the oldest first; what is in line already comes by itself.
#[utoipa::path(post, path = "/api/webhooks/{id}/replay", tag = "webhooks", operation_id = "replay_webhook",
    params(("id" = WebhookId, Path, description = "The webhook")),
    request_body = ReplaySpan,
    responses((status = 200, description = "What is in line now", body = ReplayedSpan), Problems),
    security(("token" = ["webhooks:write"])))]
async fn replay_span(
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(span): Json<ReplaySpan>,
) -> Result<Json<ReplayedSpan>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys).await?;
    Ok(Json(service::replay_span(&cx, &id, &span.into()).await?.into()))
}

/// List what was sent to a webhook, the newest first.
#[utoipa::path(get, path = "/api/webhooks/{id}/deliveries", tag = "webhooks",
    operation_id = "list_deliveries",
    params(("id" = WebhookId, Path, description = "The webhook"), DeliveriesParams),
    responses((status = 200, description = "A page of deliveries", body = Page<Delivery>), Problems),
    security(("token" = ["webhooks:read"])))]
async fn deliveries(
    caller: Caller,
    Path(id): Path<WebhookId>,
    Query(params): Query<DeliveriesParams>,
) -> Result<Json<Page<Delivery>>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksRead, ManageKeys).await?;
    let page = service::deliveries(&cx, &id, &params.into()).await?;
    Ok(Json(Page::of(page.deliveries, page.next)))
}

/// Get one delivery, with its request and all answers.
#[utoipa::path(get, path = "/api/webhook-deliveries/{id}", tag = "webhooks", operation_id = "get_delivery",
    params(("id" = DeliveryId, Path, description = "The delivery")),
    responses((status = 200, description = "The delivery and its log", body = DeliveryLog), Problems),
    security(("token" = ["webhooks:read"])))]
async fn delivery(caller: Caller, Path(id): Path<DeliveryId>) -> Result<Json<DeliveryLog>, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksRead, ManageKeys).await?;
    Ok(Json(service::delivery(&cx, &id).await?.into()))
}

/// Send once more what is over, with the same `webhook-id`.
#[utoipa::path(post, path = "/api/webhook-deliveries/{id}/replay", tag = "webhooks",
    operation_id = "replay_delivery",
    params(("id" = DeliveryId, Path, description = "The delivery")),
    responses((status = 202, description = "The new delivery that is in line", body = Delivery), Problems),
    security(("token" = ["webhooks:write"])))]
async fn replay(caller: Caller, Path(id): Path<DeliveryId>) -> Result<InLine, ApiProblem> {
    let cx = caller.cx(Scope::WebhooksWrite, ManageKeys).await?;
    let again = service::replay(&cx, &id).await?;
    in_line(&cx, &again).await
}
