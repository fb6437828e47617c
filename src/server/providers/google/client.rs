//! The client: where a person is sent, and the requests behind their back.

use std::sync::Arc;

use moka::sync::Cache;
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use url::Url;

use super::{
    ACCOUNTS, CALENDAR, TOKENS, USERINFO,
    refusal::{self, Grant},
    scopes,
    types::{Account, CalendarEntry, CalendarList, Granted, TokenAnswer},
};
use crate::{
    domain::{
        ids::OrgId,
        problem::{Consent, Problem, ProblemKind},
        provider::google_calendar::{Calendar, MAX_CALENDARS, PROVIDER},
    },
    server::{
        providers::{
            call::{self, Call, CallCx, Safety},
            config::GoogleApp,
            lenient,
            link::{Link, Links},
            transport::Reply,
        },
        vault::secret::Secret,
    },
};

#[derive(Clone)]
pub struct GoogleClient {
    app: Option<Arc<GoogleApp>>,
    accounts: Link,
    tokens: Link,
    userinfo: Link,
    pub(super) calendar: Link,
    /// One renewal of an org's tokens at a time in this process.
    turns: Cache<OrgId, Arc<Mutex<()>>>,
}

/// The orgs whose turns are remembered; who renews without one is held up by the database.
const TURNS: u64 = 10_000;

impl GoogleClient {
    pub(in crate::server::providers) fn new(links: &mut Links<'_>) -> Self {
        Self {
            app: links.config.google.clone().map(Arc::new),
            accounts: links.to(&ACCOUNTS),
            tokens: links.to(&TOKENS),
            userinfo: links.to(&USERINFO),
            calendar: links.to(&CALENDAR),
            turns: Cache::new(TURNS),
        }
    }

    /// The installation's client. Fails where the operator has given none.
    pub fn app(&self) -> Result<&GoogleApp, Problem> {
        self.app.as_deref().ok_or_else(|| ProblemKind::Consent(Consent::Off).into())
    }

    /// The turn of this process to renew the org's tokens.
    pub fn turn(&self, org: &OrgId) -> Arc<Mutex<()>> {
        self.turns.get_with_by_ref(org, Arc::default)
    }

    /// The address of the page at Google where a person agrees. A consent that is forced
    /// (`prompt=consent`) brings a refresh token each time, not only the first.
    pub fn consent_address(&self, ask: &Asking<'_>) -> Result<Url, Problem> {
        let app = self.app()?;
        let mut url =
            call::url(self.accounts.base(), "/o/oauth2/v2/auth", &[]).ok_or(ProblemKind::Internal)?;
        let mut query = url.query_pairs_mut();
        query
            .append_pair("client_id", &app.id)
            .append_pair("redirect_uri", app.redirect.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", &scopes())
            .append_pair("access_type", "offline")
            .append_pair("include_granted_scopes", "true")
            .append_pair("prompt", "consent")
            .append_pair("state", ask.state)
            .append_pair("code_challenge", ask.challenge)
            .append_pair("code_challenge_method", "S256");
        if let Some(email) = ask.account {
            query.append_pair("login_hint", email);
        }
        drop(query);
        Ok(url)
    }

    /// Trades the code of Google's answer for tokens. A code works once.
    pub async fn exchange(&self, cx: &CallCx, code: &str, verifier: &str) -> Result<Granted, Problem> {
        let app = self.app()?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", &app.id),
            ("client_secret", app.secret.expose()),
            ("redirect_uri", app.redirect.as_str()),
            ("code_verifier", verifier),
        ];
        self.granted(cx, &form, Safety::Once, Grant::Code).await
    }

