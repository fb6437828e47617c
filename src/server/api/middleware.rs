//! What every request to the API passes: its token, and its organisation's limit.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use axum::{
    Extension,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};

use crate::{
    domain::problem::{Problem, ProblemKind, Program},
    server::{
        api_tokens::{self, Presented},
        cx::Services,
        http::refusal::refused,
        limits::{RateLimit, Slot, WINDOW_SECS},
        request::{bearer::bearer, client_address::ClientAddress},
    },
};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Takes the token of a request, counts the request for the token's organisation, and puts the [`Presented`]
/// into it. No cookie counts: the session layer is not on this way.
pub async fn enter(
    State(services): State<Services>,
    Extension(address): Extension<ClientAddress>,
    mut request: Request,
    next: Next,
) -> Response {
    // A request may not be borrowed while others are waited for.
    let headers = request.headers().clone();
    let presented = match api_tokens::authenticate(&services, bearer(&headers), &address).await {
        Ok(presented) => presented,
        Err(problem) => return refused(problem),
    };
    match services.api_requests.take(&services.db, presented.org(), 1).await {
        Err(standing) => limited(refused(standing.over()), standing),
        Ok(standing) => {
            // What reads stands in line with the pages of its organisation; a change may wait for a provider.
            let slot = match *request.method() {
                Method::GET | Method::HEAD => services.pages_at_once.one_of(presented.org()).await,
                _ => Slot::default(),
            };
            request.extensions_mut().insert(slot.clone());
            request.extensions_mut().insert::<Arc<Presented>>(Arc::new(presented));
            let response = next.run(request).await;
            slot.give_back();
            match standing {
                Some(standing) => limited(response, standing),
                None => response,
            }
        }
    }
}

/// Says how the organisation stands (draft-ietf-httpapi-ratelimit-headers).
fn limited(mut response: Response, standing: RateLimit) -> Response {
    let RateLimit { most, left, ends_in } = standing;
    let headers = response.headers_mut();
    put(headers, POLICY, format_args!("\"org\";q={most};w={WINDOW_SECS}"));
    put(headers, LIMIT, format_args!("\"org\";r={left};t={ends_in}"));
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, said: std::fmt::Arguments<'_>) {
    let mut value = String::new();
    if value.write_fmt(said).is_ok()
        && let Ok(value) = HeaderValue::try_from(value)
    {
        headers.insert(name, value);
    }
}

/// Refuses the query of an operation that takes none, as an unknown parameter is where one takes some.
pub async fn known_query(
    State(without_query): State<Arc<BTreeMap<String, Vec<Method>>>>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().query().is_some_and(|query| !query.is_empty())
        && let Some(address) = request.extensions().get::<MatchedPath>()
    {
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            ref method => method.clone(),
        };
        if without_query.get(address.as_str()).is_some_and(|methods| methods.contains(&method)) {
            return refused(Program::Query);
        }
    }
    next.run(request).await
}

/// Whatever else is below `/api`. No session is read for it.
pub async fn address_is_unknown() -> Response {
    refused(Problem::from(ProblemKind::NotFound))
}
