//! The audit log as people read it: what can be done, what it was done to, what changed, and how
//! it is asked for. Knows neither how an entry is stored nor how the chain is kept.

mod action;
mod activity;
mod change;
mod object;
mod query;
mod texts;

pub use action::{Action, ObjectKind, Outcome, Purpose, SubjectShape};
pub use activity::{ActivityEntry, ActivityQuery, ActivityView, EntryId};
pub use change::{Change, ChangedField, Part};
pub use object::{Names, Object, times, with_times};
pub use query::{AuditQuery, Day, EntryCursor, Person};
use serde::{Deserialize, Serialize};

use super::ids::{OperationId, UserId};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A person; without a name where nobody knows it any more.
    Person(UserId, Option<String>),
    /// A platform admin.
    Platform,
    /// Somebody not signed in, by the address that they came from.
    Visitor(String),
    Operation(OperationId),
    Operator,
    Ava,
}

/// An entry, with the names of what it is about as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    pub number: i64,
    pub at: i64,
    pub who: Who,
    /// The person for whom it was done, by name; `None` where it was for nobody else.
    pub on_behalf_of: Option<String>,
    /// The reason that somebody gave for the visit on which they acted.
    pub visit_reason: Option<String>,
    /// The name of the token by which a program did it.
    pub token: Option<String>,
    pub action: Action,
    pub object: Object,
    pub outcome: Outcome,
    /// How often it happened within an hour, where not every time is written down.
    pub times: Option<u64>,
    pub changes: Vec<Change>,
    /// The address of the client; empty where nobody asked over the network.
    pub address: String,
    /// Browser and system, as far as they are known.
    pub device: String,
    pub correlation_id: String,
}

/// A person of the organisation, to choose by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub id: UserId,
    pub name: String,
}

/// What was removed from the beginning of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The number of the last entry that was removed.
    pub up_to: i64,
    pub at: i64,
}

/// One page of the log, the newest entry first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    pub now: i64,
    pub entries: Vec<EntryView>,
    /// Pass it as `before` for the next page.
    pub next: Option<EntryCursor>,
    pub people: Vec<PersonName>,
    pub removed: Option<Removed>,
    /// The days for which entries are kept; `None` for ever.
    pub kept_days: Option<u32>,
}
