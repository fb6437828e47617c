//! The client, and the one way from request to value.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::{ACCOUNTS, API, MESSAGING, PRICING, ROUTES, numbers::Listed, refusal};
use crate::{
    domain::{
        managed::{AvailableNumber, Price},
        problem::{Problem, ProblemKind},
        provider::{OfProvider as _, Provider, PublicConfig, twilio::TwilioConfig},
    },
    server::{
        providers::{
            call::{self, Call, CallCx, Deadline, Safety},
            coalesce::{Coalescer, Epoch, KEPT, Key, NOT_KEPT, fingerprint},
            link::{Link, Links},
            transport::Reply,
        },
        vault::{
            provider_secret::{ProviderSecret, TwilioSecret},
            secret::Secret,
        },
    },
};

#[derive(Clone)]
pub struct TwilioClient {
    hosts: Hosts,
    pub(super) lists: Coalescer<Listed>,
    pub(super) offers: Coalescer<Vec<AvailableNumber>>,
    pub(super) prices: Coalescer<Option<Price>>,
}

/// The links to the hosts of Twilio's API.
#[derive(Clone)]
struct Hosts {
    api: Link,
    pricing: Link,
    routes: Link,
    messaging: Link,
    accounts: Link,
}

/// An account, and how to sign in to it.
#[derive(Clone, Debug)]
pub struct TwilioAuth {
    pub account_sid: String,
    pub auth_token: Secret,
    /// SID and secret, used instead of the token where there are any.
    pub api_key: Option<(String, Secret)>,
}

impl TwilioAuth {
    /// Reads the sign-in. Fails with `Unreadable` where one of both is of another provider.
    pub fn of(config: &PublicConfig, secret: &ProviderSecret) -> Result<Self, Problem> {
        let unreadable = ProblemKind::Unreadable(config.provider());
        let config = TwilioConfig::read(config)?;
        let secret = TwilioSecret::of(secret).ok_or(unreadable)?;
        Ok(Self {
            account_sid: config.account_sid.clone(),
            auth_token: secret.auth_token.clone(),
            api_key: config.api_key_sid.clone().zip(secret.api_key_secret.clone()),
        })
    }

    /// Whether both sign in alike.
    pub fn same(&self, other: &Self) -> bool {
        let ((user, password), (of, by)) = (self.basic(), other.basic());
        user == of && password.same(by)
    }

    /// A mark that tells this sign-in from another one, and holds no secret.
    pub fn mark(&self) -> String {
        let (user, password) = self.basic();
        let mark = fingerprint(&[&self.account_sid, user, password.expose()]);
        mark[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Signs in to the same account by its Auth Token, which may do more than any key.
    #[must_use]
    pub fn by_token(self) -> Self {
        Self { api_key: None, ..self }
    }

    /// User name and password of Twilio's REST API.
    pub(super) fn basic(&self) -> (&str, &Secret) {
        match &self.api_key {
            Some((sid, secret)) => (sid, secret),
            None => (&self.account_sid, &self.auth_token),
        }
    }
}

impl TwilioClient {
    pub(in crate::server::providers) fn new(links: &mut Links<'_>, lists: Epoch) -> Self {
        Self {
            hosts: Hosts {
                api: links.to(&API),
                pricing: links.to(&PRICING),
                routes: links.to(&ROUTES),
                messaging: links.to(&MESSAGING),
                accounts: links.to(&ACCOUNTS),
            },
            lists: Coalescer::new(lists.clone(), KEPT),
            offers: Coalescer::new(lists.clone(), NOT_KEPT),
            prices: Coalescer::new(lists, NOT_KEPT),
        }
    }

    /// Starts the deadline of one method.
    pub(super) fn ask<'a>(&'a self, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Self::ask_at(&self.hosts.api, cx, auth)
    }

    fn ask_at<'a>(link: &'a Link, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Ask { link, cx, auth, deadline: link.deadline() }
    }

    /// Like [`ask`](Self::ask), at the host that knows prices.
    pub(super) fn ask_pricing<'a>(&'a self, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Self::ask_at(&self.hosts.pricing, cx, auth)
    }

    /// Like [`ask`](Self::ask), at the host that knows which region handles calls.
    pub(super) fn ask_routes<'a>(&'a self, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Self::ask_at(&self.hosts.routes, cx, auth)
    }

    /// Like [`ask`](Self::ask), at the host of messaging services.
    pub(super) fn ask_messaging<'a>(&'a self, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Self::ask_at(&self.hosts.messaging, cx, auth)
    }

    /// Like [`ask`](Self::ask), at the host that knows tokens.
    pub(super) fn ask_accounts<'a>(&'a self, cx: &'a CallCx, auth: &'a TwilioAuth) -> Ask<'a> {
        Self::ask_at(&self.hosts.accounts, cx, auth)
    }
}

