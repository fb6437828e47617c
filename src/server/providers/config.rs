//! The providers' addresses and time limits. They come from the installation's
//! configuration alone: no tenant names a URL.

use std::{collections::HashMap, time::Duration};

use url::Url;

use super::{hosts, smtp::SmtpSettings, transport::Reply};
use crate::{
    domain::{problem::ProblemKind, provider::Provider},
    server::vault::secret::Secret,
};

/// A base URL of a provider.
pub struct Host {
    pub provider: Provider,
    /// The setting that names another URL.
    pub setting: &'static str,
    /// The provider's own URL, without the version of its API.
    pub real: &'static str,
    /// The path of its simulator on the sandbox.
    pub simulator: &'static str,
    /// Whether the provider never processes what it answers with 429, so that a
    /// creation, too, may be sent again then.
    pub limits_first: bool,
    /// The meaning of a refusal by the provider's own table, which tells whether the same request
    /// may go well at once: a status does not. `None` where the table has no row.
    pub(super) known: fn(&Reply) -> Option<ProblemKind>,
}

/// The installation's client at Google, by which people are asked for their consent.
#[derive(Clone, Debug)]
pub struct GoogleApp {
    pub id: String,
    pub secret: Secret,
    /// The address to which Google sends people back: the same in every request.
    pub redirect: Url,
}

/// The installation's client at an OpenID provider, by which people sign in.
#[derive(Clone, Debug)]
pub struct OidcApp {
    /// The provider's own name for itself, without a final `/`.
    pub issuer: String,
    pub id: String,
    pub secret: Secret,
    /// The name by which people know the provider.
    pub name: String,
    /// The address to which the provider sends people back: the same in every request.
    pub redirect: Url,
}

#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// The URLs, by the setting of each host.
    pub urls: HashMap<&'static str, Url>,
    /// What the operator says of mail.
    pub smtp: SmtpSettings,
    /// The simulators' own address, where they stand in for the providers.
    pub sandbox_url: Option<Url>,
    /// Whether organisations may have events sent inside the operator’s network.
    pub internal_receivers: bool,
    /// `None` where the operator has given none.
    pub google: Option<GoogleApp>,
    /// `None` where people sign in here only.
    pub oidc: Option<OidcApp>,
    pub connect_timeout: Duration,
    /// The time limit of one request and its answer.
    pub attempt_timeout: Duration,
    /// The time limit of everything behind one method: pages, retries and waiting.
    pub total_timeout: Duration,
}

impl ProviderConfig {
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
    pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(6);
    pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);

    /// The URLs of all hosts for which `url` has one.
    pub fn urls(mut url: impl FnMut(&'static Host) -> Option<Url>) -> HashMap<&'static str, Url> {
        let hosts = Provider::ALL.into_iter().flat_map(hosts);
        hosts.filter_map(|host| Some((host.setting, url(host)?))).collect()
    }

    /// The URL of a host. Panics without one: a configuration names the URL of every host.
    pub(super) fn url(&self, host: &Host) -> Url {
        self.urls[host.setting].clone()
    }
}
