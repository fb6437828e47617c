//! The state of the server, as far as a file can describe it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    file::{Agent, Entry, File, Hours, Number, Offer, Service, Webhook, entry},
    kind::Kind,
};
use crate::cli::{
    client::{Client, Request},
    failure::Failure,
};

/// Something that the server has.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing<E> {
    /// Empty for the hours, of which there is one.
    pub id: String,
    pub key: String,
    pub entry: E,
}

/// The state of the server, as far as a file can describe it; empty for kinds that were not read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct There {
    pub hours: Vec<Thing<Hours>>,
    pub services: Vec<Thing<Service>>,
    pub agents: Vec<Thing<Agent>>,
    /// Those of agents that have something of their own, whose ids are those of the agents.
    pub offers: Vec<Thing<Offer>>,
    pub numbers: Vec<Thing<Number>>,
    pub webhooks: Vec<Thing<Webhook>>,
}

impl There {
    /// Reads what the file is about, so that nobody needs a right for the rest; all without one.
    pub async fn read(client: &Client, file: Option<&File>) -> Result<Self, Failure> {
        let has = |is_in: fn(&File) -> bool| file.is_none_or(is_in);
        let hours = if has(|file| file.hours.is_some()) {
            vec![thing(&client.get(Kind::Hours.noun().path).await?.body)?]
        } else {
            Vec::new()
        };
        let has_offers = has(|file| file.offers.is_some());
        // Offers name theirs, as numbers do their agents.
        let services = asked(client, has_offers || has(|file| file.services.is_some())).await?;
        let needs_agents = has_offers || has(|file| file.agents.is_some() || file.numbers.is_some());
        let agents = asked(client, needs_agents).await?;
        let offers =
            if has_offers { offers(client, &Names::of(&agents, &services)).await? } else { Vec::new() };
        Ok(Self {
            hours,
            services,
            agents,
            offers,
            numbers: asked(client, has(|file| file.numbers.is_some())).await?,
            webhooks: asked(client, has(|file| file.webhooks.is_some())).await?,
        })
    }

    /// The file that says all of it.
    ///
    /// # Errors
    /// Fails where two things have one name, so that a file could not tell them apart.
    pub fn file(self) -> Result<File, Failure> {
        let mut numbers = by_key(self.numbers)?;
        // Nothing can be said of a number that no agent answers.
        numbers.retain(|_, number| number.agent.is_some());
        Ok(File {
            hours: self.hours.into_iter().next().map(|hours| hours.entry),
            services: Some(by_key(self.services)?),
            agents: Some(by_key(self.agents)?),
            offers: Some(by_key(self.offers)?),
            numbers: Some(numbers),
            webhooks: Some(by_key(self.webhooks)?),
        })
    }
}

fn by_key<E: Entry>(things: Vec<Thing<E>>) -> Result<BTreeMap<String, E>, Failure> {
    let mut entries = BTreeMap::new();
    for Thing { key, entry, .. } in things {
        if entries.insert(key.clone(), entry).is_some() {
            return Err(twice(E::KIND, &key));
        }
    }
    Ok(entries)
}

pub fn twice(kind: Kind, key: &str) -> Failure {
    let said =
        format!("There are two of {kind} {key:?}: a file tells them by name, so give each its own first.");
    Failure::Unusable(said)
}

async fn asked<E: Entry>(client: &Client, is_asked: bool) -> Result<Vec<Thing<E>>, Failure> {
    if is_asked { all(client).await } else { Ok(Vec::new()) }
}

/// Reads all that the server has of a kind.
pub async fn all<E: Entry>(client: &Client) -> Result<Vec<Thing<E>>, Failure> {
    let listed = client.list(E::KIND.noun().path, &[], usize::MAX).await?;
    listed.items.iter().map(thing).collect()
}

