//! Whether Twilio accepts the credentials, each for its own use.

use super::{
    client::{TwilioAuth, TwilioClient},
    numbers,
    types::{Account, AccountCheck, AccountStatus, NumberEntry, NumberPage},
};
use crate::{
    domain::problem::{Field, Problem, ProblemKind, Right},
    server::providers::{
        call::CallCx,
        rights::{self, Pace},
    },
};

const ACCOUNT: &str = "/2010-04-01/Accounts/{AccountSid}.json";

/// A number that no account has: a key without the right is told so, and one with it
/// changes nothing.
const NO_NUMBER: &str = "PN00000000000000000000000000000000";

impl TwilioClient {
    /// Checks the Auth Token, whatever else signs in, by reading the account itself,
    /// which no standard API key may do. Always asked, never remembered.
    pub async fn check_account(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<AccountCheck, Problem> {
        let auth = auth.clone().by_token();
        let ask = self.ask(cx, &auth);
        let account: Account = ask
            .get(ACCOUNT, ask.url(ACCOUNT, &[])?)
            .await
            .map_err(|problem| on_token(no_such_account(problem)))?;
        match account.status {
            _ if !account.sid.eq_ignore_ascii_case(&auth.account_sid) => Err(ask.garbled()),
            AccountStatus::Works => Ok(AccountCheck {
                friendly_name: account.friendly_name.filter(|name| !name.is_empty()),
                trial: account.kind.as_deref() == Some("Trial"),
            }),
            AccountStatus::Suspended | AccountStatus::Closed => {
                Err(on_token(ask.problem(ProblemKind::AccountSuspended.into())))
            }
        }
    }

    /// Checks whether the API key may list the numbers, read one, and set its webhooks,
    /// without any effect. Always asked, never remembered.
    pub async fn check_api_key(&self, cx: &CallCx, auth: &TwilioAuth, pace: Pace) -> Result<(), Problem> {
        let ask = self.ask(cx, auth);
        let mut list = ask.url(numbers::LIST, &[])?;
        list.query_pairs_mut().append_pair("PageSize", "1");
        let one = ask.url(numbers::ONE, &[NO_NUMBER])?;
        let listed = ask.get::<NumberPage>(numbers::LIST, list);
        let read = ask.get::<NumberEntry>(numbers::ONE, one.clone());
        let changed = ask.post::<NumberEntry>(numbers::ONE, one, &[]);
        let (listed, read, changed) = match pace {
            Pace::AtOnce => futures::join!(listed, read, changed),
            Pace::InTurn => (listed.await, read.await, changed.await),
        };
        // For a key of another account, this account is not there: that is no missing
        // right to list.
        let listed = match listed {
            Err(problem @ Problem { kind: ProblemKind::GoneAt(provider), .. }) => {
                let refused = Problem { kind: ProblemKind::KeyRefused(provider), ..problem };
                return Err(refused.on(Field::ApiKeySid));
            }
            listed => listed.map(drop),
        };
        rights::held([
            (Right::ListTwilioNumbers, listed),
            (Right::ReadTwilioNumbers, rights::of_nothing(read)),
            (Right::ChangeTwilioNumbers, rights::of_nothing(changed)),
        ])
        .map_err(|problem| match problem.kind {
            ProblemKind::MissingRight(_) => problem.on(Field::ApiKeySecret),
            _ => problem,
        })
    }
}

/// Names the token's field where Twilio speaks of the token without naming it.
fn on_token(problem: Problem) -> Problem {
    let of_the_token = matches!(
        problem.kind,
        ProblemKind::TestCredentials | ProblemKind::AccountSuspended | ProblemKind::LacksRight(_)
    );
    if of_the_token && problem.field.is_none() { problem.on(Field::AuthToken) } else { problem }
}

/// Not found means here that the account itself is not there.
fn no_such_account(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::GoneAt(provider) => {
            Problem { kind: ProblemKind::KeyRefused(provider), ..problem }.on(Field::Account)
        }
        _ => problem,
    }
}
