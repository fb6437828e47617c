//! The client: a link per region, and the one way from request to value.

use std::sync::Arc;

use reqwest::{Method, RequestBuilder, Response, header::RANGE};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::{Host, Url};

use super::{
    EU, US,
    assistant::Assistant,
    refusal,
    types::{KeyCheck, VapiNumber},
};
use crate::{
    domain::{
        problem::{Field, Problem, ProblemKind, Right},
        provider::{
            OfProvider as _, PublicConfig,
            vapi::{VapiConfig, VapiRegion},
        },
    },
    server::{
        providers::{
            call::{self, Call, CallCx, Deadline, Safety},
            coalesce::{Coalescer, Epoch, NOT_KEPT},
            failure::Failure,
            lenient,
            link::{Link, Links},
            rights::{self, Pace},
            transport::{Reach, Reply},
        },
        vault::{
            provider_secret::{ProviderSecret, VapiSecret},
            secret::Secret,
        },
    },
};

/// An id in Vapi's form that is none of the random ones which Vapi gives.
const NOBODYS: &str = "ffffffff-ffff-4fff-bfff-ffffffffffff";

#[derive(Clone)]
pub struct VapiClient {
    us: Link,
    eu: Link,
    /// Twilio's number lists, which an import here makes stale.
    pub(super) number_lists: Epoch,
    pub(super) glances: Coalescer<Arc<Vec<VapiNumber>>>,
}

/// A private key, and the region that it belongs to.
#[derive(Clone, Debug)]
pub struct VapiAuth {
    pub key: Secret,
    pub region: VapiRegion,
}

impl VapiAuth {
    /// Reads the sign-in. Fails with `Unreadable` where one of both is of another provider.
    pub fn of(config: &PublicConfig, secret: &ProviderSecret) -> Result<Self, Problem> {
        let unreadable = ProblemKind::Unreadable(config.provider());
        let config = VapiConfig::read(config)?;
        let secret = VapiSecret::of(secret).ok_or(unreadable)?;
        Ok(Self { key: secret.key.clone(), region: config.region })
    }
}

impl VapiClient {
    pub(in crate::server::providers) fn new(links: &mut Links<'_>, number_lists: Epoch) -> Self {
        let glances = Coalescer::new(number_lists.clone(), NOT_KEPT);
        Self { us: links.to(&US), eu: links.to(&EU), number_lists, glances }
    }

    /// Checks whether Vapi accepts the key. Always asked, never remembered.
    pub async fn check_key(&self, cx: &CallCx, auth: &VapiAuth) -> Result<KeyCheck, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::GET, "/assistant", &[])?.query(&[("limit", "1")]);
        let call = Call { template: "/assistant", request, safety: Safety::Repeatable };
        let first: Vec<Value> = ask.value(call).await?;
        let first: Vec<Assistant> = lenient::readable(first);
        Ok(KeyCheck { vapi_org: first.into_iter().find_map(|entry| entry.org_id) })
    }

    /// Checks whether the key may list the numbers, and change what AVA changes. That is
    /// tried on an assistant and on a number that nobody has, so that nothing happens to
    /// any. Always asked, never remembered.
    pub async fn check_rights(&self, cx: &CallCx, auth: &VapiAuth, pace: Pace) -> Result<(), Problem> {
        let ask = self.ask(cx, auth);
        let listed = ask.may_list("/phone-number");
        let (assistants, numbers) = (ask.may_change("/assistant/{id}"), ask.may_change("/phone-number/{id}"));
        let (listed, assistants, numbers) = match pace {
            Pace::AtOnce => futures::join!(listed, assistants, numbers),
            Pace::InTurn => (listed.await, assistants.await, numbers.await),
        };
        rights::held([
            (Right::ListVapiNumbers, listed),
            (Right::ChangeAssistants, assistants),
            (Right::ChangeVapiNumbers, numbers),
        ])
        .map_err(|problem| match problem.kind {
            ProblemKind::MissingRight(_) => problem.on(Field::Key),
            _ => problem,
        })
    }

    /// The address that Vapi writes into a Twilio number's voice URL when it imports it.
    ///
    /// Imported numbers are seen to carry the American one. The European one is inferred
    /// from the API's host; no source states it.
    pub const fn inbound_webhook(region: VapiRegion) -> &'static str {
        match region {
            VapiRegion::Us => "https://api.vapi.ai/twilio/inbound_call",
            VapiRegion::Eu => "https://api.eu.vapi.ai/twilio/inbound_call",
        }
    }

    /// The address for messages, where Vapi takes those too.
    pub const fn messages_webhook(region: VapiRegion) -> &'static str {
        match region {
            VapiRegion::Us => "https://api.vapi.ai/twilio/sms",
            VapiRegion::Eu => "https://api.eu.vapi.ai/twilio/sms",
        }
    }

    /// Whether the URL is one of Vapi's own, however it is spelled: for calls, messages
    /// or the progress of calls, in any region.
    pub fn owns_webhook(url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        [VapiRegion::Us, VapiRegion::Eu].into_iter().any(|region| {
            let folder = Self::inbound_webhook(region).trim_end_matches("inbound_call");
            url.as_str().starts_with(folder)
        })
    }

    /// Starts the deadline of one method.
    pub(super) fn ask<'a>(&'a self, cx: &'a CallCx, auth: &'a VapiAuth) -> Ask<'a> {
        Ask::by(self.link(auth), cx, auth)
    }

    /// The way to the region that the key belongs to.
    pub(super) const fn link(&self, auth: &VapiAuth) -> &Link {
        match auth.region {
            VapiRegion::Us => &self.us,
            VapiRegion::Eu => &self.eu,
        }
    }
}

