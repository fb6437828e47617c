//! Messaging services: a service that has a number decides where the number's messages
//! go, unless it leaves that to the number.

use std::collections::HashMap;

use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use super::{
    client::{Ask, TwilioAuth, TwilioClient},
    pages::following,
};
use crate::{
    domain::problem::{Problem, ProblemKind},
    server::providers::{
        call::{self, CallCx},
        lenient::{entries, maybe},
    },
};

/// Served by another host: see [`ProviderConfig`](crate::server::providers::ProviderConfig).
const SERVICES: &str = "/v1/Services";
const NUMBERS: &str = "/v1/Services/{Sid}/PhoneNumbers";
const PAGE: &str = "100";

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Page<T> {
    #[serde(alias = "services", alias = "phone_numbers", deserialize_with = "entries")]
    entries: Vec<T>,
    #[serde(default, deserialize_with = "maybe")]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default, deserialize_with = "maybe")]
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
struct Service {
    sid: String,
    #[serde(default, deserialize_with = "maybe")]
    friendly_name: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    use_inbound_webhook_on_number: Option<bool>,
}

#[derive(Deserialize)]
struct Sender {
    sid: String,
}

impl TwilioClient {
    /// The numbers, by SID, whose messages a service takes, with its name; none where the
    /// key may not read services, or a service's numbers. Each service has a deadline of
    /// its own.
    pub async fn numbers_of_services(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
    ) -> Result<HashMap<String, String>, Problem> {
        let ask = self.ask_messaging(cx, auth);
        let services: Vec<Service> = match pages(&ask, SERVICES, &[]).await {
            Ok(services) => services,
            Err(Problem { kind: ProblemKind::LacksRight(_), .. }) => return Ok(HashMap::new()),
            Err(problem) => return Err(problem),
        };
        let mut taken = HashMap::new();
        let takes = |service: &Service| service.use_inbound_webhook_on_number != Some(true);
        for service in services.into_iter().filter(takes) {
            let ask = self.ask_messaging(cx, auth);
            let senders: Vec<Sender> = match pages(&ask, NUMBERS, &[&service.sid]).await {
                Ok(senders) => senders,
                // The service was deleted since it was listed, or is not for this key to read.
                Err(Problem { kind: ProblemKind::GoneAt(_) | ProblemKind::LacksRight(_), .. }) => continue,
                Err(problem) => return Err(problem),
            };
            let name = service.friendly_name.filter(|name| !name.is_empty()).unwrap_or(service.sid);
            taken.extend(senders.into_iter().map(|sender| (sender.sid, name.clone())));
        }
        Ok(taken)
    }
}

async fn pages<T: DeserializeOwned>(
    ask: &Ask<'_>,
    template: &'static str,
    ids: &[&str],
) -> Result<Vec<T>, Problem> {
    let mut url = call::url(ask.base(), template, ids).ok_or_else(|| ask.garbled())?;
    url.query_pairs_mut().append_pair("PageSize", PAGE);
    let mut entries = Vec::new();
    loop {
        let page: Page<T> = ask.get(template, url.clone()).await?;
        entries.extend(page.entries);
        let Some(next) = page.meta.next_page_url.filter(|next| !next.is_empty()) else {
            return Ok(entries);
        };
        // The URL is absolute here, with the provider's own host, whatever stands in for it.
        let next = Url::parse(&next).map_err(|_| ask.garbled())?;
        let base = ask.base().path().trim_end_matches('/');
        let path = next.path().strip_prefix(base).unwrap_or(next.path());
        let next = format!("{path}?{}", next.query().unwrap_or_default());
        url = following(ask.base(), &url, &next).ok_or_else(|| ask.garbled())?;
    }
}
