//! How many requests an organisation sends in a minute, whoever of it sends them.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use tower_sessions::Session;

use super::refusal::refused;
use crate::{
    domain::quota::Quota,
    server::{
        auth::sessions::{self, Member},
        cx::Services,
    },
};

/// Refuses what is more than the quota. Reads nothing that the request would not
/// read anyway: the session comes with the organisation's own quota.
pub async fn requests(
    State(services): State<Services>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let spent = match sessions::member(&session).await {
        Ok(None) => Ok(()),
        Ok(Some(Member { org, requests })) => {
            let most = requests.unwrap_or_else(|| services.config.quotas.of(Quota::Requests));
            services.rates.take(&org, Quota::Requests, most)
        }
        Err(problem) => Err(problem),
    };
    match spent {
        Ok(()) => next.run(request).await,
        Err(problem) => refused(problem),
    }
}
