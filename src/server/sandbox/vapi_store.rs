//! The organisations of one Vapi region, with their assistants and numbers.
//! It must not know HTTP.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::derive;
use super::journal::last4;
use crate::domain::sandbox::SandboxProvider;

/// A resource as the API shows it.
pub(super) type Object = Map<String, Value>;

#[derive(Clone, Copy)]
pub(super) enum Region {
    Us,
    Eu,
}

impl Region {
    pub(super) const fn provider(self) -> SandboxProvider {
        match self {
            Self::Us => SandboxProvider::Vapi,
            Self::Eu => SandboxProvider::VapiEu,
        }
    }

    /// The address that this region lets Twilio deliver to: the real service's, since
    /// that is what a client proves.
    pub(super) const fn public_url(self) -> &'static str {
        match self {
            Self::Us => "https://api.vapi.ai",
            Self::Eu => "https://api.eu.vapi.ai",
        }
    }
}

#[derive(Clone)]
pub(super) struct VapiRegion {
    pub(super) region: Region,
    pub(super) orgs: BTreeMap<String, Org>,
}

#[derive(Clone, Default)]
pub(super) struct Org {
    pub(super) keys: BTreeSet<String>,
    /// Oldest first.
    pub(super) assistants: Vec<Object>,
    /// Oldest first.
    pub(super) numbers: Vec<Object>,
    /// Keys of other providers, oldest first. The API never shows the key itself.
    pub(super) credentials: Vec<Object>,
    /// Oldest first, each as it is once it is over.
    pub(super) calls: Vec<Object>,
    /// Conversations in writing, oldest first.
    pub(super) chats: Vec<Object>,
    /// The end of each such key, by the credential's id, for the sandbox's own page.
    pub(super) key_ends: BTreeMap<String, String>,
}

impl VapiRegion {
    pub(super) const fn new(region: Region) -> Self {
        Self { region, orgs: BTreeMap::new() }
    }

    /// The organisation of a private key, made on first use; `None` when the
    /// text is no private key.
    pub(super) fn admit(&mut self, key: &str) -> Option<String> {
        // Other spellings of a UUID have other lengths.
        if key.len() != 36 || uuid::Uuid::try_parse(key).is_err() {
            return None;
        }
        let key = key.to_ascii_lowercase();
        let org_id = derive::uuid(&["vapi-org", self.region.provider().code(), &key[..32]]);
        self.orgs.entry(org_id.clone()).or_default().keys.insert(last4(&key));
        Some(org_id)
    }

    /// An assistant or number of any organisation, for edits out of band.
    pub(super) fn find_mut(&mut self, kind: ObjectKind, id: &str) -> Option<&mut Object> {
        self.orgs.values_mut().flat_map(|org| org.list_mut(kind)).find(|object| has_id(object, id))
    }

    /// Removes an assistant or number; returns whether there was one.
    pub(super) fn remove(&mut self, kind: ObjectKind, id: &str) -> bool {
        self.orgs.values_mut().any(|org| org.take(kind, id).is_some())
    }
}

#[derive(Clone, Copy)]
pub(super) enum ObjectKind {
    Assistant,
    PhoneNumber,
    Credential,
    Call,
    Chat,
}

impl Org {
    pub(super) const fn list(&self, kind: ObjectKind) -> &Vec<Object> {
        match kind {
            ObjectKind::Assistant => &self.assistants,
            ObjectKind::PhoneNumber => &self.numbers,
            ObjectKind::Credential => &self.credentials,
            ObjectKind::Call => &self.calls,
            ObjectKind::Chat => &self.chats,
        }
    }

    pub(super) const fn list_mut(&mut self, kind: ObjectKind) -> &mut Vec<Object> {
        match kind {
            ObjectKind::Assistant => &mut self.assistants,
            ObjectKind::PhoneNumber => &mut self.numbers,
            ObjectKind::Credential => &mut self.credentials,
            ObjectKind::Call => &mut self.calls,
            ObjectKind::Chat => &mut self.chats,
        }
    }

    pub(super) fn get(&self, kind: ObjectKind, id: &str) -> Option<&Object> {
        self.list(kind).iter().find(|object| has_id(object, id))
    }

    pub(super) fn take(&mut self, kind: ObjectKind, id: &str) -> Option<Object> {
        let list = self.list_mut(kind);
        let index = list.iter().position(|object| has_id(object, id))?;
        Some(list.remove(index))
    }
}

fn has_id(object: &Object, id: &str) -> bool {
    text(object, "id") == Some(id)
}

pub(super) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// The properties that every new resource carries.
pub(super) fn identity(org_id: &str, kind: &str, created_ms: i64) -> Object {
    let created = derive::iso8601(created_ms);
    let id = derive::uuid(&[kind, org_id, &created]);
    [("id", id), ("orgId", org_id.to_owned()), ("createdAt", created.clone()), ("updatedAt", created)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect()
}

/// Puts each changed property into the object; a null clears it.
pub(super) fn merge(object: &mut Object, changes: &Object) {
    for (name, value) in changes {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
}

pub(super) fn touch(object: &mut Object, at_ms: i64) {
    object.insert("updatedAt".to_owned(), Value::String(derive::iso8601(at_ms)));
}
