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

mod answers;
mod asked;
mod caller;
mod docs;
mod document;
mod entrance;
mod once;
pub mod resources;
pub mod types;
mod versions;
mod wait;

pub use answers::{
    Accepted, ApiProblem, Created, NoContent, Page, Problems, ShownOnce, problem_responses, problem_schemas,
};
pub use asked::{Json, Path, Query, searching};
pub use caller::Caller;
pub use document::{document, to_json};
pub use entrance::{address_is_unknown, enter};
pub use once::once;
pub use versions::{IfMatch, Tagged, as_seen, etag, version_of};
pub use wait::Wait;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{any, get},
};
use utoipa::openapi::OpenApi;

use super::cx::Services;

/// The routes of all resources, without layers, and the document that describes them.
pub fn router() -> (Router<Services>, OpenApi) {
    document::routes().split_for_parts()
}

/// Everything below `/api`, with its layers.
pub fn mounted(services: &Services) -> Router<Services> {
    let (resources, document) = router();
    let described = docs::routes(&document);
    resources
        .layer(from_fn_with_state(services.clone(), once))
        .layer(from_fn_with_state(services.clone(), enter))
        .merge(described)
        .route("/api", get(docs::to_docs))
        .route("/api/{*address}", any(address_is_unknown))
}
