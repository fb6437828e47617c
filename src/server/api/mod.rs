//! The API for programs, below `/api`: everything that a person does on the pages, by the same services,
//! permissions, log and limits.
//!
//! A resource is a module of [`resources`]: its handlers, each with what the document says of it, and
//! `routes()`. What travels is in [`types`]. A handler takes a [`Caller`], which gives it the context of
//! the service that it calls:
//!
//! ```ignore
//! #[utoipa::path(get, path = "/api/agents/{id}", tag = "agents", operation_id = "get_agent",
//!     params(("id" = AgentId, Path)), responses((status = 200, body = Agent), Problems),
//!     security(("token" = ["agents:read"])))]
//! async fn get(caller: Caller, Path(id): Path<AgentId>) -> Result<Json<Agent>, ApiProblem> {
//!     let cx = caller.cx(Scope::AgentsRead, Permission::Read).await?;
//!     Ok(Json(service::get(&cx, id).await?.into()))
//! }
//! ```

mod caller;
mod docs;
mod etag;
mod extractors;
mod idempotency_key;
mod middleware;
mod openapi;
pub mod resources;
mod responses;
pub mod types;
mod wait;

pub use caller::Caller;
pub use etag::{IfMatch, Tagged, etag, version_of};
pub use extractors::{Json, Path, Query, searching};
pub use idempotency_key::once;
pub use middleware::{address_is_unknown, enter, known_query};
pub use openapi::{document, to_json};
pub use responses::{
    Accepted, ApiProblem, Created, NoContent, Page, Problems, ShownOnce, problem_responses, problem_schemas,
};
pub use wait::Wait;

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{any, get},
};
use utoipa::openapi::OpenApi;

use super::cx::Services;

/// The routes of all resources, without layers, and the document that describes them.
pub fn router() -> (Router<Services>, OpenApi) {
    openapi::routes().split_for_parts()
}

/// Everything below `/api`, with its layers.
pub fn mounted(services: &Services) -> Router<Services> {
    let (resources, document) = router();
    let described = docs::routes(&document);
    resources
        .layer(from_fn_with_state(Arc::new(openapi::without_query(&document)), known_query))
        .layer(from_fn_with_state(services.clone(), once))
        .layer(from_fn_with_state(services.clone(), enter))
        .merge(described)
        .route("/api", get(docs::to_docs))
        .route("/api/{*address}", any(address_is_unknown))
}
