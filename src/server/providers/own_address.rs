//! The public address of this installation, asked from this machine as Vapi asks it.
//!
//! It is the operator's own setting, so that no tenant has AVA send anything anywhere else.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::transport::{Fault, Transport};
use crate::domain::way_in::WayIn;

#[derive(Clone)]
pub struct OwnAddress {
    transport: Transport,
    limit: Duration,
}

/// An event, and the answer that only AVA gives.
pub struct Knock<'a> {
    pub url: &'a str,
    /// A header, and its value.
    pub header: (&'static str, &'a str),
    pub event: Value,
    pub answer: String,
}

#[derive(Deserialize)]
struct Answer {
    answer: String,
}

impl OwnAddress {
    pub(super) const fn new(transport: Transport, limit: Duration) -> Self {
        Self { transport, limit }
    }

    /// Sends the event once; `None` where this machine has nothing left to connect with.
    pub async fn knock(&self, knock: &Knock<'_>) -> Option<WayIn> {
        let Knock { url, header: (name, value), event, answer } = knock;
        let Ok(url) = Url::parse(url) else { return Some(WayIn::NotReached) };
        let request = self.transport.request(Method::POST, url).header(*name, *value).json(event);
        let Ok(request) = request.build() else { return Some(WayIn::NotReached) };
        match self.transport.attempt(request, self.limit).await {
            Ok(reply) => {
                let ours = reply.status.is_success()
                    && reply.json::<Answer>().is_some_and(|read| read.answer == *answer);
                Some(if ours { WayIn::Open } else { WayIn::Elsewhere })
            }
            Err(Fault::Ours) => None,
            Err(Fault::Tls(_)) => Some(WayIn::NotSecure),
            Err(_) => Some(WayIn::NotReached),
        }
    }
}
