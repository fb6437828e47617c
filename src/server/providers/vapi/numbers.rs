//! Phone numbers at Vapi: find, read, import from Twilio, bind to an assistant.

use std::sync::Arc;

use reqwest::Method;

use super::{
    body::{BindBody, ImportBody, TwilioSecret, nobody},
    client::{VapiAuth, VapiClient},
    pages, refusal,
    types::{CreateOutcome, NewNumber, NumberField, VapiNumber},
};
use crate::{
    domain::{phone::E164, problem::Problem},
    server::providers::{
        call::{Call, CallCx, Safety},
        coalesce::{Key, fingerprint},
        twilio::TwilioAuth,
    },
};

const LIST: &str = "/phone-number";
const ONE: &str = "/phone-number/{id}";

impl VapiClient {
    /// Finds a number, which may be there from another carrier too: the one of this
    /// Twilio account comes first. An error says nothing about whether the number is
    /// there.
    pub async fn find_phone_number(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        number: &E164,
        account_sid: Option<&str>,
    ) -> Result<Option<VapiNumber>, Problem> {
        let wanted = |entry: &VapiNumber| entry.e164().as_ref() == Some(number);
        let of_account = |entry: &VapiNumber| {
            account_sid.is_none_or(|sid| entry.twilio_account_sid.as_deref() == Some(sid))
        };
        pages::find_rather(&self.ask(cx, auth), LIST, wanted, of_account).await
    }

    /// All numbers of the organisation. One that was made while the list was
    /// read may be missing.
    pub async fn list_phone_numbers(&self, cx: &CallCx, auth: &VapiAuth) -> Result<Vec<VapiNumber>, Problem> {
        pages::all(&self.ask(cx, auth), LIST).await
    }

    /// All numbers, within the time that somebody waits for a page. Equal reads at the
    /// same time share one answer.
    pub async fn glance_at_phone_numbers(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
    ) -> Result<Arc<Vec<VapiNumber>>, Problem> {
        let ask = self.ask(cx, auth);
        let read = async { pages::all_soon(&ask, LIST).await.map(Arc::new) };
        let reader = Key {
            host: auth.region.code().to_owned(),
            credential: fingerprint(&[auth.key.expose()]),
            path: LIST.to_owned(),
        };
        // A shared failure is quoted by the id of the request it is shown for.
        self.glances.get(reader, read).await.map_err(|problem| ask.problem(problem))
    }

    pub async fn get_phone_number(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
    ) -> Result<VapiNumber, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::GET, ONE, &[id])?;
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Imports a Twilio number, upon which Vapi rewrites its voice URL and
    /// status callback at Twilio. Never repeated by itself.
    pub async fn create_phone_number(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        new: &NewNumber<'_>,
    ) -> Result<CreateOutcome, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::POST, LIST, &[])?.json(&ImportBody::new(new));
        let sent = ask.send(Call { template: LIST, request, safety: Safety::Once }).await;
        // Even an import without an answer may have changed the number.
        self.number_lists.advance();
        let reply = sent.map_err(|failure| ask.failed(failure))?;
        match refusal::import_outcome(&reply) {
            Some(outcome) => Ok(outcome),
            None => ask.read(&reply).map(|made| CreateOutcome::Created(Box::new(made))),
        }
    }

    pub async fn bind_phone_number(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
        assistant_id: &str,
    ) -> Result<VapiNumber, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::PATCH, ONE, &[id])?.json(&BindBody { assistant_id });
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Takes the answerers off the number. Repeatable, since the values are whole.
    pub async fn unbind_phone_number(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
        answerers: &[NumberField],
    ) -> Result<VapiNumber, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::PATCH, ONE, &[id])?.json(&nobody(answerers));
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Sets the new secret, of the same account, in Vapi's copy of the Twilio
    /// credentials, and reads back whether Vapi took it: a "200" with the old one in
    /// place is a refusal. Repeatable, since the values are whole.
    pub async fn carry_twilio_secret(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
        twilio: &TwilioAuth,
    ) -> Result<VapiNumber, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::PATCH, ONE, &[id])?.json(&TwilioSecret::new(twilio));
        let carried: VapiNumber =
            ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await?;
        if carried.holds(twilio) == Some(false) { Err(ask.refused()) } else { Ok(carried) }
    }

    /// Deletes the number at Vapi, which leaves the webhooks at Twilio as they are.
    /// Returns `false` where it was not there any more.
    pub async fn delete_phone_number(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::DELETE, ONE, &[id])?;
        let deleted = ask.delete(Call { template: ONE, request, safety: Safety::Repeatable }).await;
        self.number_lists.advance();
        deleted
    }
}
