//! Vapi: assistants and phone numbers.
//!
//! Knows Vapi's paths, bodies and refusals. Must not know operations: what to
//! do after an outcome is decided elsewhere.

mod assistant;
mod assistants;
mod body;
mod client;
mod fields;
mod numbers;
mod overlay;
mod pages;
mod refusal;
mod types;

#[cfg(test)]
mod tests;

pub use assistant::Assistant;
pub use client::{VapiAuth, VapiClient};
pub use types::{CreateOutcome, KeyCheck, NewNumber, NumberField, NumberStatus, VapiNumber};

use super::config::Host;

pub(super) const US: Host =
    Host { setting: "AVA_VAPI_URL", real: "https://api.vapi.ai", simulator: "vapi", limits_first: false };
pub(super) const EU: Host = Host {
    setting: "AVA_VAPI_EU_URL",
    real: "https://api.eu.vapi.ai",
    simulator: "vapi-eu",
    limits_first: false,
};
pub(super) static HOSTS: [Host; 2] = [US, EU];
