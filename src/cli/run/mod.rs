//! What each command asks of the API, and prints of its answer.

mod appointments;
mod config;
mod integrations;
mod numbers;
mod operations;
mod organisation;
mod webhooks;

use std::io::Write;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    client::{Answer, Client, Request},
    commands::{Agents, AuditLog, Command, Hours, ListArgs, MAX_WAIT, Raw, Reading, Things, WriteArgs},
    failure::Failure,
    input,
    nouns::{self, Noun},
    output::{self, Column, Output},
};
use crate::domain::{ids::OperationId, phone::E164};

/// A command that is carried out.
pub struct Run<'a> {
    pub client: &'a Client,
    pub output: Output,
    pub out: &'a mut dyn Write,
}

/// A write, before it is sent.
struct Change<'a> {
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'a str, &'a str)>,
    body: Option<Value>,
    etag: Option<String>,
}

impl<'a> Change<'a> {
    fn new(method: Method, path: impl IntoIterator<Item = &'a str>) -> Self {
        Self { method, path: path.into_iter().collect(), query: Vec::new(), body: None, etag: None }
    }

    fn post(path: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(Method::POST, path)
    }

    fn put(path: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(Method::PUT, path)
    }

    fn delete(path: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(Method::DELETE, path)
    }

    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// The address of one of a list, and what is below it.
fn one<'a>(noun: &'static Noun, id: &'a str, below: &[&'a str]) -> Vec<&'a str> {
    noun.path.iter().copied().chain([id]).chain(below.iter().copied()).collect()
}

/// The fields that have a value.
fn body<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect())
}

fn text(text: impl Into<String>) -> Option<Value> {
    Some(Value::String(text.into()))
}

