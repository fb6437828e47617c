//! What each command asks of the API, and prints of its answer.

mod config;

use std::io::Write;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    client::{Answer, Client, Request},
    commands::{
        Agents, Appointments, AuditLog, Command, Contacts, Hours, Integrations, Invitations, ListArgs,
        Members, Notifications, Numbers, Operations, PATIENCE, Raw, Reading, Tenants, Things, Webhooks,
        WriteArgs,
    },
    failure::Failure,
    input,
    nouns::{self, Noun},
    output::{self, Column, Output},
    watch,
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
            Command::Agents { command: Agents::Things(things) } => self.things(&nouns::AGENTS, things).await,
            Command::Agents { command: Agents::Duplicate { which, write } } => {
                let id = self.id(&nouns::AGENTS, &which).await?;
                self.change(Change::post(one(&nouns::AGENTS, &id, &["duplicate"])), &write).await
            }
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
            request = request.asking(name, value);
        }
        if let Some(body) = &body {
            request = request.body(body);
        }
        let Answer { status, body, .. } = self.client.send(request).await?;
        match body["id"].as_str() {
            Some(id) if status == 202 && write.wait => self.watch(&[id.to_owned()], PATIENCE).await,
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

    async fn integrations(&mut self, command: Integrations) -> Result<(), Failure> {
        let noun = &nouns::INTEGRATIONS;
        match command {
            Integrations::Reading(reading) => self.reading(noun, reading).await,
            Integrations::Connect { provider, key_file, secret_files, fields, write } => {
                let mut body = Map::from_iter([("provider".to_owned(), provider.code().into())]);
                for (name, value) in fields {
                    body.insert(name.clone(), field(&name, &value)?);
                }
                let key = key_file.map(|path| ("key".to_owned(), path));
                let others = secret_files.into_iter().map(|(name, path)| (name, path.into()));
                for (name, path) in key.into_iter().chain(others) {
                    body.insert(name, Value::String((*input::secret(&path)?).to_owned()));
                }
                let change = Change::put(one(noun, provider.code(), &[])).with(Value::Object(body));
                self.change(change, &write).await
            }
            Integrations::Verify { provider, write } => {
                self.change(Change::post(one(noun, provider.code(), &["verify"])), &write).await
            }
            Integrations::Disconnect { provider, write } => {
                self.change(Change::delete(one(noun, provider.code(), &[])), &write).await
            }
        }
    }

    async fn numbers(&mut self, command: Numbers) -> Result<(), Failure> {
        let noun = &nouns::NUMBERS;
        match command {
            Numbers::Reading(reading) => self.reading(noun, reading).await,
            Numbers::Account(list) => self.list_at(&["numbers", "account"], nouns::OF_ACCOUNT, list).await,
            Numbers::Import { number, agent, sms, write } => {
                let agent = self.optional_id(&nouns::AGENTS, agent.as_deref()).await?;
                let sms = sms.then_some(Value::Bool(true));
                let body = body([("number", text(number)), ("agent", agent), ("sms", sms)]);
                self.change(Change::post(["numbers"]).with(body), &write).await
            }
            Numbers::Search { country, kind, area, digits } => {
                let asked = [("country", Some(country)), ("kind", kind), ("area", area), ("digits", digits)];
                let asked = asked.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
                let narrowed = asked.collect();
                let list = ListArgs { narrowed, limit: 0, all: true };
                self.list_at(&["numbers", "available"], nouns::FOR_SALE, list).await
            }
            Numbers::Buy { number, country, kind, agent, address, bundle, write } => {
                let address = address.map(|path| input::body(&path)).transpose()?;
                let body = body([
                    ("number", text(number)),
                    ("country", text(country)),
                    ("kind", text(kind)),
                    ("agent", self.optional_id(&nouns::AGENTS, agent.as_deref()).await?),
                    ("address", address),
                    ("bundle", bundle.map(Value::String)),
                ]);
                self.change(Change::post(["numbers", "purchases"]).with(body), &write).await
            }
            Numbers::Assign { which, agent, write } => {
                let id = self.id(noun, &which).await?;
                let agent = self.id(&nouns::AGENTS, &agent).await?;
                let change = Change::put(one(noun, &id, &["agent"])).with(json!({"agent": agent}));
                self.change(change, &write).await
            }
            Numbers::Unassign { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &["agent"])), &write).await
            }
            Numbers::Prove { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::post(one(noun, &id, &["prove"])), &write).await
            }
            Numbers::Remove { which, last_four, write } => {
                let id = self.id(noun, &which).await?;
                let query = last_four.as_deref().map(|digits| ("last_four", digits));
                let change = Change::delete(one(noun, &id, &[]));
                self.change(Change { query: query.into_iter().collect(), ..change }, &write).await
            }
            Numbers::Compare { write } => self.change(Change::post(["numbers", "compare"]), &write).await,
        }
    }

    async fn operations(&mut self, command: Operations) -> Result<(), Failure> {
        let noun = &nouns::OPERATIONS;
        match command {
            Operations::Reading(reading) => self.reading(noun, reading).await,
            Operations::Watch { ids, timeout } => self.watch(&ids, timeout).await,
            Operations::Retry { id, write } => {
                self.change(Change::post(one(noun, &id, &["retry"])), &write).await
            }
            Operations::Decide { id, take_over, leave: _, write } => {
                // What is agreed to is exactly what stands there now.
                let there = self.client.get(&one(noun, &id, &[])).await?.body;
                let Some(takeover_of) = there["takeover_of"].as_str() else {
                    return Err(Failure::Unusable(format!("Operation {id} asks for no decision.")));
                };
                let decision = json!({"take_over": take_over, "takeover_of": takeover_of});
                self.change(Change::post(one(noun, &id, &["decision"])).with(decision), &write).await
            }
            Operations::Close { id, write } => {
                self.change(Change::post(one(noun, &id, &["close"])), &write).await
            }
        }
    }

    async fn contacts(&mut self, command: Contacts) -> Result<(), Failure> {
        let noun = &nouns::CONTACTS;
        match command {
            Contacts::Things(things) => self.things(noun, things).await,
            Contacts::Merge { id, other, write } => {
                let change = Change::post(one(noun, &id, &["merge"])).with(json!({"contact": other}));
                self.change(change, &write).await
            }
            Contacts::Separate { id, write } => {
                self.change(Change::post(one(noun, &id, &["separate"])), &write).await
            }
        }
    }

    async fn appointments(&mut self, command: Appointments) -> Result<(), Failure> {
        let noun = &nouns::APPOINTMENTS;
        match command {
            Appointments::Reading(reading) => self.reading(noun, reading).await,
            Appointments::Slots { service, date, agent } => {
                let service = self.id(&nouns::SERVICES, &service).await?;
                let agent = match &agent {
                    Some(agent) => Some(self.id(&nouns::AGENTS, agent).await?),
                    None => None,
                };
                let mut request = Request::get(&["appointments", "slots"]).asking("service", &service);
                for (name, value) in [("date", &date), ("agent", &agent)] {
                    if let Some(value) = value {
                        request = request.asking(name, value);
                    }
                }
                let answer = self.client.send(request).await?;
                self.show(&answer.body)
            }
            Appointments::Book { service, start, agent, name, number, email, note, write } => {
                let body = body([
                    ("service", text(self.id(&nouns::SERVICES, &service).await?)),
                    ("start", text(start)),
                    ("agent", self.optional_id(&nouns::AGENTS, agent.as_deref()).await?),
                    ("name", text(name)),
                    ("number", number.map(Value::String)),
                    ("email", email.map(Value::String)),
                    ("note", note.map(Value::String)),
                ]);
                self.change(Change::post(["appointments"]).with(body), &write).await
            }
            Appointments::Reschedule { id, start, write } => {
                self.change(Change::put(one(noun, &id, &[])).with(json!({"start": start})), &write).await
            }
            Appointments::Cancel { id, write } => {
                self.change(Change::post(one(noun, &id, &["cancel"])), &write).await
            }
        }
    }

    async fn notifications(&mut self, command: Notifications) -> Result<(), Failure> {
        let noun = &nouns::NOTIFICATIONS;
        match command {
            Notifications::List(list) => self.list(noun, list).await,
            Notifications::Read { id: Some(id), write, .. } => {
                self.change(Change::post(one(noun, &id, &["read"])), &write).await
            }
            Notifications::Read { id: None, write, .. } => {
                let newest = self.client.list(noun.path, &[], 1).await?.items;
                // What comes meanwhile stays unread.
                let Some(newest) = newest.first().map(|item| item["id"].clone()) else { return Ok(()) };
                let change = Change::post(["notifications", "read"]).with(json!({"newest": newest}));
                self.change(change, &write).await
            }
        }
    }

    async fn members(&mut self, command: Members) -> Result<(), Failure> {
        let noun = &nouns::MEMBERS;
        match command {
            Members::Reading(reading) => self.reading(noun, reading).await,
            Members::Role { which, role, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::put(one(noun, &id, &[])).with(json!({"role": role})), &write).await
            }
            Members::Remove { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &[])), &write).await
            }
        }
    }

    async fn invitations(&mut self, command: Invitations) -> Result<(), Failure> {
        let noun = &nouns::INVITATIONS;
        match command {
            Invitations::List(list) => self.list(noun, list).await,
            Invitations::Create { file, write } => {
                self.change(Change::post(["invitations"]).with(input::body(&file)?), &write).await
            }
            Invitations::Delete { which, write } => {
                let id = self.id(noun, &which).await?;
                self.change(Change::delete(one(noun, &id, &[])), &write).await
            }
        }
    }

    async fn webhooks(&mut self, command: Webhooks) -> Result<(), Failure> {
        let noun = &nouns::WEBHOOKS;
        let (which, deed, write) = match command {
            Webhooks::Things(things) => return self.things(noun, things).await,
            Webhooks::Deliveries { which, list } => {
                let id = self.id(noun, &which).await?;
                return self.list_at(&one(noun, &id, &["deliveries"]), nouns::DELIVERIES, list).await;
            }
            Webhooks::Replay { which, from, until, undelivered, write } => {
                let id = self.id(noun, &which).await?;
                let body = body([
                    ("from", text(from)),
                    ("until", until.map(Value::String)),
                    ("undelivered", undelivered.then_some(Value::Bool(true))),
                ]);
                return self.change(Change::post(one(noun, &id, &["replay"])).with(body), &write).await;
            }
            Webhooks::Test { which, write } => (which, "test", write),
            Webhooks::Pause { which, write } => (which, "pause", write),
            Webhooks::Resume { which, write } => (which, "resume", write),
            Webhooks::Rotate { which, write } => (which, "rotate", write),
        };
        let id = self.id(noun, &which).await?;
        // A delivery is no operation: nothing is to be waited for.
        let write = WriteArgs { wait: false, ..write };
        self.change(Change::post(one(noun, &id, &[deed])), &write).await
    }

    async fn tenants(&mut self, command: Tenants) -> Result<(), Failure> {
        let noun = &nouns::TENANTS;
        match command {
            Tenants::Reading(reading) => self.reading(noun, reading).await,
            Tenants::Suspend { id, reason, write } => {
                let change = Change::post(one(noun, &id, &["suspend"])).with(json!({"reason": reason}));
                self.change(change, &write).await
            }
            Tenants::Resume { id, write } => {
                self.change(Change::post(one(noun, &id, &["resume"])), &write).await
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

    async fn watch(&mut self, ids: &[String], timeout: u64) -> Result<(), Failure> {
        let ended = self.ends(ids, timeout).await?;
        match (self.output, &ended[..]) {
            (Output::Table, _) => {}
            (Output::Json, [one]) => self.say(&output::json(one))?,
            (Output::Json, several) => self.say(&output::json(&several.into()))?,
        }
        ended.iter().try_for_each(watch::result)
    }

    /// Returns each operation once it is over, or does not get on by itself.
    async fn ends(&mut self, ids: &[String], timeout: u64) -> Result<Vec<Value>, Failure> {
        // Nobody waits that long for each.
        let since = self.client.now_ms();
        let mut ended = Vec::new();
        for id in ids {
            ended.push(self.end(id, timeout, since).await?);
        }
        Ok(ended)
    }

    async fn end(&mut self, id: &str, timeout: u64, since: i64) -> Result<Value, Failure> {
        let mut watched = watch::Watched::new(self.client, id, timeout, since);
        let mut told = String::new();
        loop {
            let operation = watched.next().await?;
            let now = watch::line(&operation);
            if now != told && self.output == Output::Table {
                self.say(&format!("{now}\n"))?;
                told = now;
            }
            if !watch::goes_on(&operation) {
                return Ok(operation);
            }
            watched.pause().await?;
        }
    }
}

/// The value of a field of a credential, which is no secret.
fn field(name: &str, value: &str) -> Result<Value, Failure> {
    const SECRETS: [&str; 4] = ["key", "auth_token", "api_key_secret", "password"];
    if SECRETS.contains(&name) {
        let said =
            format!("{name} is a secret: arguments are seen by others. Use --secret-file {name}=FILE.");
        return Err(Failure::Unusable(said));
    }
    match value {
        "true" | "false" => Ok(Value::Bool(value == "true")),
        _ if name == "port" => {
            let port =
                value.parse::<u16>().map_err(|_| Failure::Unusable("A port is a number.".to_owned()))?;
            Ok(port.into())
        }
        _ => Ok(value.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_10_no_secret_is_taken_from_an_argument() {
        for name in ["key", "auth_token", "api_key_secret", "password"] {
            let said = field(name, "hush").unwrap_err().to_string();
            assert!(said.contains("--secret-file") && !said.contains("hush"), "{said}");
        }
        assert_eq!(field("switch", "true").unwrap(), true);
        assert_eq!(field("port", "465").unwrap(), 465);
        assert_eq!(field("user", "465").unwrap(), "465");
        assert!(field("port", "smtp").is_err());
    }
}
