//! `/api/operations`: what goes on by itself, and helping it on.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        ids::OperationId,
        operation::OperationsQuery,
        role::Permission::{ManageIntegrations, Read},
    },
    server::{
        api::{
            Accepted, ApiProblem, Caller, Json, NoContent, Page, Path, Problems, Query, Wait,
            types::{Decision, Operation},
        },
        cx::Services,
        operations::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(retry))
        .routes(routes!(decide))
        .routes(routes!(close))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OperationsParams {
    /// The last page's `next`.
    pub after: Option<OperationId>,
}

/// List operations, the newest first.
#[utoipa::path(get, path = "/api/operations", tag = "operations", operation_id = "list_operations",
    params(OperationsParams),
    responses((status = 200, description = "A page of operations", body = Page<Operation>), Problems),
    security(("token" = ["operations:read"])))]
async fn list(
    caller: Caller,
    Query(params): Query<OperationsParams>,
) -> Result<Json<Page<Operation>>, ApiProblem> {
    let cx = caller.cx(Scope::OperationsRead, Read).await?;
    let list = service::list(&cx, &OperationsQuery { before: params.after }).await?;
    Ok(Json(Page::of(list.operations, list.next)))
}

/// Get an operation, with its steps.
///
/// With `wait`, once it is over or needs somebody.
#[utoipa::path(get, path = "/api/operations/{id}", tag = "operations", operation_id = "get_operation",
    params(("id" = OperationId, Path, description = "The operation"), Wait),
    responses((status = 200, description = "The operation", body = Operation), Problems),
    security(("token" = ["operations:read"])))]
async fn get(caller: Caller, Path(id): Path<OperationId>, wait: Wait) -> Result<Json<Operation>, ApiProblem> {
    let cx = caller.cx(Scope::OperationsRead, Read).await?;
    let Accepted(operation) = wait.operation(&cx, &id).await?;
    Ok(Json(operation))
}

/// Try again now.
///
/// One that waits for its next attempt goes on at once; one that failed goes on as a new operation.
#[utoipa::path(post, path = "/api/operations/{id}/retry", tag = "operations", operation_id = "retry_operation",
    params(("id" = OperationId, Path, description = "The operation"), Wait),
    responses((status = 202, description = "The operation that goes on", body = Operation), Problems),
    security(("token" = ["operations:write"])))]
async fn retry(caller: Caller, Path(id): Path<OperationId>, wait: Wait) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::OperationsWrite, ManageIntegrations).await?;
    let again = service::retry(&cx, id).await?;
    wait.operation(&cx, &again).await
}

/// Answer what an operation asks: whether AVA takes over what somebody else answers now.
#[utoipa::path(post, path = "/api/operations/{id}/decision", tag = "operations",
    operation_id = "decide_operation",
    params(("id" = OperationId, Path, description = "The operation"), Wait),
    request_body = Decision,
    responses((status = 202, description = "The operation", body = Operation), Problems),
    security(("token" = ["operations:write"])))]
async fn decide(
    caller: Caller,
    Path(id): Path<OperationId>,
    wait: Wait,
    Json(decision): Json<Decision>,
) -> Result<Accepted, ApiProblem> {
    let cx = caller.cx(Scope::OperationsWrite, ManageIntegrations).await?;
    service::decide(&cx, id.clone(), &decision.takeover_of, decision.take_over).await?;
    wait.operation(&cx, &id).await
}

/// Say that the rest of a clean-up was done at the providers.
#[utoipa::path(post, path = "/api/operations/{id}/close", tag = "operations", operation_id = "close_operation",
    params(("id" = OperationId, Path, description = "The operation")),
    responses((status = 204, description = "It is over"), Problems),
    security(("token" = ["operations:write"])))]
async fn close(caller: Caller, Path(id): Path<OperationId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::OperationsWrite, ManageIntegrations).await?;
    service::close_by_hand(&cx, id).await?;
    Ok(NoContent)
}
