//! The account's API keys. Only the Auth Token may manage them: a standard key
//! may not even list them.

use serde::Deserialize;

use super::{
    client::{TwilioAuth, TwilioClient},
    pages,
};
use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        providers::{
            call::CallCx,
            lenient::{entries, maybe},
        },
        vault::secret::Secret,
    },
};

const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/Keys.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json";

/// A page size that surely fits into one answer; Twilio would give up to 1000.
const PAGE: &str = "400";

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TwilioKey {
    pub sid: String,
    #[serde(default, deserialize_with = "maybe")]
    pub friendly_name: Option<String>,
}

/// A new key. Twilio tells its secret once.
#[derive(Clone, Debug)]
pub struct MadeKey {
    pub sid: String,
    pub secret: Secret,
}

#[derive(Deserialize)]
struct KeyPage {
    #[serde(deserialize_with = "entries")]
    keys: Vec<TwilioKey>,
    #[serde(default, deserialize_with = "maybe")]
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Made {
    sid: String,
    secret: String,
}

impl TwilioClient {
    /// Makes a standard key. Never repeated by itself: Twilio would make another.
    pub async fn create_key(&self, cx: &CallCx, auth: &TwilioAuth, name: &str) -> Result<MadeKey, Problem> {
        let ask = self.ask(cx, auth);
        let made: Made = ask.create(LIST, ask.url(LIST, &[])?, &[("FriendlyName", name)]).await?;
        Ok(MadeKey { sid: made.sid, secret: Secret::new(made.secret) })
    }

    /// All keys, to the last page.
    pub async fn list_keys(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Vec<TwilioKey>, Problem> {
        let ask = self.ask(cx, auth);
        let mut url = ask.url(LIST, &[])?;
        url.query_pairs_mut().append_pair("PageSize", PAGE);
        let mut keys = Vec::new();
        pages::read(ask, LIST, url, |page: KeyPage| {
            keys.extend(page.keys);
            Ok(page.next_page_uri)
        })
        .await?;
        Ok(keys)
    }

    /// Whether the account still has the key.
    pub async fn has_key(&self, cx: &CallCx, auth: &TwilioAuth, sid: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        match ask.get::<TwilioKey>(ONE, ask.url(ONE, &[sid])?).await {
            Ok(_) => Ok(true),
            Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// Deletes the key, which then opens nothing. Returns `false` where it was gone.
    pub async fn delete_key(&self, cx: &CallCx, auth: &TwilioAuth, sid: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        ask.delete(ONE, ask.url(ONE, &[sid])?).await
    }
}
