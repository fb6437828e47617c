//! `/metrics` in Prometheus's text format.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq;

use crate::server::{
    cx::Services,
    request::{bearer::bearer, client_address::ClientAddress},
};

/// Answers loopback clients, or those with the token where one is configured.
pub async fn metrics(
    State(services): State<Services>,
    Extension(handle): Extension<Option<PrometheusHandle>>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
) -> Response {
    let token = services.config.metrics_token.as_ref().map(|token| token.as_str());
    // A proxy that nobody configured is a loopback client too.
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    let local = address.is_loopback() && !(forwarded && services.config.trusted_proxies == 0);
    if !may_read(token, local, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    handle.map(|handle| handle.render()).unwrap_or_default().into_response()
}

fn may_read(token: Option<&str>, local: bool, headers: &HeaderMap) -> bool {
    match token {
        None => local,
        Some(token) => {
            let given = bearer(headers).unwrap_or_default();
            given.as_bytes().ct_eq(token.as_bytes()).into()
        }
    }
}
