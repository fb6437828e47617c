//! The way to one base URL: deadline, breaker, retry, attempt, in this order.
//!
//! Logs each attempt by status and place. Never a header, a body or a query:
//! they hold keys and phone numbers.

use std::{collections::HashMap, sync::Arc, time::Duration};

use reqwest::{
    Method, Request, RequestBuilder, Response,
    header::{AUTHORIZATION, HeaderValue},
};
use serde::Deserialize;
use url::Url;

use super::{
    breaker::{self, Breaker, Fingerprint},
    call::{Call, CallCx, Deadline},
    circuit::Verdict,
    coalesce::fingerprint,
    config::{Host, ProviderConfig},
    failure::Failure,
    refusals,
    retry::{self, Ended},
    transport::{Fault, Reach, Reply, Transport},
};
use crate::{
    domain::{problem::ProblemKind, provider::Provider},
    server::{clock::SharedClock, correlation::CorrelationId, random::Random},
};

#[derive(Clone, Copy, Debug)]
struct Timing {
    attempt: Duration,
    total: Duration,
}

/// All pages of a list may take as long as this many deadlines.
const PAGES: i64 = 30;
/// The answer of a model may take as long as this many deadlines.
const MODELS: u32 = 3;

#[derive(Clone)]
pub(super) struct Link {
    place: Endpoint,
    transport: Transport,
    breaker: Arc<Breaker>,
    timing: Timing,
    clock: SharedClock,
    random: Random,
}

/// The provider that a link asks, and its address.
#[derive(Clone)]
struct Endpoint {
    provider: Provider,
    base: Url,
    /// See [`Host`].
    limits_first: bool,
    known: fn(&Reply) -> Option<ProblemKind>,
}

impl Endpoint {
    fn ended(&self, result: &Result<Reply, Fault>) -> Ended {
        match result {
            Err(fault) => Ended::Failed(*fault),
            Ok(reply) => match refusals::passing(reply, (self.known)(reply)) {
                Some(passing) => Ended::Refused { passing, retry_after: reply.retry_after },
                None => Ended::Answered,
            },
        }
    }
}

/// Makes the links of all providers.
pub(super) struct Links<'a> {
    pub config: &'a ProviderConfig,
    pub transport: Transport,
    pub clock: SharedClock,
    pub random: Random,
    /// One breaker for each base URL, whichever provider is asked there.
    pub breakers: HashMap<String, Arc<Breaker>>,
}

impl Links<'_> {
    pub fn to(&mut self, host: &Host) -> Link {
        let Self { config, transport, clock, random, breakers } = self;
        let base = config.url(host);
        let breaker = breakers
            .entry(breaker::key(&base))
            .or_insert_with_key(|key| Breaker::new(key.clone(), clock.clone()))
            .clone();
        Link {
            place: Endpoint {
                provider: host.provider,
                base,
                limits_first: host.limits_first,
                known: host.known,
            },
            transport: transport.clone(),
            breaker,
            timing: Timing { attempt: config.attempt_timeout, total: config.total_timeout },
            clock: clock.clone(),
            random: random.clone(),
        }
    }
}

impl Link {
    pub fn provider(&self) -> Provider {
        self.place.provider
    }

    pub fn base(&self) -> &Url {
        &self.place.base
    }

