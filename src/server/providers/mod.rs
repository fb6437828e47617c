//! Vapi and Twilio, as the rest of the server may use them.
//!
//! Owns the requests, their retries, breakers and short caches, and turns every
//! failure into a [`Problem`](crate::domain::problem::Problem). Of orgs it knows
//! whose call is whose; it must not know the database, or how a credential is
//! stored.

mod breaker;
mod call;
mod circuit;
mod coalesce;
mod config;
mod failure;
mod lenient;
mod link;
mod retry;
pub mod rights;
pub mod sandbox_control;
mod transport;
pub mod twilio;
pub mod vapi;
mod write_lease;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod faults;

use std::{collections::HashMap, sync::Arc};

use breaker::Breaker;
pub use call::CallCx;
use coalesce::Epoch;
pub use config::{Host, ProviderConfig};
use link::{Endpoint, Link, Timing};
use sandbox_control::SandboxControl;
use transport::Transport;
use twilio::TwilioClient;
use vapi::VapiClient;
pub use write_lease::Lease;

use super::{clock::SharedClock, random::Random};
use crate::domain::provider::Provider;

/// Where each provider is asked by HTTP.
pub fn hosts(provider: Provider) -> &'static [Host] {
    match provider {
        Provider::Vapi => &vapi::HOSTS,
        Provider::Twilio => &twilio::HOSTS,
    }
}

/// Cheap to clone: all clones share one connection pool and its breakers.
#[derive(Clone)]
pub struct Providers {
    pub vapi: VapiClient,
    pub twilio: TwilioClient,
    /// The simulators' switchboard, where they stand in.
    pub sandbox: Option<SandboxControl>,
}

impl Providers {
    pub fn new(config: &ProviderConfig, clock: SharedClock, random: Random) -> Result<Self, reqwest::Error> {
        let transport = Transport::new(config.connect_timeout)?;
        let timing = Timing { attempt: config.attempt_timeout, total: config.total_timeout };
        // One breaker for one base URL, whoever is asked there.
        let mut breakers: HashMap<String, Arc<Breaker>> = HashMap::new();
        let mut link = |provider: Provider, host: &Host| {
            let base = config.url(host);
            let key = breaker::key(&base);
            let breaker = breakers
                .entry(key)
                .or_insert_with_key(|key| Breaker::new(key.clone(), clock.clone()))
                .clone();
            Link::new(
                Endpoint { provider, base, limits_first: host.limits_first },
                transport.clone(),
                breaker,
                timing,
                clock.clone(),
                random.clone(),
            )
        };
        let number_lists = Epoch::default();
        let vapi = VapiClient::new(
            link(Provider::Vapi, &vapi::US),
            link(Provider::Vapi, &vapi::EU),
            number_lists.clone(),
        );
        let twilio = TwilioClient::new(
            twilio::Hosts {
                api: link(Provider::Twilio, &twilio::API),
                pricing: link(Provider::Twilio, &twilio::PRICING),
                routes: link(Provider::Twilio, &twilio::ROUTES),
                messaging: link(Provider::Twilio, &twilio::MESSAGING),
                accounts: link(Provider::Twilio, &twilio::ACCOUNTS),
            },
            number_lists,
        );
        let sandbox = config.sandbox_url.clone().map(|url| SandboxControl::new(transport.clone(), url));
        Ok(Self { vapi, twilio, sandbox })
    }
}