/// Reads what a list or an address of the API has of one thing.
pub fn thing<E: Entry>(item: &Value) -> Result<Thing<E>, Failure> {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    let noun = E::KIND.noun();
    let typed = text(noun.name);
    let key = E::key(typed).unwrap_or_else(|| typed.to_owned());
    let read = entry::<E>(known(E::KIND, item)).map_err(|error| {
        Failure::Strange(format!(
            "The server has {} {key:?} in a way that this program does not know: {error}",
            E::KIND
        ))
    })?;
    // A thing that was stored under former rules stays as it is.
    let kept = read.clone().kept(&key, Some(&read)).unwrap_or(read);
    Ok(Thing { id: text("id").to_owned(), key, entry: kept })
}

/// The fields of a thing that a file has too.
fn known(kind: Kind, item: &Value) -> Map<String, Value> {
    if kind == Kind::Number {
        return Map::from_iter([("agent".to_owned(), item["agent_name"].clone())]);
    }
    let noun = kind.noun();
    let fields = noun.fields.iter().filter(|field| **field != noun.name);
    fields.map(|field| ((*field).to_owned(), item[*field].clone())).collect()
}

/// The ids of what others refer to, with their names.
#[derive(Default)]
pub struct Names(Vec<(Kind, String, String)>);

impl Names {
    pub fn of(agents: &[Thing<Agent>], services: &[Thing<Service>]) -> Self {
        let mut names = Self::default();
        for agent in agents {
            names.add(Kind::Agent, &agent.id, &agent.key);
        }
        for service in services {
            names.add(Kind::Service, &service.id, &service.key);
        }
        names
    }

    pub fn add(&mut self, kind: Kind, id: &str, name: &str) {
        self.0.push((kind, id.to_owned(), name.to_owned()));
    }

    pub fn id(&self, kind: Kind, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(of, _, known)| *of == kind && known == name);
        named.map(|(_, id, _)| id.as_str())
    }

    /// The name of an id; the id itself, which no file has, for what was made since the names were read.
    fn name<'a>(&'a self, kind: Kind, id: &'a str) -> &'a str {
        let named = self.0.iter().find(|(of, known, _)| *of == kind && known == id);
        named.map_or(id, |(_, _, name)| name.as_str())
    }

    /// Reads an offer of the API, which has ids, and `null` for what is the organisation's.
    pub fn offer(&self, item: &Value) -> Result<Thing<Offer>, Failure> {
        let own = |field: &str| Some(&item[field]).filter(|own| !own.is_null()).cloned();
        let service = |id: &Value| json!(self.name(Kind::Service, id.as_str().unwrap_or_default()));
        let services: Option<Value> =
            item["services"].as_array().map(|ids| ids.iter().map(service).collect());
        let agent = item["agent"].as_str().unwrap_or_default();
        thing(&json!({
            "id": agent,
            "agent": self.name(Kind::Agent, agent),
            "hours": own("hours").unwrap_or_else(|| json!("")),
            "lead_time": own("lead_time").unwrap_or_else(|| json!("")),
            "services": services.unwrap_or_else(|| json!("")),
        }))
    }
}

async fn offers(client: &Client, names: &Names) -> Result<Vec<Thing<Offer>>, Failure> {
    let listed = client.list(Kind::Offer.noun().path, &[], usize::MAX).await?;
    listed.items.iter().map(|item| names.offer(item)).collect()
}

/// The address of a thing below `/api`.
pub fn path(kind: Kind, id: &str) -> Vec<&str> {
    let list = kind.noun().path.iter().copied();
    list.chain(Some(id).filter(|id| !id.is_empty())).collect()
}

/// Reads a thing anew, with its `ETag`.
pub async fn again<E: Entry>(client: &Client, id: &str) -> Result<(Thing<E>, Option<String>), Failure> {
    let path = path(E::KIND, id);
    let answer = client.send(Request::new(Method::GET, &path)).await?;
    Ok((thing(&answer.body)?, answer.etag))
}
