//! The resources of the API. Each has its handlers and `routes()`, which is merged here.

pub mod integrations;
pub mod numbers;
pub mod operations;

use utoipa_axum::router::OpenApiRouter;

use crate::server::cx::Services;

/// The routes of every resource, with what the document says of them.
pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .merge(integrations::routes())
        .merge(numbers::routes())
        .merge(operations::routes())
}
