//! Buying a number, telling an address, releasing a number.

use reqwest::Method;
use serde::Deserialize;

use super::{
    client::{TwilioAuth, TwilioClient},
    numbers::{LIST, ONE},
    refusal,
    types::{NumberEntry, TwilioNumber},
};
use crate::{
    domain::{
        managed::PostalAddress,
        phone::E164,
        problem::{Kind, Managed, Problem},
    },
    server::providers::call::{CallCx, Safety},
};

const ADDRESSES: &str = "/2010-04-01/Accounts/{AccountSid}/Addresses.json";

/// Exactly this number, and what its country asks for.
#[derive(Clone, Copy, Debug)]
pub struct ToBuy<'a> {
    pub number: &'a E164,
    pub address_sid: Option<&'a str>,
    pub bundle_sid: Option<&'a str>,
}

/// What a purchase ended in, where Twilio's answer is clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purchase {
    Bought(TwilioNumber),
    /// Nothing was bought, and why.
    Refused(Problem),
}

#[derive(Deserialize)]
struct AddressPage {
    addresses: Vec<AddressEntry>,
}

#[derive(Deserialize)]
struct AddressEntry {
    sid: String,
    #[serde(default)]
    customer_name: String,
    #[serde(default)]
    street: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    postal_code: String,
    #[serde(default)]
    iso_country: String,
}

impl AddressEntry {
    fn is(&self, address: &PostalAddress) -> bool {
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b);
        same(&self.customer_name, &address.customer_name)
            && same(&self.street, &address.street)
            && same(&self.city, &address.city)
            && same(&self.region, &address.region)
            && same(&self.postal_code, &address.postal_code)
            && same(&self.iso_country, &address.country)
    }
}

impl TwilioClient {
    /// It costs money, so it is never repeated by itself: an error says nothing
    /// about whether it was bought. Buying what the account owns changes nothing.
    pub async fn buy_number(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        wanted: &ToBuy<'_>,
    ) -> Result<Purchase, Problem> {
        let ask = self.ask(cx, auth);
        let mut form = vec![("PhoneNumber", wanted.number.as_str())];
        form.extend(wanted.address_sid.map(|sid| ("AddressSid", sid)));
        form.extend(wanted.bundle_sid.map(|sid| ("BundleSid", sid)));
        let request = ask.request(Method::POST, ask.url(LIST, &[])?).form(&form);
        let reply = ask.reply(LIST, request, Safety::Once).await?;
        if !reply.status.is_success() {
            let problem = ask.problem(refusal::purchase(&reply, auth));
            let refused = reply.status.is_client_error() && !problem.passes_by_itself();
            return if refused { Ok(Purchase::Refused(problem)) } else { Err(problem) };
        }
        let bought = reply.json::<NumberEntry>().and_then(NumberEntry::number);
        let bought = bought.filter(|bought| bought.e164 == *wanted.number);
        bought.map(Purchase::Bought).ok_or_else(|| ask.garbled())
    }

    /// The same address, by its lines.
    pub async fn find_address(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        address: &PostalAddress,
    ) -> Result<Option<String>, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(ADDRESSES, &[])?;
        url.query_pairs_mut()
            .append_pair("CustomerName", &address.customer_name)
            .append_pair("IsoCountry", &address.country)
            .append_pair("PageSize", "400");
        let page: AddressPage = ask.get(ADDRESSES, url).await?;
        Ok(page.addresses.into_iter().find(|entry| entry.is(address)).map(|entry| entry.sid))
    }

    /// Never repeated by itself: look for it first.
    pub async fn create_address(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        address: &PostalAddress,
    ) -> Result<String, Problem> {
        let ask = self.ask(cx, auth);
        let form = [
            ("CustomerName", address.customer_name.as_str()),
            ("Street", &address.street),
            ("City", &address.city),
            ("Region", &address.region),
            ("PostalCode", &address.postal_code),
            ("IsoCountry", &address.country),
        ];
        let request = ask.request(Method::POST, ask.url(ADDRESSES, &[])?).form(&form);
        let reply = ask.reply(ADDRESSES, request, Safety::Once).await?;
        let made: AddressEntry = ask.read(&reply).map_err(|problem| match problem.kind {
            Kind::Rejected(_) => ask.problem(Managed::AddressRefused.into()),
            _ => problem,
        })?;
        Ok(made.sid)
    }

    /// `false`: the account did not have it any more. It cannot be undone.
    pub async fn release_number(&self, cx: &CallCx, auth: &TwilioAuth, sid: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        ask.delete(ONE, ask.url(ONE, &[sid])?).await
    }
}
