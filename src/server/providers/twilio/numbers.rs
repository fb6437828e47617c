//! The account's numbers: a page of them for choosing one, all of them for
//! comparing.

use url::{Url, form_urlencoded};

use super::{
    client::{Ask, TwilioAuth, TwilioClient},
    pages::following,
    types::{NumberEntry, NumberPage, TwilioNumber, Webhooks},
};
use crate::{
    domain::{phone::E164, problem::Problem},
    server::providers::call::CallCx,
};

pub(super) const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json";
pub(super) const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json";

/// A page size that surely fits into one answer; Twilio would give up to 1000.
const PAGE: &str = "400";

/// The page size for choosing a number: as many as somebody looks through.
const SHOWN: &str = "200";

/// The parameters that Twilio puts into the address of a further page.
const OF_A_PAGE: [&str; 4] = ["PageSize", "Page", "PageToken", "PhoneNumber"];

/// A page of the account's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub numbers: Vec<TwilioNumber>,
    /// The place where the list goes on; opaque.
    pub next: Option<String>,
}

impl TwilioClient {
    /// A page of the numbers that have `digits` in them, for choosing one. It begins at
    /// `after`, which is an earlier page's `next`. It may be a few seconds old: decide by
    /// [`find_number`](Self::find_number).
    pub async fn list_numbers(
        &self,
        cx: &CallCx,
        auth: &TwilioAuth,
        digits: &str,
        after: &str,
    ) -> Result<Listed, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(LIST, &[])?;
        if is_of_a_page(after) {
            url.set_query(Some(after));
        } else {
            url.query_pairs_mut().append_pair("PageSize", SHOWN);
            if !digits.is_empty() {
                url.query_pairs_mut().append_pair("PhoneNumber", digits);
            }
        }
        let read = async {
            let (numbers, next) = page(&ask, &url).await?;
            Ok(Listed { numbers, next: next.and_then(|next| next.query().map(str::to_owned)) })
        };
        self.lists
            .get(ask.reader(&url), read)
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

    /// Finds one number. Always asked, never remembered.
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

    /// Sets the number's webhooks; an empty one is cleared, one that is not given stays.
    /// Repeatable, since the values are whole.
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

/// Whether the query has only parameters of a further page: it comes back from a person's
/// address bar.
fn is_of_a_page(query: &str) -> bool {
    let known = |name: &str| OF_A_PAGE.contains(&name);
    (1..=512).contains(&query.len()) && form_urlencoded::parse(query.as_bytes()).all(|(name, _)| known(&name))
}

/// Reads all pages, each with a deadline of its own.
async fn pages(ask: &Ask<'_>, mut url: Url) -> Result<Vec<TwilioNumber>, Problem> {
    url.query_pairs_mut().append_pair("PageSize", PAGE);
    let all = ask.deadline_of_pages();
    let mut numbers = Vec::new();
    loop {
        let (found, next) = page(&ask.page(all)?, &url).await?;
        numbers.extend(found);
        match next {
            Some(next) => url = next,
            None => return Ok(numbers),
        }
    }
}

/// One page, and the address of the next.
async fn page(ask: &Ask<'_>, url: &Url) -> Result<(Vec<TwilioNumber>, Option<Url>), Problem> {
    let page: NumberPage = ask.get(LIST, url.clone()).await?;
    let numbers = page.incoming_phone_numbers.into_iter().filter_map(NumberEntry::number).collect();
    let next = page.next_page_uri.filter(|uri| !uri.is_empty());
    let next = next.map(|next| following(ask.base(), url, &next).ok_or_else(|| ask.garbled()));
    Ok((numbers, next.transpose()?))
}
