//! Twilio: the account and its phone numbers.
//!
//! Knows Twilio's paths, fields and error codes. Only reads: what a number
//! points at is changed by Vapi's import.

mod account;
mod client;
mod numbers;
mod refusal;
mod types;

#[cfg(test)]
mod tests;

pub use client::{TwilioAuth, TwilioClient};
pub use types::{AccountCheck, TwilioNumber};
