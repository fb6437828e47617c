//! Vapi: assistants and phone numbers.
//!
//! Knows Vapi's paths, bodies and refusals. Must not know operations: what to
//! do after an outcome is decided elsewhere.

mod assistant;
mod assistant_fields;
mod assistants;
mod body;
mod calls;
mod chats;
mod client;
mod credentials;
mod numbers;
mod overlay;
mod pages;
mod refusal;
mod tools;
mod types;

#[cfg(test)]
mod tests;

pub use assistant::Assistant;
pub use body::Listener;
pub use calls::{Recording, ToRing};
pub use chats::Chat;
pub use client::{VapiAuth, VapiClient};
pub use types::{CreateOutcome, KeyCheck, NewNumber, NumberField, NumberStatus, VapiNumber};

use super::config::Host;
use crate::domain::provider::vapi::PROVIDER;

const US: Host = host("AVA_VAPI_URL", "https://api.vapi.ai", "vapi");
const EU: Host = host("AVA_VAPI_EU_URL", "https://api.eu.vapi.ai", "vapi-eu");
pub(super) static HOSTS: [Host; 2] = [US, EU];

const fn host(setting: &'static str, real: &'static str, simulator: &'static str) -> Host {
    Host { provider: PROVIDER, setting, real, simulator, limits_first: false, known: refusal::known }
}
