//! Twilio: accounts, their phone numbers and their API keys.
//!
//! Knows Twilio's paths, fields and error codes. Must not know operations: what
//! a number shall point at is decided elsewhere.

mod account;
mod addresses;
mod available;
mod calls;
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
pub use calls::ToSay;
pub use client::{TwilioAuth, TwilioClient};
pub use keys::{MadeKey, TwilioKey};
pub use numbers::Listed;
pub use purchase::{Purchase, ToBuy};
pub use routes::Route;
pub use subaccounts::{Subaccount, SubaccountStatus};
pub use types::{AccountCheck, TwilioNumber, Webhook, Webhooks};

use super::config::Host;
use crate::domain::provider::twilio::PROVIDER;

const API: Host = host("AVA_TWILIO_URL", "https://api.twilio.com", "twilio");
const PRICING: Host = host("AVA_TWILIO_PRICING_URL", "https://pricing.twilio.com", "twilio-pricing");
const ROUTES: Host = host("AVA_TWILIO_ROUTES_URL", "https://routes.twilio.com", "twilio-routes");
const MESSAGING: Host = host("AVA_TWILIO_MESSAGING_URL", "https://messaging.twilio.com", "twilio-messaging");
const ACCOUNTS: Host = host("AVA_TWILIO_ACCOUNTS_URL", "https://accounts.twilio.com", "twilio-accounts");
pub(super) static HOSTS: [Host; 5] = [API, PRICING, ROUTES, MESSAGING, ACCOUNTS];

const fn host(setting: &'static str, real: &'static str, simulator: &'static str) -> Host {
    Host { provider: PROVIDER, setting, real, simulator, limits_first: true, known: refusal::known }
}
