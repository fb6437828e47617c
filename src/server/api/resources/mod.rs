//! The resources of the API. Each has its handlers and `routes()`, which is merged here.

pub mod agents;
pub mod appointments;
pub mod audit;
pub mod calls;
pub mod contact_imports;
pub mod contacts;
pub mod hours;
pub mod integrations;
pub mod members;
pub mod notifications;
pub mod numbers;
pub mod operations;
pub mod organisation;
pub mod readiness;
pub mod services;
pub mod tenants;
pub mod webhooks;

use utoipa_axum::router::OpenApiRouter;

use crate::server::cx::Services;

/// The routes of every resource, with what the document says of them.
pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .merge(agents::routes())
        .merge(appointments::routes())
        .merge(audit::routes())
        .merge(calls::routes())
        .merge(contact_imports::routes())
        .merge(contacts::routes())
        .merge(hours::routes())
        .merge(integrations::routes())
        .merge(members::routes())
        .merge(notifications::routes())
        .merge(numbers::routes())
        .merge(operations::routes())
        .merge(organisation::routes())
        .merge(readiness::routes())
        .merge(services::routes())
        .merge(tenants::routes())
        .merge(webhooks::routes())
}
