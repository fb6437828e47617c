//! OpenAI: whether a key can do what the agents need of it.
//!
//! Knows OpenAI's paths, regions and refusals. AVA itself has no model answer: Vapi does, with this
//! key where it was handed over.

mod client;
mod refusal;

#[cfg(test)]
mod tests;

pub use client::{OpenaiAuth, OpenaiClient};

use super::config::Host;
use crate::domain::provider::openai::PROVIDER;

const GLOBAL: Host = host("AVA_OPENAI_URL", "https://api.openai.com", "openai");
const US: Host = host("AVA_OPENAI_US_URL", "https://us.api.openai.com", "openai-us");
const EU: Host = host("AVA_OPENAI_EU_URL", "https://eu.api.openai.com", "openai-eu");
pub(super) static HOSTS: [Host; 3] = [GLOBAL, US, EU];

const fn host(setting: &'static str, real: &'static str, simulator: &'static str) -> Host {
    Host { provider: PROVIDER, setting, real, simulator, limits_first: false, known: refusal::known }
}
