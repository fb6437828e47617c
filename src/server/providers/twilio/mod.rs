//! Twilio: accounts and their phone numbers.
//!
//! Knows Twilio's paths, fields and error codes. Must not know operations: what
//! a number shall point at is decided elsewhere.

mod account;
mod available;
mod client;
mod numbers;
mod purchase;
mod refusal;
mod subaccounts;
mod types;

#[cfg(test)]
mod tests;

pub use available::Wanted;
pub use client::{TwilioAuth, TwilioClient};
pub use purchase::{Purchase, ToBuy};
pub use subaccounts::{Subaccount, SubaccountStatus};
pub use types::{AccountCheck, TwilioNumber, Webhook, Webhooks};
