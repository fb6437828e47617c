//! The clients of the providers, as the rest of the server may use them.
//!
//! Owns the requests, their retries, breakers and short caches, and turns every failure
//! into a [`Problem`](crate::domain::problem::Problem). It knows which org a call is for;
//! it must not know the database, or how a credential is stored.

mod breaker;
mod call;
mod circuit;
mod coalesce;
mod config;
mod distrust;
mod failure;
pub mod google;
mod internal_address;
mod issuers;
mod lenient;
mod link;
pub mod oidc;
pub mod openai;
pub mod own_address;
pub mod pkce;
mod refusals;
mod retry;
pub mod rights;
pub mod sandbox_control;
pub mod smtp;
mod transport;
pub mod twilio;
pub mod vapi;
pub mod webhook_client;
mod write_lease;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod faults;

use std::{collections::HashMap, io};

pub use call::CallCx;
use coalesce::Epoch;
pub use config::{GoogleApp, Host, OidcApp, ProviderConfig};
use google::GoogleClient;
pub use lenient::without_lone_surrogates;
use link::Links;
use oidc::OidcClient;
use openai::OpenaiClient;
use own_address::OwnAddress;
use sandbox_control::SandboxControl;
use smtp::SmtpClient;
use transport::Transport;
use twilio::TwilioClient;
use vapi::VapiClient;
use webhook_client::{Inside, Receivers};
pub use write_lease::Lease;

use super::{clock::SharedClock, random::Random};
use crate::domain::provider::Provider;

/// The hosts at which each provider is asked by HTTP.
pub fn hosts(provider: Provider) -> &'static [Host] {
    match provider {
        Provider::Vapi => &vapi::HOSTS,
        Provider::Twilio => &twilio::HOSTS,
        Provider::Openai => &openai::HOSTS,
        // Mail servers are named by those who use them, and speak no HTTP.
        Provider::Smtp => &[],
        Provider::GoogleCalendar => &google::HOSTS,
    }
}

/// Cheap to clone: all clones share one connection pool and its breakers.
#[derive(Clone)]
pub struct Providers {
    pub vapi: VapiClient,
    pub twilio: TwilioClient,
    pub openai: OpenaiClient,
    pub smtp: SmtpClient,
    pub google: GoogleClient,
    /// The provider at which people of this installation can sign in.
    pub oidc: OidcClient,
    /// The installation itself, by its public address.
    pub own_address: OwnAddress,
    /// The programs to which organisations have events sent.
    pub receivers: Receivers,
    /// The simulators' control interface, where they stand in for the providers.
    pub sandbox: Option<SandboxControl>,
}

impl Providers {
    pub fn new(config: &ProviderConfig, clock: SharedClock, random: Random) -> io::Result<Self> {
        let transport = Transport::new(config.connect_timeout)?;
        let links = &mut Links {
            config,
            transport: transport.clone(),
            clock: clock.clone(),
            random,
            breakers: HashMap::new(),
        };
        let number_lists = Epoch::default();
        let vapi = VapiClient::new(links, number_lists.clone());
        let twilio = TwilioClient::new(links, number_lists);
        let openai = OpenaiClient::new(links);
        let google = GoogleClient::new(links);
        let oidc = OidcClient::new(config, transport.clone(), clock);
        let own_address = OwnAddress::new(transport.clone(), config.attempt_timeout);
        let inside = match (config.internal_receivers, &config.sandbox_url) {
            (true, _) => Inside::Anything,
            (false, Some(_)) => Inside::Loopback,
            (false, None) => Inside::Nothing,
        };
        let limit = webhook_client::LIMIT.min(config.total_timeout);
        let receivers = Receivers::new(inside, config.connect_timeout, limit)?;
        let sandbox = config.sandbox_url.clone().map(|url| SandboxControl::new(transport, url));
        let limits = smtp::Limits::new(config.connect_timeout, config.total_timeout);
        let smtp = SmtpClient::new(config.smtp.clone(), limits, sandbox.clone());
        Ok(Self { vapi, twilio, openai, smtp, google, oidc, own_address, receivers, sandbox })
    }
}
