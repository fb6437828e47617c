//! Vapi: assistants and phone numbers.
//!
//! Knows Vapi's paths, bodies and refusals. Must not know operations: what to
//! do after an outcome is decided elsewhere.

mod assistant;
mod assistants;
mod body;
mod client;
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
