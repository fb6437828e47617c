//! The limit on an organisation's requests in a minute, whichever of its people sends them.

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use leptos::server_fn::ServerFn;
use tower_sessions::Session;

use super::refusal::refused;
use crate::{
    app::read::Read,
    domain::quota::Quota,
    server::{
        cx::Services,
        sessions::{self, Member},
    },
};

/// Refuses requests over the quota, and limits how many pages of an organisation are made
/// at once. Reads nothing that the request would not read anyway: the session comes with
/// the organisation's own quota.
pub async fn limit(
    State(services): State<Services>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let member = match sessions::member(&session).await {
        Ok(member) => member,
        Err(problem) => return refused(problem),
    };
    if let Some(Member { org, requests }) = member {
        let most = requests.unwrap_or_else(|| services.config.quotas.of(Quota::Requests));
        if let Err(problem) = services.rates.take(&org, Quota::Requests, most) {
            return refused(problem);
        }
        // A form may wait for a provider, and holds up no page meanwhile.
        if reads(&request) {
            let slot = services.pages_at_once.one_of(&org).await;
            request.extensions_mut().insert(slot.clone());
            let response = next.run(request).await;
            slot.give_back();
            return response;
        }
    }
    next.run(request).await
}

/// Whether a request is for a page, or a part of one.
fn reads(request: &Request) -> bool {
    request.method() != Method::POST || request.uri().path() == Read::PATH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_sends_no_form_is_a_page() {
        let reads = |method: Method, path: &str| {
            let mut request = Request::new(axum::body::Body::empty());
            *request.method_mut() = method;
            *request.uri_mut() = path.parse().unwrap();
            reads(&request)
        };
        for (method, path) in [
            (Method::GET, "/dashboard/agents"),
            (Method::HEAD, "/dashboard/agents"),
            (Method::POST, Read::PATH),
        ] {
            assert!(reads(method, path), "{path}");
        }
        assert!(!reads(Method::POST, "/rpc/agents/create"));
    }
}
