//! The state of the server, as far as a file can describe it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value};

use super::{
    file::{Agent, Entry, File, Hours, Number, Service, Webhook, entry},
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
        Ok(Self {
            hours,
            services: asked(client, has(|file| file.services.is_some())).await?,
            // Numbers name theirs.
            agents: asked(client, has(|file| file.agents.is_some() || file.numbers.is_some())).await?,
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
