//! Accounts inside the operator's own: one for each org with managed numbers.

use reqwest::Method;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{
    client::{Ask, TwilioAuth, TwilioClient},
    pages,
};
use crate::{
    domain::problem::{Managed, Problem, ProblemKind},
    server::{
        providers::{
            call::{self, CallCx, Safety},
            lenient::maybe,
        },
        vault::secret::Secret,
    },
};

const LIST: &str = "/2010-04-01/Accounts.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}.json";

/// An account that works by its own token, and only in itself.
#[derive(Clone, Debug)]
pub struct Subaccount {
    pub sid: String,
    pub auth_token: Secret,
    pub status: SubaccountStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubaccountStatus {
    Active,
    Suspended,
    /// Closed accounts are gone for good in thirty days.
    Closed,
}

impl SubaccountStatus {
    const fn code(self) -> &'static str {
        match self {
            SubaccountStatus::Active => "active",
            SubaccountStatus::Suspended => "suspended",
            SubaccountStatus::Closed => "closed",
        }
    }
}

impl Subaccount {
    /// Signs in as the account itself.
    pub fn auth(self) -> TwilioAuth {
        TwilioAuth { account_sid: self.sid, auth_token: self.auth_token, api_key: None }
    }
}

#[derive(Deserialize)]
struct Page {
    accounts: Vec<Value>,
    #[serde(default, deserialize_with = "maybe")]
    next_page_uri: Option<String>,
}

/// The one answer of Twilio's whose secret is kept.
#[derive(Deserialize)]
struct Entry {
    sid: String,
    owner_account_sid: String,
    status: SubaccountStatus,
    #[serde(deserialize_with = "secret")]
    auth_token: Secret,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret::new)
}

impl Entry {
    fn is_of(&self, parent: &TwilioAuth) -> bool {
        self.owner_account_sid == parent.account_sid && self.sid != parent.account_sid
    }

    fn account(self) -> Subaccount {
        Subaccount { sid: self.sid, auth_token: self.auth_token, status: self.status }
    }
}

impl TwilioClient {
    /// Finds an account by its name; one that works comes before one that is suspended.
    pub async fn find_subaccount(
        &self,
        cx: &CallCx,
        parent: &TwilioAuth,
        name: &str,
    ) -> Result<Option<Subaccount>, Problem> {
        let mut named = self.subaccounts_named(cx, parent, name).await?;
        named.sort_by_key(|account| account.status != SubaccountStatus::Active);
        Ok(named.into_iter().next())
    }

    /// The accounts with this name. Closed ones do not count, however many pages they
    /// fill. An account that cannot be read is not taken for missing: another one would
    /// be opened.
    pub async fn subaccounts_named(
        &self,
        cx: &CallCx,
        parent: &TwilioAuth,
        name: &str,
    ) -> Result<Vec<Subaccount>, Problem> {
        let ask = self.ask(cx, parent);
        let mut url = ask.url(LIST, &[])?;
        url.query_pairs_mut().append_pair("FriendlyName", name).append_pair("PageSize", "50");
        let closed = SubaccountStatus::Closed.code();
        let counts = |entry: &Value| entry["friendly_name"] == name && entry["status"] != closed;
        let mut found = Vec::new();
        pages::read(ask, LIST, url, |page: Page| {
            for entry in page.accounts.into_iter().filter(counts) {
                let entry = Entry::deserialize(entry).map_err(|_| ask.garbled())?;
                if entry.is_of(parent) {
                    found.push(entry.account());
                }
            }
            Ok(page.next_page_uri)
        })
        .await?;
        Ok(found)
    }

    /// Sets the status. A suspended account does nothing, by whatever key, and takes no
    /// call; an active one goes on where it was; a closed one is gone for good.
    pub async fn set_subaccount_status(
        &self,
        cx: &CallCx,
        parent: &TwilioAuth,
        sid: &str,
        status: SubaccountStatus,
    ) -> Result<Subaccount, Problem> {
        let ask = self.ask(cx, parent);
        let url = call::url(ask.base(), ONE, &[sid]).ok_or_else(|| ask.garbled())?;
        let set: Entry = ask.post(ONE, url, &[("Status", status.code())]).await?;
        let as_asked = set.is_of(parent) && set.sid == sid && set.status == status;
        if as_asked { Ok(set.account()) } else { Err(ask.garbled()) }
    }

    /// Opens an account. Never repeated by itself: look for it first.
    pub async fn create_subaccount(
        &self,
        cx: &CallCx,
        parent: &TwilioAuth,
        name: &str,
    ) -> Result<Subaccount, Problem> {
        let ask = self.ask(cx, parent);
        let request = ask.request(Method::POST, ask.url(LIST, &[])?).form(&[("FriendlyName", name)]);
        let reply = ask.reply(LIST, request, Safety::Once).await?;
        let made: Entry = ask.read(&reply).map_err(|problem| full(&ask, problem))?;
        if made.is_of(parent) { Ok(made.account()) } else { Err(ask.garbled()) }
    }
}

/// Twilio refuses more accounts, or any from a trial account, without a code of its own.
fn full(ask: &Ask<'_>, problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::Rejected(_) => ask.problem(Managed::PlatformFull.into()),
        _ => problem,
    }
}