impl Run<'_> {
    pub async fn command(&mut self, command: Command) -> Result<(), Failure> {
        match command {
            Command::Integrations { command } => self.integrations(command).await,
            Command::Agents { command } => self.agents(command).await,
            Command::Numbers { command } => self.numbers(command).await,
            Command::Readiness => self.show_at(&["readiness"]).await,
            Command::Operations { command } => self.operations(command).await,
            Command::Calls { command } => self.reading(&nouns::CALLS, command).await,
            Command::Contacts { command } => self.contacts(command).await,
            Command::Appointments { command } => self.appointments(command).await,
            Command::Services { command } => self.things(&nouns::SERVICES, command).await,
            Command::Hours { command: Hours::Get } => self.show_at(nouns::HOURS.path).await,
            Command::Hours { command: Hours::Set { file, write } } => {
                let fields = input::body(&file)?;
                self.update(&nouns::HOURS, nouns::HOURS.path.to_vec(), fields, &write).await
            }
            Command::Notifications { command } => self.notifications(command).await,
            Command::Members { command } => self.members(command).await,
            Command::Invitations { command } => self.invitations(command).await,
            Command::Webhooks { command } => self.webhooks(command).await,
            Command::Tenants { command } => self.tenants(command).await,
            Command::Audit(AuditLog::List(list)) => self.list(&nouns::AUDIT, list).await,
            Command::Api(raw) => self.raw(raw).await,
            Command::Export => self.export().await,
            Command::Plan(args) => self.plan(args).await,
            Command::Apply(args) => self.apply(args).await,
        }
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(|error| Failure::Unusable(format!("Nothing can be printed: {error}.")))
    }

    fn show(&mut self, value: &Value) -> Result<(), Failure> {
        match (self.output, value) {
            (_, Value::Null) => Ok(()),
            (Output::Json, _) => self.say(&output::json(value)),
            (Output::Table, _) => self.say(&output::details(value)),
        }
    }

    fn show_items(&mut self, columns: &[Column], items: Vec<Value>) -> Result<(), Failure> {
        match self.output {
            Output::Json => self.say(&output::json(&Value::Array(items))),
            Output::Table => self.say(&output::table(columns, &items)),
        }
    }

    async fn show_at(&mut self, path: &[&str]) -> Result<(), Failure> {
        let answer = self.client.get(path).await?;
        self.show(&answer.body)
    }

    async fn list(&mut self, noun: &Noun, list: ListArgs) -> Result<(), Failure> {
        self.list_at(noun.path, noun.columns, list).await
    }

    async fn list_at(&mut self, path: &[&str], columns: &[Column], list: ListArgs) -> Result<(), Failure> {
        let most = if list.all { usize::MAX } else { list.limit };
        let listed = self.client.list(path, &list.narrowed, most).await?;
        self.show_items(columns, listed.items)?;
        if listed.more && self.output == Output::Table {
            self.say("There are more: see --limit and --all.\n")?;
        }
        Ok(())
    }

    async fn reading(&mut self, noun: &'static Noun, reading: Reading) -> Result<(), Failure> {
        match reading {
            Reading::List(list) => self.list(noun, list).await,
            Reading::Get { which } => {
                let id = self.id(noun, &which).await?;
                self.show_at(&one(noun, &id, &[])).await
            }
        }
    }

    /// The id of what a person names by its id or its name.
    ///
    /// # Errors
    /// Fails where nothing has the name, or more than one has.
    async fn id(&self, noun: &Noun, which: &str) -> Result<String, Failure> {
        if noun.name.is_empty() || which.parse::<OperationId>().is_ok() {
            return Ok(which.to_owned());
        }
        let is_number = noun.path == nouns::NUMBERS.path;
        let read = if is_number { E164::parse(which).ok().map(|number| number.to_string()) } else { None };
        let named = read.unwrap_or_else(|| which.to_owned());
        let all = self.client.list(noun.path, &[], usize::MAX).await?.items;
        let mut ids = all
            .iter()
            .filter(|item| item[noun.name] == named.as_str())
            .filter_map(|item| item["id"].as_str());
        match (ids.next(), ids.next()) {
            (Some(id), None) => Ok(id.to_owned()),
            (None, _) => Err(Failure::NotFound(format!("There is no {} {which:?}.", noun.one))),
            _ => Err(Failure::Unusable(format!("There are two of {} {which:?}: say its id.", noun.one))),
        }
    }

    async fn optional_id(&self, noun: &Noun, which: Option<&str>) -> Result<Option<Value>, Failure> {
        match which {
            Some(which) => Ok(text(self.id(noun, which).await?)),
            None => Ok(None),
        }
    }

    /// Sends a write, and shows its answer, or the end of what it began.
    async fn change(&mut self, change: Change<'_>, write: &WriteArgs) -> Result<(), Failure> {
        let Change { method, path, query, body, etag } = change;
        let mut request =
            Request::new(method, &path).if_match(etag.as_deref()).key(write.idempotency_key.as_deref());
        for (name, value) in query {
            request = request.with_query(name, value);
        }
        if let Some(body) = &body {
            request = request.body(body);
        }
        let Answer { status, body, .. } = self.client.send(request).await?;
        match body["id"].as_str() {
            Some(id) if status == 202 && write.wait => self.watch(&[id.to_owned()], MAX_WAIT).await,
            _ => self.show(&body),
        }
    }

    /// Replaces the fields that were given, and keeps the others as they are.
    async fn update(
        &mut self,
        noun: &Noun,
        path: Vec<&str>,
        given: Value,
        write: &WriteArgs,
    ) -> Result<(), Failure> {
        let there = self.client.get(&path).await?;
        let present = noun.fields.iter().map(|field| ((*field).to_owned(), there.body[*field].clone()));
        let mut fields: Map<String, Value> = present.filter(|(_, value)| !value.is_null()).collect();
        if let Value::Object(given) = given {
            fields.extend(given);
        }
        let change = Change { etag: there.etag, ..Change::put(path).with(Value::Object(fields)) };
        self.change(change, write).await
    }

    async fn things(&mut self, noun: &'static Noun, things: Things) -> Result<(), Failure> {
        match things {
            Things::Reading(reading) => self.reading(noun, reading).await,
            Things::Create { file, write } => {
                let change = Change::post(noun.path.iter().copied()).with(input::body(&file)?);
                self.change(change, &write).await
            }
            Things::Update { which, file, write } => {
                let fields = input::body(&file)?;
                let id = self.id(noun, &which).await?;
                self.update(noun, one(noun, &id, &[]), fields, &write).await
            }
            Things::Delete { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &[])), &write).await
            }
        }
    }

    async fn agents(&mut self, command: Agents) -> Result<(), Failure> {
        let noun = &nouns::AGENTS;
        match command {
            Agents::Things(things) => self.things(noun, things).await,
            Agents::Duplicate { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::post(one(noun, &id, &["duplicate"])), &write).await
            }
            Agents::Remake { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::post(one(noun, &id, &["remake"])), &write).await
            }
            Agents::Say { which, words, write } => {
                let id = self.id(noun, &which).await?;
                let change = Change::post(one(noun, &id, &["trial"])).with(json!({"said": words}));
                self.change(change, &write).await
            }
        }
    }

    async fn raw(&mut self, raw: Raw) -> Result<(), Failure> {
        let Raw { method, path, query, body, if_match, write } = raw;
        let method = method.to_ascii_uppercase().parse::<Method>();
        let method = method.map_err(|_| Failure::Unusable("No method has this name.".to_owned()))?;
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("api/").unwrap_or(path);
        let body = body.map(|file| input::body(&file)).transpose()?;
        let change = Change {
            query: query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            body,
            etag: if_match,
            ..Change::new(method, path.split('/').filter(|part| !part.is_empty()))
        };
        self.change(change, &write).await
    }
}
