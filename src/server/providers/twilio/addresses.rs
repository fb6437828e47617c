//! The addresses that an account has at Twilio.

use reqwest::Method;
use serde::Deserialize;

use super::{
    client::{TwilioAuth, TwilioClient},
    pages,
};
use crate::{
    domain::{
        managed::PostalAddress,
        problem::{Managed, Problem, ProblemKind},
    },
    server::providers::{
        call::{CallCx, Safety},
        lenient::{entries, maybe},
    },
};

const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/Addresses.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json";

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "entries")]
    addresses: Vec<Entry>,
    #[serde(default, deserialize_with = "maybe")]
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    sid: String,
    #[serde(default, deserialize_with = "maybe")]
    friendly_name: Option<String>,
}

impl TwilioClient {
    /// The ids of the addresses with this name, to the last page.
    pub async fn addresses_named(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        name: &str,
    ) -> Result<Vec<String>, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(LIST, &[])?;
        url.query_pairs_mut().append_pair("FriendlyName", name).append_pair("PageSize", "400");
        let named = |entry: &Entry| entry.friendly_name.as_deref() == Some(name);
        let mut found = Vec::new();
        pages::read(ask, LIST, url, |page: Page| {
            found.extend(page.addresses.into_iter().filter(named).map(|entry| entry.sid));
            Ok(page.next_page_uri)
        })
        .await?;
        Ok(found)
    }

    /// Makes an address. Never repeated by itself: look for it first.
    pub async fn create_address(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        name: &str,
        address: &PostalAddress,
    ) -> Result<String, Problem> {
        let ask = self.ask(cx, auth);
        let form = [
            ("FriendlyName", name),
            ("CustomerName", &address.customer_name),
            ("Street", &address.street),
            ("City", &address.city),
            ("Region", &address.region),
            ("PostalCode", &address.postal_code),
            ("IsoCountry", &address.country),
        ];
        let request = ask.request(Method::POST, ask.url(LIST, &[])?).form(&form);
        let reply = ask.reply(LIST, request, Safety::Once).await?;
        let made: Entry = ask.read(&reply).map_err(|problem| match problem.kind {
            ProblemKind::Rejected(_) => ask.problem(Managed::AddressRefused.into()),
            _ => problem,
        })?;
        Ok(made.sid)
    }

    /// Deletes an address; returns `false` where the account did not have it any more.
    pub async fn delete_address(&self, cx: &CallCx, auth: &TwilioAuth, sid: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        ask.delete(ONE, ask.url(ONE, &[sid])?).await
    }
}