/// One method's requests: same account, same deadline, same correlation.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    link: &'a Link,
    cx: &'a CallCx,
    pub auth: &'a TwilioAuth,
    deadline: Deadline,
}

impl Ask<'_> {
    /// See [`page`](Self::page).
    pub fn deadline_of_pages(&self) -> Deadline {
        self.link.deadline_of_pages()
    }

    /// Requests for one more page of a list, with a deadline of its own; fails where
    /// `all` is over.
    pub fn page(self, all: Deadline) -> Result<Self, Problem> {
        if self.link.is_over(all) {
            return Err(self.garbled());
        }
        Ok(Self { deadline: self.link.deadline(), ..self })
    }

    pub fn base(&self) -> &Url {
        self.link.base()
    }

    /// The provider that is asked.
    pub fn at(&self) -> Provider {
        self.link.provider()
    }

    /// The URL of `template` for this account, whose SID comes before other `ids`.
    pub fn url(&self, template: &str, ids: &[&str]) -> Result<Url, Problem> {
        let mut all = vec![self.auth.account_sid.as_str()];
        all.extend(ids);
        // Twilio has nothing under a text that is no id.
        call::url(self.base(), template, &all)
            .ok_or_else(|| self.problem(ProblemKind::GoneAt(self.at()).into()))
    }

    /// Identifies the reader, so that equal reads share one answer.
    pub fn reader(&self, url: &Url) -> Key {
        let (user, password) = self.auth.basic();
        let credential = fingerprint(&[user, password.expose()]);
        let query = url.query().unwrap_or_default();
        Key { host: url.authority().to_owned(), credential, path: format!("{}?{query}", url.path()) }
    }

    pub async fn get<T: DeserializeOwned>(&self, template: &'static str, url: Url) -> Result<T, Problem> {
        self.send(template, self.request(Method::GET, url), Safety::Repeatable).await
    }

    /// Sets whole values, so that a repeated request changes nothing.
    pub async fn post<T: DeserializeOwned>(
        &self,
        template: &'static str,
        url: Url,
        form: &[(&str, &str)],
    ) -> Result<T, Problem> {
        self.send(template, self.request(Method::POST, url).form(form), Safety::Repeatable).await
    }

    /// Makes something. Never repeated by itself, since that would make two.
    pub async fn create<T: DeserializeOwned>(
        &self,
        template: &'static str,
        url: Url,
        form: &[(&str, &str)],
    ) -> Result<T, Problem> {
        self.send(template, self.request(Method::POST, url).form(form), Safety::Once).await
    }

    /// Deletes something; returns `false` where it was not there (any more).
    pub async fn delete(&self, template: &'static str, url: Url) -> Result<bool, Problem> {
        let reply = self.reply(template, self.request(Method::DELETE, url), Safety::Repeatable).await?;
        match reply.status {
            StatusCode::NO_CONTENT => Ok(true),
            // Any other success is not Twilio's: a gateway's page, for one.
            status if status.is_success() => Err(self.garbled()),
            _ => match self.problem(refusal::problem(self.at(), &reply, self.auth)) {
                Problem { kind: ProblemKind::GoneAt(_), .. } => Ok(false),
                problem => Err(problem),
            },
        }
    }

    /// Sends a request, and accepts only a success of the expected shape.
    async fn send<T: DeserializeOwned>(
        &self,
        template: &'static str,
        request: RequestBuilder,
        safety: Safety,
    ) -> Result<T, Problem> {
        let reply = self.reply(template, request, safety).await?;
        self.read(&reply)
    }

    pub fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let (user, password) = self.auth.basic();
        self.link.request(method, url).basic_auth(user, Some(password.expose()))
    }

    /// Sends a request, and returns an answer of any status.
    pub async fn reply(
        &self,
        template: &'static str,
        request: RequestBuilder,
        safety: Safety,
    ) -> Result<Reply, Problem> {
        let call = Call { template, request, safety };
        let reply = self.link.send(self.cx, call, self.deadline).await;
        reply.map_err(|failure| self.problem(failure.problem(self.at())))
    }

    pub fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, Problem> {
        if !reply.status.is_success() {
            return Err(self.problem(refusal::problem(self.at(), reply, self.auth)));
        }
        reply.json().ok_or_else(|| self.garbled())
    }

    pub fn garbled(&self) -> Problem {
        self.problem(ProblemKind::ProviderFailed(self.at()).into())
    }

    pub fn problem(&self, problem: Problem) -> Problem {
        problem.correlated(self.cx.correlation.as_str())
    }
}