/// One method's requests: same key, same deadline, same correlation.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    link: &'a Link,
    cx: &'a CallCx,
    auth: &'a VapiAuth,
    deadline: Deadline,
}

impl<'a> Ask<'a> {
    /// Starts the deadline of one method.
    pub fn by(link: &'a Link, cx: &'a CallCx, auth: &'a VapiAuth) -> Self {
        Self { link, cx, auth, deadline: link.deadline() }
    }
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

    pub fn request(&self, method: Method, template: &str, ids: &[&str]) -> Result<RequestBuilder, Problem> {
        // Vapi has nothing under a text that is no id.
        let url = call::url(self.link.base(), template, ids)
            .ok_or_else(|| self.problem(ProblemKind::GoneAt(self.link.provider()).into()))?;
        Ok(self.link.request(method, url).bearer_auth(self.auth.key.expose()))
    }

    async fn may_list(&self, template: &'static str) -> Result<(), Problem> {
        let request = self.request(Method::GET, template, &[])?.query(&[("limit", "1")]);
        let call = Call { template, request, safety: Safety::Repeatable };
        self.value::<Vec<Value>>(call).await.map(drop)
    }

    async fn may_change(&self, template: &'static str) -> Result<(), Problem> {
        let request = self.request(Method::PATCH, template, &[NOBODYS])?.json(&json!({ "name": "AVA" }));
        let call = Call { template, request, safety: Safety::Repeatable };
        rights::of_nothing(self.value::<Value>(call).await)
    }

    pub async fn send(&self, call: Call) -> Result<Reply, Failure> {
        self.link.send(self.cx, call, self.deadline).await
    }

    /// See [`Link::open`].
    pub async fn open(&self, request: RequestBuilder) -> Result<Response, Problem> {
        self.open_within(request, Reach::Provider).await
    }

    async fn open_within(&self, request: RequestBuilder, reach: Reach) -> Result<Response, Problem> {
        self.link.open(self.cx, request, reach, self.deadline).await.map_err(|failure| self.failed(failure))
    }

    /// Opens what an answer leads to, without the key: nothing but a named host of the public internet by
    /// TLS, whatever its name leads to, or the provider itself, which may be simulated. `part` is a part
    /// of it, as the header `Range` names it.
    pub async fn open_elsewhere(&self, to: &str, part: Option<&str>) -> Result<Response, Problem> {
        let base = self.link.base();
        let to = Url::parse(to).or_else(|_| base.join(to)).map_err(|_| self.garbled())?;
        let named =
            to.scheme() == "https" && matches!(to.host(), Some(Host::Domain(name)) if name.contains('.'));
        let reach = match to.origin() == base.origin() {
            true => Reach::Provider,
            false if named => Reach::Public,
            false => return Err(self.garbled()),
        };
        let mut request = self.link.request(Method::GET, to);
        if let Some(part) = part {
            request = request.header(RANGE, part);
        }
        self.open_within(request, reach).await
    }

    /// Sends a call, and accepts only a success of the expected shape.
    pub async fn value<T: DeserializeOwned>(&self, call: Call) -> Result<T, Problem> {
        let reply = self.send(call).await.map_err(|f| self.failed(f))?;
        self.read(&reply)
    }

    pub fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, Problem> {
        if !reply.status.is_success() {
            return Err(self.problem(refusal::problem(self.link.provider(), reply, &self.auth.key)));
        }
        reply.json().ok_or_else(|| self.garbled())
    }

    /// Deletes something; returns whether it was there. Vapi answers with the deleted
    /// object; a success that says less may be a proxy's.
    pub async fn delete(&self, call: Call) -> Result<bool, Problem> {
        #[derive(Deserialize)]
        struct Deleted {
            #[serde(rename = "id")]
            _id: String,
        }
        let reply = self.send(call).await.map_err(|f| self.failed(f))?;
        if reply.status.is_success() {
            return reply.json::<Deleted>().map(|_| true).ok_or_else(|| self.garbled());
        }
        let problem = refusal::problem(self.link.provider(), &reply, &self.auth.key);
        if matches!(problem.kind, ProblemKind::GoneAt(_)) { Ok(false) } else { Err(self.problem(problem)) }
    }

    pub fn failed(&self, failure: Failure) -> Problem {
        self.problem(failure.problem(self.link.provider()))
    }

    pub fn garbled(&self) -> Problem {
        self.problem(ProblemKind::ProviderFailed(self.link.provider()).into())
    }

    /// The problem of a success that did not do what was asked for.
    pub fn refused(&self) -> Problem {
        self.problem(ProblemKind::Rejected(self.link.provider()).into())
    }

    pub(super) fn problem(&self, problem: Problem) -> Problem {
        problem.correlated(self.cx.correlation.as_str())
    }
}