    pub fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.transport.request(method, url)
    }

    /// The same way for what a model thinks about, which takes longer than anything else does, and all
    /// of it in one attempt.
    pub fn of_models(&self) -> Self {
        let whole = self.timing.total * MODELS;
        Self { timing: Timing { attempt: whole, total: whole }, ..self.clone() }
    }

    /// Starts the deadline of everything behind one method.
    pub fn deadline(&self) -> Deadline {
        let total = i64::try_from(self.timing.total.as_millis()).unwrap_or(i64::MAX / 2);
        Deadline { at_ms: self.clock.now_ms().saturating_add(total) }
    }

    /// Starts the deadline of a list of many pages, each of which has one of its own:
    /// enough for tens of thousands of entries, and an end for a list without one.
    pub fn deadline_of_pages(&self) -> Deadline {
        let Deadline { at_ms } = self.deadline();
        let now = self.clock.now_ms();
        Deadline { at_ms: now.saturating_add(at_ms.saturating_sub(now).saturating_mul(PAGES)) }
    }

    pub fn is_over(&self, deadline: Deadline) -> bool {
        self.left(deadline).is_zero()
    }

    fn left(&self, deadline: Deadline) -> Duration {
        let left = deadline.at_ms.saturating_sub(self.clock.now_ms());
        Duration::from_millis(u64::try_from(left).unwrap_or_default())
    }

    /// Sends a call; returns an answer of any status, or the reason why there is none.
    pub async fn send(&self, cx: &CallCx, call: Call, deadline: Deadline) -> Result<Reply, Failure> {
        let request = call
            .request
            .header(CorrelationId::HEADER, cx.correlation.as_str())
            .build()
            .map_err(|error| Failure::Fault(error.into()))?;
        let admitted = self.breaker.admit(&cx.org, credential(&request));
        let mut permit =
            admitted.map_err(|refused| Failure::BreakerOpen { retry_after: refused.retry_after })?;
        let mut made = 0;
        loop {
            let this = request.try_clone().ok_or(Failure::Fault(Fault::Unsendable))?;
            let (result, verdict) = self.attempt(cx, call.template, this, deadline).await;
            if result.as_ref().is_ok_and(|reply| reply.status.is_success()) {
                permit.accepted();
            }
            permit.saw(verdict);
            made += 1;
            let ended = self.place.ended(&result);
            let wait = retry::wait(made, ended, call.safety, self.place.limits_first, &self.random)
                .filter(|wait| *wait < self.left(deadline) && permit.goes_on());
            if let Some(wait) = wait {
                self.clock.sleep(wait).await;
                if permit.goes_on() {
                    continue;
                }
            }
            permit.over();
            return result.map_err(Failure::Fault);
        }
    }

    /// Sends a request once and leaves the answer to be read: what it opens is too large to be held.
    /// It says nothing of the provider's availability, which other calls find out.
    pub async fn open(
        &self,
        cx: &CallCx,
        request: RequestBuilder,
        reach: Reach,
        deadline: Deadline,
    ) -> Result<Response, Failure> {
        let request = request.header(CorrelationId::HEADER, cx.correlation.as_str()).build();
        let request = request.map_err(|error| Failure::Fault(error.into()))?;
        self.transport.open(request, reach, self.left(deadline)).await.map_err(Failure::Fault)
    }

    async fn attempt(
        &self,
        cx: &CallCx,
        template: &'static str,
        request: Request,
        deadline: Deadline,
    ) -> (Result<Reply, Fault>, Verdict) {
        let limit = self.timing.attempt.min(self.left(deadline));
        let method = request.method().clone();
        let began = self.clock.now_ms();
        let result = match cx.time_for(&method, limit, began) {
            None => Err(Fault::LeaseEnded),
            Some(limit) if limit.is_zero() => Err(Fault::Timeout),
            Some(limit) => self.transport.attempt(request, limit).await,
        };
        let elapsed_ms = self.clock.now_ms().saturating_sub(began);
        // A late page with little time left proves nothing against the provider.
        let fair = limit * 2 >= self.timing.attempt;
        self.record(cx, &method, template, elapsed_ms, &result);
        let verdict = verdict(&result, fair);
        (result, verdict)
    }

    fn record(
        &self,
        cx: &CallCx,
        method: &Method,
        template: &'static str,
        elapsed_ms: i64,
        result: &Result<Reply, Fault>,
    ) {
        let (outcome, status, code, request_id) = match result {
            Ok(reply) => (
                match reply.status {
                    status if status.is_success() => "success",
                    status if status.is_server_error() => "server_error",
                    _ => "refused",
                },
                Some(reply.status.as_u16()),
                provider_code(reply),
                reply.request_id.as_deref(),
            ),
            Err(fault) => (fault.code(), None, None, None),
        };
        metrics::counter!(
            "ava_provider_requests_total",
            "provider" => self.place.provider.code(),
            "outcome" => outcome,
        )
        .increment(1);
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    provider = self.place.provider.code(),
                    org.id = %cx.org,
                    host = self.place.base.host_str(),
                    %method,
                    path = template,
                    status,
                    code,
                    outcome,
                    elapsed_ms,
                    request_id,
                    correlation_id = %cx.correlation,
                    "provider call"
                )
            };
        }
        match outcome {
            "success" => line!(debug),
            "refused" => line!(info),
            _ => line!(warn),
        }
    }
}

/// The fingerprint of the credential that the request carries.
fn credential(request: &Request) -> Fingerprint {
    let header = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    fingerprint(&[&String::from_utf8_lossy(header)])
}

/// Only failures that concern everybody count: one tenant's bad key or 429 is an answer
/// like any other.
fn verdict(result: &Result<Reply, Fault>, fair: bool) -> Verdict {
    match result {
        Ok(reply) if reply.status.is_server_error() => Verdict::Down,
        Ok(_) | Err(Fault::Oversized) => Verdict::Up,
        Err(Fault::Timeout) if !fair => Verdict::Unknown,
        Err(Fault::Connect | Fault::Tls(_) | Fault::Timeout | Fault::Broken) => Verdict::Down,
        Err(Fault::Ours | Fault::Unsendable | Fault::LeaseEnded) => Verdict::Unknown,
    }
}

/// A number from a refusal's body, such as Twilio's 20003.
fn provider_code(reply: &Reply) -> Option<u32> {
    #[derive(Deserialize)]
    struct Refusal {
        code: u32,
    }
    if reply.status.is_success() {
        return None;
    }
    reply.json::<Refusal>().map(|refusal| refusal.code)
}