    /// Trades the refresh token for another access token.
    pub async fn refresh(&self, cx: &CallCx, refresh_token: &Secret) -> Result<Granted, Problem> {
        let app = self.app()?;
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose()),
            ("client_id", &app.id),
            ("client_secret", app.secret.expose()),
        ];
        self.granted(cx, &form, Safety::Repeatable, Grant::Consent).await
    }

    async fn granted(
        &self,
        cx: &CallCx,
        form: &[(&str, &str)],
        safety: Safety,
        grant: Grant,
    ) -> Result<Granted, Problem> {
        let request = at(&self.tokens, Method::POST, "/token")?.form(form);
        let reply = send(&self.tokens, cx, Call { template: "/token", request, safety }).await?;
        if !reply.status.is_success() {
            return Err(refusal::of_tokens(&reply, grant).correlated(cx.correlation.as_str()));
        }
        read::<TokenAnswer>(cx, &reply).map(Granted::from)
    }

    /// Takes the consent back, with every token that came of it, in all of this installation;
    /// returns whether there was one.
    pub async fn revoke(&self, cx: &CallCx, token: &Secret) -> Result<bool, Problem> {
        let request = at(&self.tokens, Method::POST, "/revoke")?.form(&[("token", token.expose())]);
        let call = Call { template: "/revoke", request, safety: Safety::Repeatable };
        let reply = send(&self.tokens, cx, call).await?;
        if reply.status.is_success() {
            // RFC 7009 wants no body; a page instead is somebody else's.
            let theirs = reply.is_empty() || reply.is_json();
            return if theirs { Ok(true) } else { Err(garbled(cx)) };
        }
        if refusal::is_of_nothing(&reply) {
            return Ok(false);
        }
        Err(refusal::of_tokens(&reply, Grant::Consent).correlated(cx.correlation.as_str()))
    }

    /// Asks whose account it is.
    pub async fn account(&self, cx: &CallCx, token: &Secret) -> Result<Account, Problem> {
        let request = at(&self.userinfo, Method::GET, "/v1/userinfo")?;
        self.asked(&self.userinfo, cx, "/v1/userinfo", request, token).await
    }

    /// Lists the person's own calendars, the main one first.
    pub async fn calendars(&self, cx: &CallCx, token: &Secret) -> Result<Vec<Calendar>, Problem> {
        let template = "/calendar/v3/users/me/calendarList";
        let request = at(&self.calendar, Method::GET, template)?
            .query(&[("minAccessRole", "owner"), ("maxResults", "250")]);
        let list: CalendarList = self.asked(&self.calendar, cx, template, request, token).await?;
        let listed: Vec<CalendarEntry> = lenient::readable(list.items);
        let mut calendars: Vec<Calendar> = listed.into_iter().filter_map(CalendarEntry::kept).collect();
        calendars.sort_by_key(|calendar| !calendar.primary);
        calendars.truncate(MAX_CALENDARS);
        Ok(calendars)
    }

    async fn asked<T: DeserializeOwned>(
        &self,
        link: &Link,
        cx: &CallCx,
        template: &'static str,
        request: RequestBuilder,
        token: &Secret,
    ) -> Result<T, Problem> {
        let request = request.bearer_auth(token.expose());
        let reply = send(link, cx, Call { template, request, safety: Safety::Repeatable }).await?;
        if !reply.status.is_success() {
            return Err(refusal::of_api(&reply).correlated(cx.correlation.as_str()));
        }
        read(cx, &reply)
    }
}

/// The parts of a question that a person is sent to Google with.
pub struct Asking<'a> {
    pub state: &'a str,
    pub challenge: &'a str,
    /// The e-mail of the account that Google offers first.
    pub account: Option<&'a str>,
}

fn at(link: &Link, method: Method, path: &str) -> Result<RequestBuilder, Problem> {
    let url = call::url(link.base(), path, &[]).ok_or(ProblemKind::Internal)?;
    Ok(link.request(method, url))
}

pub(super) async fn send(link: &Link, cx: &CallCx, call: Call) -> Result<Reply, Problem> {
    let sent = link.send(cx, call, link.deadline()).await;
    sent.map_err(|failure| failure.problem(PROVIDER).correlated(cx.correlation.as_str()))
}

pub(super) fn read<T: DeserializeOwned>(cx: &CallCx, reply: &Reply) -> Result<T, Problem> {
    reply.json().ok_or_else(|| garbled(cx))
}

pub(super) fn garbled(cx: &CallCx) -> Problem {
    Problem::new(ProblemKind::ProviderFailed(PROVIDER)).correlated(cx.correlation.as_str())
}
