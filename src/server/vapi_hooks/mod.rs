//! The addresses to which Vapi sends what happens in an organisation's calls: one that is written
//! into its assistants, and former ones while an assistant still has them.
//!
//! An address ends with a nonce and its signature, and its secret is another signature of the same
//! nonce, both by the installation's key, which no table has in the clear. So whoever reads the
//! database can send nothing, and none has to be sealed.

mod repo;

pub use repo::{
    Hook, NewestHook, checked, current, forget_all, forget_unused, heard, heard_of, make, of_token, standing,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{config::Config, cx::Services, providers::vapi::Listener, vault::seal::hex};
use crate::domain::ids::OrgId;

/// The path before the part that opens it.
pub const PATH: &str = "/hooks/vapi/";
/// The header in which Vapi sends the secret.
pub const SECRET_HEADER: &str = "x-vapi-secret";
/// The type of the event by which AVA checks the way in. It is answered, and stored nowhere.
pub const CHECK: &str = "ava.check";
/// Hexadecimal digits of 128 random bits.
const NONCE: usize = 32;

/// The address to which an assistant sends events, and the secret that it sends with them.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    pub nonce: String,
    pub url: String,
    pub secret: String,
}

impl Target {
    pub fn of(services: &Services, org: &OrgId, nonce: &str) -> Self {
        let key = &services.audit_key;
        Self {
            nonce: nonce.to_owned(),
            url: format!("{}{nonce}{}", prefix(&services.config), key.hook(nonce)),
            secret: key.hook_secret(org.as_str(), nonce),
        }
    }
}

impl Target {
    /// The target as Vapi is told it, of an assistant that books or not.
    pub fn listener(&self, books: bool) -> Listener<'_> {
        Listener { url: &self.url, header: SECRET_HEADER, secret: &self.secret, books }
    }
}

/// The event by which AVA checks the way in, with something that only AVA can answer.
pub fn check_event(challenge: &str) -> Value {
    json!({ "message": { "type": CHECK, "challenge": challenge } })
}

/// The answer to a check, by whoever knows the secret: a server that merely takes every event is not
/// taken for AVA.
pub fn answer_to_check(secret: &str, challenge: &str) -> String {
    hex(&Sha256::digest(format!("{challenge}:{secret}").as_bytes()))
}

/// The address as people are shown it, without what opens it.
pub fn shown(config: &Config, nonce: &str) -> String {
    format!("{}{}…", prefix(config), nonce.get(..4).unwrap_or_default())
}

/// The address of this installation without the part that opens it.
fn prefix(config: &Config) -> String {
    format!("{}{PATH}", config.public_url.as_str().trim_end_matches('/'))
}

/// Whether the address is AVA's: one of this installation's, or one that it signed when it was
/// reached by another name.
pub fn is_ours(services: &Services, url: &str) -> bool {
    url.starts_with(&prefix(&services.config))
        || url.split_once(PATH).is_some_and(|(_, token)| is_signed(services, token))
}

/// Whether this installation signed the token, whether or not it still opens anything.
pub fn is_signed(services: &Services, token: &str) -> bool {
    repo::signed(services, token).is_some()
}

/// Whether Vapi can send anything here: over the internet by TLS, or from a simulator on this
/// machine.
pub fn is_reachable(config: &Config) -> bool {
    config.sandbox.is_some() || config.public_url.scheme() == "https"
}
