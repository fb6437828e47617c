//! Where the providers are and how long they may take. Comes from the
//! installation's configuration alone: no tenant names a URL.

use std::time::Duration;

use url::Url;

#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// `https://api.vapi.ai`, or a path on the sandbox.
    pub vapi_url: Url,
    /// `https://api.eu.vapi.ai`.
    pub vapi_eu_url: Url,
    /// `https://api.twilio.com`, without the `/2010-04-01` of its API.
    pub twilio_url: Url,
    /// `https://pricing.twilio.com`, without the `/v1` of its API.
    pub twilio_pricing_url: Url,
    /// `https://routes.twilio.com`, without the `/v2` of its API.
    pub twilio_routes_url: Url,
    /// `https://messaging.twilio.com`, without the `/v1` of its API.
    pub twilio_messaging_url: Url,
    /// `https://accounts.twilio.com`, without the `/v1` of its API.
    pub twilio_accounts_url: Url,
    /// The simulators' own address, where they stand in.
    pub sandbox_url: Option<Url>,
    pub connect_timeout: Duration,
    /// For one request and its answer.
    pub attempt_timeout: Duration,
    /// For everything behind one method: pages, retries and waiting.
    pub total_timeout: Duration,
}

impl ProviderConfig {
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
    pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(6);
    pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
}
