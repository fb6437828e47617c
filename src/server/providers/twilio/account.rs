//! Whether Twilio takes the credentials, each for what it is used for.

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

/// A number that no account has: who may not ask is told so, and nobody changes
/// anything.
const NO_NUMBER: &str = "PN00000000000000000000000000000000";

impl TwilioClient {
    /// By the Auth Token, whatever else signs in: the account itself is read, which
    /// no standard API key may. Always asked, never remembered.
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

    /// Whether the API key may do what it is used for: list the numbers, read one,
    /// and set its webhooks. All at once, and without any effect. Always asked,
    /// never remembered.
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
        // To a key of another account, this one is not there: it is not the right
        // to list that is missing.
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

/// What Twilio says of the token without naming it.
fn on_token(problem: Problem) -> Problem {
    let of_the_token = matches!(
        problem.kind,
        ProblemKind::TestCredentials | ProblemKind::AccountSuspended | ProblemKind::LacksRight(_)
    );
    if of_the_token && problem.field.is_none() { problem.on(Field::AuthToken) } else { problem }
}

/// The account itself is what is not there.
fn no_such_account(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::GoneAt(provider) => {
            Problem { kind: ProblemKind::KeyRefused(provider), ..problem }.on(Field::AccountSid)
        }
        _ => problem,
    }
}
