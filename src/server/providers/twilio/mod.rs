//! Twilio: accounts, their phone numbers and their API keys.
//!
//! Knows Twilio's paths, fields and error codes. Must not know operations: what
//! a number shall point at is decided elsewhere.

mod account;
mod addresses;
mod available;
mod client;
mod keys;
mod messaging;
mod numbers;
mod pages;
mod purchase;
mod refusal;
mod routes;
mod subaccounts;
mod tokens;
mod types;

#[cfg(test)]
mod host_tests;
#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod token_tests;

pub use available::Wanted;
pub(in crate::server::providers) use client::Hosts;
pub use client::{TwilioAuth, TwilioClient};
pub use keys::{MadeKey, TwilioKey};
pub use numbers::Listed;
pub use purchase::{Purchase, ToBuy};
pub use routes::Route;
pub use subaccounts::{Subaccount, SubaccountStatus};
pub use types::{AccountCheck, TwilioNumber, Webhook, Webhooks};
