//! Putting right what differs.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    file::{Agent, Entry, Hours, Number, Offer, Service, Webhook, fields},
    kind::Kind,
    plan::{Step, StepAction},
    there::{Names, There, again, all, path},
};
use crate::cli::{
    client::{Answer, Client, Request},
    failure::Failure,
};

/// Does the steps of a plan one after another.
pub struct Applying<'a> {
    client: &'a Client,
    /// What numbers and offers refer to, with what is made on the way.
    names: Names,
    /// The operations that go on by themselves.
    pub operations: Vec<String>,
}

impl<'a> Applying<'a> {
    pub fn new(client: &'a Client, there: &There) -> Self {
        let names = Names::of(&there.agents, &there.services);
        Self { client, names, operations: Vec::new() }
    }

    /// Does the next step. What the server has must still be what the plan was made from.
    ///
    /// # Errors
    /// Fails where somebody has made or changed it since, such as an `apply` at the same time; what was done
    /// before stays done, and a new plan has the rest.
    pub async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let etag = match step.kind {
            Kind::Hours => self.unchanged::<Hours>(step).await?,
            Kind::Service => self.unchanged::<Service>(step).await?,
            Kind::Agent => self.unchanged::<Agent>(step).await?,
            Kind::Offer => return self.offer(step).await,
            Kind::Number => self.unchanged::<Number>(step).await?,
            Kind::Webhook => self.unchanged::<Webhook>(step).await?,
        };
        let mut path = path(step.kind, &step.id);
        let body = match step.action {
            StepAction::Remove => None,
            _ if step.kind == Kind::Number => {
                path.push("agent");
                Some(json!({"agent": self.agent(step)}))
            }
            _ => Some(body(step)),
        };
        let method = match step.action {
            StepAction::Make => Method::POST,
            StepAction::Change => Method::PUT,
            StepAction::Remove => Method::DELETE,
        };
        // A binding has no version of its own.
        let etag = etag.filter(|_| step.kind != Kind::Number);
        let request = Request::new(method, &path).if_match(etag.as_deref());
        let request = match &body {
            Some(body) => request.body(body),
            None => request,
        };
        let answer = self.client.send(request).await?;
        self.took(step, &answer);
        Ok(())
    }

    /// The version of a thing that is as it was when the plan was made; none for one that is still to be made.
    async fn unchanged<E: Entry>(&self, step: &Step) -> Result<Option<String>, Failure> {
        let (is_as_planned, etag) = if step.action == StepAction::Make {
            (all::<E>(self.client).await?.iter().all(|thing| thing.key != step.key), None)
        } else {
            let (thing, etag) = again::<E>(self.client, &step.id).await?;
            (thing.key == step.key && fields(&thing.entry) == step.before, etag)
        };
        if is_as_planned { Ok(etag) } else { Err(other(step)) }
    }

    /// Has an agent offer what a step says, which has two addresses.
    async fn offer(&self, step: &Step) -> Result<(), Failure> {
        // The agent may have been made just now.
        let made = self.names.id(Kind::Agent, &step.key).filter(|_| step.action == StepAction::Make);
        let agent = made.unwrap_or(&step.id);
        let answer = self.client.get(&["agents", agent, "offer"]).await?;
        let whole = |offer: &Map<String, Value>| {
            if offer.is_empty() { fields(&Offer::NOTHING) } else { offer.clone() }
        };
        let (before, after) = (whole(&step.before), whole(&step.after));
        if fields(&self.names.offer(&answer.body)?.entry) != before {
            return Err(other(step));
        }
        let mut etag = answer.etag;
        for (address, names) in [("hours", &["hours", "lead_time"][..]), ("services", &["services"][..])] {
            if names.iter().all(|name| before.get(*name) == after.get(*name)) {
                continue;
            }
            let own = names.iter().map(|name| ((*name).to_owned(), self.own(name, &after)));
            let body = Value::Object(own.collect());
            let path = ["agents", agent, address];
            let request = Request::new(Method::PUT, &path).if_match(etag.as_deref()).body(&body);
            etag = self.client.send(request).await?.etag;
        }
        Ok(())
    }

    /// A field of an offer as the API has it.
    fn own(&self, name: &str, offer: &Map<String, Value>) -> Value {
        match offer.get(name) {
            None => Value::Null,
            Some(Value::String(text)) if text.is_empty() => Value::Null,
            Some(Value::Array(services)) => {
                // The server refuses what is no id.
                let id = |name: &Value| {
                    let id = self.names.id(Kind::Service, name.as_str().unwrap_or_default());
                    id.map_or_else(|| name.clone(), Value::from)
                };
                services.iter().map(id).collect()
            }
            Some(own) => own.clone(),
        }
    }

    fn agent(&self, step: &Step) -> Option<&str> {
        self.names.id(Kind::Agent, step.after.get("agent")?.as_str()?)
    }

    /// Keeps what later steps need of an answer.
    fn took(&mut self, step: &Step, answer: &Answer) {
        let text = |name: &str| answer.body.get(name).and_then(Value::as_str).map(str::to_owned);
        if step.action == StepAction::Make
            && let Some(id) = text("id")
        {
            self.names.add(step.kind, &id, &step.key);
        }
        // An operation itself, or the one that a thing names.
        let operation = if answer.status == 202 { text("id") } else { text("operation") };
        self.operations.extend(operation);
    }
}

/// The refusal of a step whose thing is another one than when the plan was made.
fn other(step: &Step) -> Failure {
    let done = if step.action == StepAction::Make { "made" } else { "changed" };
    Failure::Unusable(format!("{step}: it was {done} since the plan was made. Plan again."))
}

/// The body that makes or replaces a thing.
fn body(step: &Step) -> Value {
    let mut body: Map<String, Value> = step.after.clone();
    let noun = step.kind.noun();
    if step.kind == Kind::Hours {
        // The file has no `null`.
        if body.get("mails").is_some_and(|mails| mails == "") {
            body.insert("mails".to_owned(), Value::Null);
        }
    } else {
        body.insert(noun.name.to_owned(), step.key.clone().into());
    }
    Value::Object(body)
}
