//! Tells where a request comes from to all that handle it.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::header,
    middleware::Next,
    response::Response,
};

use crate::server::{
    correlation::{self, Origin, Trail},
    cx::Services,
    request::client_address::ClientAddress,
};

/// The characters that are kept of what a browser says it is.
const MAX_USER_AGENT: usize = 300;

/// Puts the [`ClientAddress`] into the request, and runs it as one from there.
pub async fn client_address(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = ClientAddress::of(peer, request.headers(), services.config.trusted_proxies);
    request.extensions_mut().insert(address);
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let user_agent = user_agent.unwrap_or_default().chars().take(MAX_USER_AGENT).collect();
    let origin = Origin { address: address.to_string(), user_agent };
    if let Some(trail) = request.extensions_mut().get_mut::<Trail>() {
        trail.origin = origin.clone();
    }
    correlation::from(origin, next.run(request)).await
}
