//! How many requests an organisation sends in a minute, whoever of it sends them.

use std::time::Duration;

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

/// A client that does not heed `Retry-After` asks again as soon as it is refused: held
/// this long, its refusals leave the processor to others. The edge bounds how many wait.
const REFUSAL_DELAY: Duration = Duration::from_millis(500);

/// Refuses what is more than the quota, after [`REFUSAL_DELAY`]. Reads nothing that the request would not
/// read anyway: the session comes with the organisation's own quota.
pub async fn requests(
    State(services): State<Services>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let member = match sessions::member(&session).await {
        Ok(member) => member,
        Err(problem) => return refused(problem),
    };
    if let Some(Member { org, requests }) = member {
        let most = requests.unwrap_or_else(|| services.config.quotas.of(Quota::Requests));
        if let Err(problem) = services.rates.take(&org, Quota::Requests, most) {
            services.clock.sleep(REFUSAL_DELAY).await;
            return refused(problem);
        }
    }
    next.run(request).await
}
