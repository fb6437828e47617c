//! The client: a link per region, and the check of a key.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde_json::json;

use super::{
    EU, GLOBAL, US,
    refusal::{Refusal, refusal},
};
use crate::{
    domain::{
        models,
        problem::{Field, Problem, ProblemKind, Right},
        provider::{
            OfProvider as _, PublicConfig,
            openai::{OpenaiConfig, OpenaiRegion, PROVIDER},
        },
    },
    server::{
        providers::{
            call::{self, Call, CallCx, Deadline, Safety},
            lenient::entries,
            link::{Link, Links},
            transport::Reply,
        },
        vault::{
            provider_secret::{OpenaiSecret, ProviderSecret},
            secret::Secret,
        },
    },
};

#[derive(Clone)]
pub struct OpenaiClient {
    global: Link,
    us: Link,
    eu: Link,
}

/// A project's key, and the region that it is known or thought to belong to.
#[derive(Clone, Debug)]
pub struct OpenaiAuth {
    pub key: Secret,
    pub region: OpenaiRegion,
}

impl OpenaiAuth {
    /// Reads the sign-in. Fails with `Unreadable` where one of both is of another provider.
    pub fn of(config: &PublicConfig, secret: &ProviderSecret) -> Result<Self, Problem> {
        let unreadable = ProblemKind::Unreadable(config.provider());
        let config = OpenaiConfig::read(config)?;
        let secret = OpenaiSecret::of(secret).ok_or(unreadable)?;
        Ok(Self { key: secret.key.clone(), region: config.region })
    }
}

impl OpenaiClient {
    pub(in crate::server::providers) fn new(links: &mut Links<'_>) -> Self {
        Self { global: links.to(&GLOBAL), us: links.to(&US), eu: links.to(&EU) }
    }

    const fn link(&self, region: OpenaiRegion) -> &Link {
        match region {
            OpenaiRegion::Global => &self.global,
            OpenaiRegion::Us => &self.us,
            OpenaiRegion::Eu => &self.eu,
        }
    }

    /// Checks whether a model would answer the key, and returns the region that it belongs to:
    /// where one host names another, that is asked. Always asked, never remembered.
    pub async fn check_key(&self, cx: &CallCx, auth: &OpenaiAuth) -> Result<OpenaiRegion, Problem> {
        let deadline = self.link(auth.region).deadline();
        let (mut region, mut asked) = (auth.region, Vec::new());
        let problem = loop {
            asked.push(region);
            let ask = Ask { link: self.link(region), cx, key: &auth.key, deadline };
            match ask.may_have_models_answer().await {
                Ok(()) => return Ok(region),
                Err(Refusal::Elsewhere(Some(other))) if !asked.contains(&other) => region = other,
                Err(Refusal::Elsewhere(_)) => break ProblemKind::MissingRight(Right::KnownRegion).into(),
                Err(Refusal::NoSense) => break ProblemKind::Rejected(PROVIDER).into(),
                Err(Refusal::Other(problem)) => break problem,
            }
        };
        let of_the_key = matches!(problem.kind, ProblemKind::KeyRefused(_) | ProblemKind::MissingRight(_));
        let problem = if of_the_key { problem.on(Field::Key) } else { problem };
        Err(problem.correlated(cx.correlation.as_str()))
    }
}

/// The requests of one check at one host.
struct Ask<'a> {
    link: &'a Link,
    cx: &'a CallCx,
    key: &'a Secret,
    deadline: Deadline,
}

#[derive(Deserialize)]
struct Models {
    #[serde(deserialize_with = "entries")]
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

impl Ask<'_> {
    /// Asks a model for an answer to no message at all, which OpenAI refuses once it has looked at
    /// the key and its rights. Nothing is computed, so nothing is billed.
    async fn may_have_models_answer(&self) -> Result<(), Refusal> {
        const TEMPLATE: &str = "/v1/chat/completions";
        for model in self.models().await? {
            let nothing = json!({ "model": model, "messages": [] });
            let reply = self.send(TEMPLATE, self.request(Method::POST, TEMPLATE)?.json(&nothing)).await?;
            if reply.status.is_success() {
                return Err(self.garbled());
            }
            match refusal(&reply) {
                Refusal::NoSense => return Ok(()),
                Refusal::Other(problem) => match problem.kind {
                    ProblemKind::MissingRight(Right::OfferedModels) => {}
                    ProblemKind::LacksRight(_) => return Err(missing(Right::AskModels)),
                    _ => return Err(Refusal::Other(problem)),
                },
                refused => return Err(refused),
            }
        }
        Err(missing(Right::OfferedModels))
    }

    /// The models that AVA offers and that the project lists. A restricted key may list none, and
    /// have them answer all the same.
    async fn models(&self) -> Result<Vec<&'static str>, Refusal> {
        const TEMPLATE: &str = "/v1/models";
        let reply = self.send(TEMPLATE, self.request(Method::GET, TEMPLATE)?).await?;
        if !reply.status.is_success() {
            return match refusal(&reply) {
                Refusal::Other(Problem { kind: ProblemKind::LacksRight(_), .. }) => {
                    Ok(models::OFFERED.to_vec())
                }
                refused => Err(refused),
            };
        }
        let listed = reply.json::<Models>().ok_or_else(|| self.garbled())?;
        let listed: BTreeSet<&str> = listed.data.iter().map(|model| model.id.as_str()).collect();
        Ok(models::OFFERED.into_iter().filter(|offered| listed.contains(offered)).collect())
    }

    fn request(&self, method: Method, template: &str) -> Result<RequestBuilder, Refusal> {
        let url = call::url(self.link.base(), template, &[]).ok_or_else(|| self.garbled())?;
        Ok(self.link.request(method, url).bearer_auth(self.key.expose()))
    }

    async fn send(&self, template: &'static str, request: RequestBuilder) -> Result<Reply, Refusal> {
        let call = Call { template, request, safety: Safety::Repeatable };
        let reply = self.link.send(self.cx, call, self.deadline).await;
        reply.map_err(|failure| Refusal::Other(failure.problem(PROVIDER)))
    }

    fn garbled(&self) -> Refusal {
        Refusal::Other(ProblemKind::ProviderFailed(PROVIDER).into())
    }
}

fn missing(right: Right) -> Refusal {
    Refusal::Other(ProblemKind::MissingRight(right).into())
}
