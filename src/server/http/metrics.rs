//! `/metrics` in Prometheus's text format.

use std::net::IpAddr;

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq;

use super::rate_limit::ClientAddress;
use crate::server::cx::Services;

/// Loopback clients, or whoever has the token when one is configured.
pub async fn metrics(
    State(services): State<Services>,
    Extension(handle): Extension<Option<PrometheusHandle>>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
) -> Response {
    let token = services.config.metrics_token.as_ref().map(|token| token.as_str());
    if !may_read(token, address, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    handle.map(|handle| handle.render()).unwrap_or_default().into_response()
}

fn may_read(token: Option<&str>, address: IpAddr, headers: &HeaderMap) -> bool {
    match token {
        None => address.is_loopback(),
        Some(token) => {
            let given = headers
                .get(header::AUTHORIZATION)
                .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
                .unwrap_or_default();
            given.as_bytes().ct_eq(token.as_bytes()).into()
        }
    }
}
