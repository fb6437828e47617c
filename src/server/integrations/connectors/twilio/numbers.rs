//! The numbers of the connected account, for choosing one.

use crate::{
    domain::{
        credential::Account,
        integrations::{AccountNumbers, AccountQuery},
        number::OwnedNumber,
        problem::Problem,
        quota::Quota,
    },
    server::{
        agents,
        credentials::decryptor::Purpose,
        cx::Cx,
        integrations::service,
        numbers::{
            picker::{self, AtVapi},
            repo,
        },
        providers::twilio::{Listed, TwilioAuth},
        quotas,
    },
};

/// A page of the numbers that the connected Twilio account owns, for choosing one: a request waits
/// for no more than that.
pub async fn account_numbers(cx: &Cx, query: AccountQuery) -> Result<AccountNumbers, Problem> {
    if let Err(problem) = quotas::spend(cx, Quota::Searches).await {
        return Ok(AccountNumbers { query, numbers: Vec::new(), next: None, problem: Some(problem) });
    }
    let opened = service::open(cx, Account::TWILIO.provider, Purpose::ListNumbers).await?;
    let auth = TwilioAuth::of(&opened.credential.config, &opened.secret)?;
    let call = cx.call();
    let twilio = &cx.services.providers.twilio;
    let (digits, after) = (query.digits(), query.after.as_str());
    let (listed, at_vapi) =
        futures::join!(twilio.list_numbers(&call, &auth, &digits, after), AtVapi::read(cx));
    let at_vapi = at_vapi?;
    let (listed, problem) = match listed {
        Ok(listed) => (listed, None),
        Err(problem) => {
            cx.services.suspect(&cx.org, Account::TWILIO, &problem).await?;
            (Listed::default(), Some(problem))
        }
    };
    let mut tx = cx.read().await?;
    let agents = agents::repo::named(&mut tx).await?;
    let known = repo::e164s(&mut tx).await?;
    let numbers = listed
        .numbers
        .iter()
        .map(|number| OwnedNumber {
            known: known.iter().any(|e164| e164 == number.e164.as_str()),
            e164: number.e164.clone(),
            label: number.friendly_name.clone().unwrap_or_default(),
            voice: number.voice && !number.is_on_trunk_or_app(),
            answerer: picker::answerer(number, at_vapi.as_ref(), &agents),
            messages: picker::messages(number, at_vapi.as_ref()),
        })
        .collect();
    Ok(AccountNumbers { query, numbers, next: listed.next, problem })
}
