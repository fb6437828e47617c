//! Twilio: accounts, their phone numbers and their API keys.
//!
//! Knows Twilio's paths, fields and error codes. Must not know operations: what
//! a number shall point at is decided elsewhere.

mod account;
mod addresses;
mod available;
mod client;
mod keys;
mod numbers;
mod purchase;
mod refusal;
mod subaccounts;
mod types;

#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod tests;

pub use available::Wanted;
pub use client::{TwilioAuth, TwilioClient};
pub use keys::{MadeKey, TwilioKey};
pub use purchase::{Purchase, ToBuy};
pub use subaccounts::{Subaccount, SubaccountStatus};
pub use types::{AccountCheck, TwilioNumber, Webhook, Webhooks};
