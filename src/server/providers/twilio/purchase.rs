//! Buying a number, and releasing it.

use reqwest::Method;

use super::{
    client::{TwilioAuth, TwilioClient},
    numbers::{LIST, ONE},
    refusal,
    types::{NumberEntry, TwilioNumber},
};
use crate::{
    domain::{phone::E164, problem::Problem},
    server::providers::call::{CallCx, Safety},
};

/// The number to buy, with the address and the bundle that its country asks for.
#[derive(Clone, Copy, Debug)]
pub struct ToBuy<'a> {
    pub number: &'a E164,
    pub address_sid: Option<&'a str>,
    pub bundle_sid: Option<&'a str>,
}

/// The outcome of a purchase, where Twilio's answer is clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purchase {
    Bought(Box<TwilioNumber>),
    /// Nothing was bought, for this reason.
    Refused(Problem),
}

impl TwilioClient {
    /// Buys a number. That costs money, so it is never repeated by itself: an error says
    /// nothing about whether it was bought. Buying one that the account owns changes
    /// nothing.
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
            let problem = ask.problem(refusal::purchase(ask.at(), &reply, auth));
            let refused = reply.status.is_client_error() && !problem.passes_by_itself();
            return if refused { Ok(Purchase::Refused(problem)) } else { Err(problem) };
        }
        let bought = reply.json::<NumberEntry>().and_then(NumberEntry::number);
        let bought = bought.filter(|bought| bought.e164 == *wanted.number);
        bought.map(|bought| Purchase::Bought(Box::new(bought))).ok_or_else(|| ask.garbled())
    }

    /// Releases a number, which cannot be undone; `false` where the account had lost it already.
    pub async fn release_number(&self, cx: &CallCx, auth: &TwilioAuth, sid: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        ask.delete(ONE, ask.url(ONE, &[sid])?).await
    }
}
