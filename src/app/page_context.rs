//! The facts about one page load that the server knows before anything is rendered.
//!
//! The server provides a [`PageContext`]; the browser reads the same values
//! from the page, so that both render alike.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{address::provide_address, routes::ViewerKind, wire::InPage};
use crate::domain::{
    account::{SignUpMode, Viewer},
    address::Address,
    flash::Flash,
    locale::Locale,
    zone::Zone,
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    pub address: Address,
    pub locale: Locale,
    /// The zone in which times are written.
    pub zone: Zone,
    pub viewer: Option<Viewer>,
    pub flash: Option<Flash>,
    /// Whether the built-in simulators stand in for the providers.
    pub sandbox: bool,
    pub sign_up: SignUpMode,
    /// The name of the OpenID provider at which people can sign in.
    pub oidc: Option<String>,
    /// Whether browsers make passkeys for the installation's address.
    pub passkeys: bool,
    /// Whether the installation has a mailbox to send links from.
    pub has_mailbox: bool,
    /// Whether mail servers inside the operator’s network may be named.
    pub internal_relays: bool,
    /// The https address to sign in at: this page came over plain http, which
    /// keeps nobody signed in.
    pub sign_in_at: Option<String>,
    /// Names this build in `<html data-build>`: a page of another one reloads.
    #[serde(skip)]
    pub build: String,
    /// The id of the last event when this page was made, in `<html data-live>`; `None` if
    /// nobody is signed in, and then nothing connects.
    #[serde(skip)]
    pub live: Option<String>,
    #[serde(skip)]
    pub assets: Assets,
}

/// The addresses of the files that the page loads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub live: String,
    pub alive: String,
    pub passkeys: String,
}

/// The part of the context that pages read.
#[derive(Clone, Copy)]
struct Shared {
    page: StoredValue<PageContext>,
    zone: StoredValue<Zone>,
    flash: RwSignal<Option<Flash>>,
}

/// Called once, by the application's root, before routing.
pub(super) fn provide_page_context() {
    let page = SharedValue::<PageContext, InPage>::new_with_encoding(|| use_context().unwrap_or_default())
        .into_inner();
    provide_address(page.address.clone(), ViewerKind::of(page.viewer.as_ref()));
    provide_context(page.locale);
    provide_context(Shared {
        flash: RwSignal::new(page.flash.clone()),
        zone: StoredValue::new(page.zone.clone()),
        page: StoredValue::new(page),
    });
}

fn shared() -> Shared {
    expect_context::<Shared>()
}

/// The person who is signed in, as of this page load.
pub fn use_viewer() -> Option<Viewer> {
    shared().page.with_value(|page| page.viewer.clone())
}

/// The zone in which this page load writes times.
pub fn use_zone() -> StoredValue<Zone> {
    shared().zone
}

/// Whether the simulators stand in for the providers.
pub fn use_sandbox() -> bool {
    shared().page.with_value(|page| page.sandbox)
}

/// How people come to have an account here.
pub fn use_sign_up() -> SignUpMode {
    shared().page.with_value(|page| page.sign_up)
}

/// The name of the OpenID provider at which people can sign in.
pub fn use_oidc() -> Option<String> {
    shared().page.with_value(|page| page.oidc.clone())
}

/// Whether browsers make passkeys for the installation's address.
pub fn use_passkeys() -> bool {
    shared().page.with_value(|page| page.passkeys)
}

/// Whether the installation has a mailbox to send links from.
pub fn use_has_mailbox() -> bool {
    shared().page.with_value(|page| page.has_mailbox)
}

/// Whether mail servers inside the operator’s network may be named, and need no TLS.
pub fn use_internal_relays() -> bool {
    shared().page.with_value(|page| page.internal_relays)
}

/// The address to sign in at instead, when this page came over plain http.
pub fn use_sign_in_at() -> Option<String> {
    shared().page.with_value(|page| page.sign_in_at.clone())
}

/// The flash of this page load; gone once another page is opened.
pub fn use_flash() -> RwSignal<Option<Flash>> {
    shared().flash
}
