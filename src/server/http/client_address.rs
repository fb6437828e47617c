//! Tells where a request comes from to all that handle it.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};

use crate::server::{cx::Services, request::client_address::ClientAddress};

/// Puts the [`ClientAddress`] into the request.
pub async fn client_address(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = ClientAddress::of(peer, request.headers(), services.config.trusted_proxies);
    request.extensions_mut().insert(address);
    next.run(request).await
}
