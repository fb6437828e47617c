//! The cookie of a session, and the layer that reads and sets it.

use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

use crate::server::{
    auth::session_store::{ABSOLUTE, Store},
    cx::Services,
};

/// `__Host-` binds the cookie to this host and to https; a development server
/// on plain http cannot have it.
pub fn layer(services: &Services, store: Store) -> SessionManagerLayer<Store> {
    let secure = services.config.secure_cookies();
    SessionManagerLayer::new(store)
        .with_name(if secure { "__Host-sid" } else { "sid" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::milliseconds(ABSOLUTE)))
}
