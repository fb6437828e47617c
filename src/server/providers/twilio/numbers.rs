//! The account's numbers, read to the last page.

use url::Url;

use super::{
    client::{Ask, TwilioAuth, TwilioClient},
    types::{NumberEntry, NumberPage, TwilioNumber, Webhooks},
};
use crate::{
    domain::{phone::E164, problem::Problem},
    server::providers::call::CallCx,
};

pub(super) const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json";
pub(super) const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json";

/// As many as surely fit into one answer; Twilio would give up to 1000.
const PAGE: &str = "400";

impl TwilioClient {
    /// All numbers, for choosing one. May be a few seconds old: decide by
    /// [`find_number`](Self::find_number).
    pub async fn list_numbers(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Vec<TwilioNumber>, Problem> {
        let ask = self.ask(cx, auth);
        let url = ask.url(LIST, &[])?;
        self.lists
            .get(ask.reader(&url), pages(&ask, url))
            .await
            // A shared failure is quoted by the id of the request it is shown for.
            .map_err(|problem| ask.problem(problem))
    }

    /// All numbers as they are now. Always asked, never remembered.
    pub async fn read_numbers(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Vec<TwilioNumber>, Problem> {
        let ask = self.ask(cx, auth);
        let url = ask.url(LIST, &[])?;
        pages(&ask, url).await
    }

    /// Always asked, never remembered.
    pub async fn find_number(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        number: &E164,
    ) -> Result<Option<TwilioNumber>, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(LIST, &[])?;
        url.query_pairs_mut().append_pair("PhoneNumber", number.as_str());
        let found = pages(&ask, url).await?;
        // Twilio matches parts of a number too.
        Ok(found.into_iter().find(|found| found.e164 == *number))
    }

    pub async fn get_number(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        sid: &str,
    ) -> Result<TwilioNumber, Problem> {
        let ask = self.ask(cx, auth);
        let entry: NumberEntry = ask.get(ONE, ask.url(ONE, &[sid])?).await?;
        entry.number().ok_or_else(|| ask.garbled())
    }

    /// Sets what each webhook of the number is to be; an empty one is cleared,
    /// one that is not given stays. Repeatable: whole values.
    pub async fn set_webhooks(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        sid: &str,
        webhooks: &Webhooks<'_>,
    ) -> Result<(), Problem> {
        let ask = self.ask(cx, auth);
        let mut form = Vec::new();
        for (webhook, url, method) in [
            (webhooks.voice, "VoiceUrl", "VoiceMethod"),
            (webhooks.sms, "SmsUrl", "SmsMethod"),
            (webhooks.status, "StatusCallback", "StatusCallbackMethod"),
        ] {
            let Some(webhook) = webhook else { continue };
            form.push((url, webhook.url));
            form.extend(webhook.method.map(|with| (method, with)));
        }
        let _: NumberEntry = ask.post(ONE, ask.url(ONE, &[sid])?, &form).await?;
        Ok(())
    }
}

async fn pages(ask: &Ask<'_>, mut url: Url) -> Result<Vec<TwilioNumber>, Problem> {
    url.query_pairs_mut().append_pair("PageSize", PAGE);
    let mut numbers = Vec::new();
    loop {
        let page: NumberPage = ask.get(LIST, url.clone()).await?;
        numbers.extend(page.incoming_phone_numbers.into_iter().filter_map(NumberEntry::number));
        let Some(next) = page.next_page_uri.filter(|uri| !uri.is_empty()) else {
            return Ok(numbers);
        };
        url = following(ask.base(), &url, &next).ok_or_else(|| ask.garbled())?;
    }
}

/// The next page's URL: relative to the API's root, and of the same list, since
/// the credentials go along.
pub(super) fn following(base: &Url, this: &Url, next: &str) -> Option<Url> {
    if !next.starts_with('/') {
        return None;
    }
    let base = base.as_str().trim_end_matches('/');
    let url = Url::parse(&format!("{base}{next}")).ok()?;
    let same_list = url.origin() == this.origin() && url.path() == this.path();
    (same_list && url != *this).then_some(url)
}
