//! Google's answers, as far as AVA reads them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::{
    domain::{problem::Right, provider::google_calendar::Calendar},
    server::vault::secret::Secret,
};

/// The answer of the token endpoint to a code or to a refresh token.
pub struct Granted {
    pub access_token: Secret,
    /// Seconds.
    pub expires_in: i64,
    /// Google gives none where it renews, and where the person had agreed before.
    pub refresh_token: Option<Secret>,
    /// The seconds until the consent itself ends, where it does: an app in testing has
    /// consents of 7 days.
    pub consent_expires_in: Option<i64>,
    pub rights: Vec<Right>,
    /// The account, which the ID token of a new consent tells.
    pub sub: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    refresh_token: Option<String>,
    refresh_token_expires_in: Option<i64>,
    #[serde(default)]
    scope: String,
    id_token: Option<String>,
}

impl From<TokenAnswer> for Granted {
    fn from(answer: TokenAnswer) -> Self {
        Self {
            access_token: Secret::new(answer.access_token),
            expires_in: answer.expires_in,
            refresh_token: answer.refresh_token.filter(|token| !token.is_empty()).map(Secret::new),
            consent_expires_in: answer.refresh_token_expires_in.filter(|seconds| *seconds > 0),
            rights: super::rights(&answer.scope),
            sub: answer.id_token.as_deref().and_then(subject),
        }
    }
}

/// Reads the account out of an ID token. Its signature need not be looked at: it came from
/// the token endpoint itself, over TLS (OpenID Connect Core 1.0, section 3.1.3.7, point 6).
fn subject(id_token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        sub: String,
    }
    let claims = BASE64_URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Claims>(&claims).ok().map(|claims| claims.sub).filter(|sub| !sub.is_empty())
}

/// The account as it tells of itself.
#[derive(Debug, Deserialize)]
pub struct Account {
    pub sub: String,
    pub email: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct CalendarList {
    #[serde(default)]
    pub items: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
pub(super) struct CalendarEntry {
    id: String,
    #[serde(default)]
    summary: String,
    #[serde(rename = "summaryOverride")]
    renamed: Option<String>,
    #[serde(default)]
    primary: bool,
    #[serde(default)]
    deleted: bool,
}

/// The longest name of a calendar that is kept.
const MAX_NAME: usize = 100;

impl CalendarEntry {
    /// `None` for one that is only remembered as deleted.
    pub fn kept(self) -> Option<Calendar> {
        let name = self.renamed.filter(|name| !name.is_empty()).unwrap_or(self.summary);
        let name = if name.is_empty() { self.id.clone() } else { name.chars().take(MAX_NAME).collect() };
        (!self.deleted).then_some(Calendar { id: self.id, name, primary: self.primary })
    }
}
