//! Whether Twilio takes the credentials.

use super::{
    client::{TwilioAuth, TwilioClient},
    numbers,
    types::{Account, AccountCheck, AccountStatus, NumberPage},
};
use crate::{
    domain::{
        problem::{Field, Kind, Problem},
        provider::Provider,
    },
    server::providers::call::CallCx,
};

const ACCOUNT: &str = "/2010-04-01/Accounts/{AccountSid}.json";

impl TwilioClient {
    /// Always asked, never remembered. A standard API key may not read the
    /// account, so it is proved by the list of numbers.
    pub async fn check_account(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<AccountCheck, Problem> {
        let checked = match auth.api_key {
            None => self.read_account(cx, auth).await,
            Some(_) => self.try_api_key(cx, auth).await,
        };
        // The account itself is what is not there.
        checked.map_err(|problem| match problem.kind {
            Kind::GoneAt(_) => {
                Problem { kind: Kind::KeyRefused(Provider::Twilio), ..problem }.on(Field::AccountSid)
            }
            _ => problem,
        })
    }

    async fn read_account(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<AccountCheck, Problem> {
        let ask = self.ask(cx, auth);
        let account: Account = ask.get(ACCOUNT, ask.url(ACCOUNT, &[])?).await?;
        match account.status {
            AccountStatus::Active => Ok(AccountCheck {
                friendly_name: account.friendly_name.filter(|name| !name.is_empty()),
                trial: account.kind.as_deref() == Some("Trial"),
            }),
            AccountStatus::Suspended | AccountStatus::Closed => {
                Err(ask.problem(Kind::AccountSuspended.into()))
            }
        }
    }

    async fn try_api_key(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<AccountCheck, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(numbers::LIST, &[])?;
        url.query_pairs_mut().append_pair("PageSize", "1");
        let _: NumberPage = ask.get(numbers::LIST, url).await?;
        Ok(AccountCheck { friendly_name: None, trial: false })
    }
}
