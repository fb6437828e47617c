//! Twilio: the account and its phone numbers.
//!
//! Knows Twilio's paths, fields and error codes. Must not know operations: what
//! a number shall point at is decided elsewhere.

mod account;
mod client;
mod numbers;
mod refusal;
mod types;

#[cfg(test)]
mod tests;

pub use client::{TwilioAuth, TwilioClient};
pub use types::{AccountCheck, TwilioNumber, Webhook, Webhooks};
