//! The audit log.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Date, Time};
use crate::domain::{
    audit::{Change, EntryCursor, EntryView, Object, ObjectKind, Outcome, Who},
    feature::Feature,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// A name of an agent, a number, an id, or the reference of a request.
    pub search: String,
    /// The id of a person, or `ava`, or `operator`.
    pub person: Option<String>,
    #[param(inline)]
    pub about: Option<ObjectKind>,
    #[param(inline)]
    pub outcome: Option<Outcome>,
    /// The first day, in the zone of the token's person.
    #[param(inline)]
    pub since: Option<Date>,
    /// The last day.
    #[param(inline)]
    pub until: Option<Date>,
    /// The last page's `next`.
    #[param(value_type = Option<String>)]
    pub after: Option<EntryCursor>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditActor {
    pub kind: ActorKind,
    /// The id of a person or an operation.
    pub id: Option<String>,
    /// The name of a person, or the address of somebody who was not signed in.
    pub name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Person,
    /// Somebody who looks after the installation.
    Platform,
    /// Somebody not signed in.
    Visitor,
    Operation,
    Operator,
    Ava,
}

impl From<Who> for AuditActor {
    fn from(who: Who) -> Self {
        let (kind, id, name) = match who {
            Who::Person(id, name) => (ActorKind::Person, Some(id.into()), name),
            Who::Platform => (ActorKind::Platform, None, None),
            Who::Visitor(address) => (ActorKind::Visitor, None, Some(address)),
            Who::Operation(id) => (ActorKind::Operation, Some(id.into()), None),
            Who::Operator => (ActorKind::Operator, None, None),
            Who::Ava => (ActorKind::Ava, None, None),
        };
        Self { kind, id, name }
    }
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditObject {
    pub kind: AuditNoun,
    /// Its id, or its code.
    pub id: Option<String>,
    /// Its name as it is now, as far as that is known.
    pub name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditNoun {
    Person,
    Permission,
    /// An account at a provider, by the provider's code.
    Account,
    Agent,
    Number,
    /// A contact, without its name.
    Contact,
    Operation,
    /// A kind of operation that was asked for.
    OperationKind,
    Quota,
    /// Features that were turned on (`+`) and off (`-`).
    Features,
    /// An organisation of the installation.
    Tenant,
    /// A name, or an id at a provider.
    Text,
}

impl AuditObject {
    /// `None` for an action that is about nothing of its own.
    fn of(object: Object) -> Option<Self> {
        let code = |code: &'static str| Some(code.to_owned());
        let (kind, id, name) = match object {
            Object::Nothing => return None,
            Object::Person(name) => (AuditNoun::Person, None, Some(name)),
            Object::Right(permission) => (AuditNoun::Permission, code(permission.code()), None),
            Object::Account { provider, .. } => (AuditNoun::Account, code(provider.code()), None),
            Object::Agent { id, name } => (AuditNoun::Agent, Some(id), name),
            Object::Number { e164, id } => {
                (AuditNoun::Number, id.map(String::from), Some(e164.as_str().to_owned()))
            }
            // Who may read the log may not read the contacts by that alone.
            Object::Contact { id, .. } => (AuditNoun::Contact, Some(id), None),
            Object::Operation(id) => (AuditNoun::Operation, Some(id.into()), None),
            Object::Kind(kind, _) => (AuditNoun::OperationKind, code(kind.code()), None),
            Object::Quota(quota) => (AuditNoun::Quota, code(quota.code()), None),
            Object::Features { on, off } => (AuditNoun::Features, None, Some(turned(&on, &off))),
            Object::Tenant { id, name } => (AuditNoun::Tenant, Some(id.into()), name),
            Object::Text(text) => (AuditNoun::Text, None, Some(text)),
        };
        Some(Self { kind, id, name })
    }
}

/// `+twilio -vapi`.
fn turned(on: &[Feature], off: &[Feature]) -> String {
    let on = on.iter().map(|feature| ('+', feature));
    let all = on.chain(off.iter().map(|feature| ('-', feature)));
    all.map(|(sign, feature)| format!("{sign}{}", feature.code())).collect::<Vec<_>>().join(" ")
}

/// A field that changed. No secret is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditChange {
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl From<Change> for AuditChange {
    fn from(Change { field, from, to }: Change) -> Self {
        Self { field: field.code().to_owned(), from, to }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its number in the organisation's log.
    pub number: i64,
    pub at: Time,
    pub by: AuditActor,
    /// The name of the person for whom it was done.
    pub on_behalf_of: Option<String>,
    /// The name of the token by which a program did it.
    pub token: Option<String>,
    /// The reason that somebody gave for the visit on which they acted.
    pub visit_reason: Option<String>,
    /// The code of what was done; others may come.
    pub action: String,
    pub about: ObjectKind,
    pub object: Option<AuditObject>,
    pub outcome: Outcome,
    /// How often it happened within an hour, where not every time is written down.
    pub times: Option<u64>,
    pub changes: Vec<AuditChange>,
    /// The address that it came from; empty where nobody asked over the network.
    pub address: String,
    pub device: String,
    pub correlation_id: String,
}

impl From<EntryView> for AuditEntry {
    fn from(view: EntryView) -> Self {
        Self {
            number: view.number,
            at: Time(view.at),
            by: view.who.into(),
            on_behalf_of: view.on_behalf_of,
            token: view.token,
            visit_reason: view.visit_reason,
            action: view.action.code().to_owned(),
            about: view.action.about(),
            object: AuditObject::of(view.object),
            outcome: view.outcome,
            times: view.times,
            changes: view.changes.into_iter().map(AuditChange::from).collect(),
            address: view.address,
            device: view.device,
            correlation_id: view.correlation_id,
        }
    }
}
