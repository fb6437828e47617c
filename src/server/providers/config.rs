//! Where the providers are and how long they may take. Comes from the
//! installation's configuration alone: no tenant names a URL.

use std::{collections::HashMap, time::Duration};

use url::Url;

use super::hosts;
use crate::domain::provider::Provider;

/// A base URL of a provider.
pub struct Host {
    pub provider: Provider,
    /// The setting that names another one.
    pub setting: &'static str,
    /// Where the provider has it, without the version of its API.
    pub real: &'static str,
    /// The path of its simulator on the sandbox.
    pub simulator: &'static str,
    /// Whether the provider never processes what it answers with 429, so that a
    /// creation, too, may be sent again then.
    pub limits_first: bool,
}

#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// By the setting of each host.
    pub urls: HashMap<&'static str, Url>,
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

    /// Of every host that `url` knows one for.
    pub fn urls(mut url: impl FnMut(&'static Host) -> Option<Url>) -> HashMap<&'static str, Url> {
        let hosts = Provider::ALL.into_iter().flat_map(hosts);
        hosts.filter_map(|host| Some((host.setting, url(host)?))).collect()
    }

    /// Panics without one: whoever makes a configuration names the URL of every host.
    pub(super) fn url(&self, host: &Host) -> Url {
        self.urls[host.setting].clone()
    }
}
