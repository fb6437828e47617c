//! A person's own activity, whichever organisation's log has it.

use serde::{Deserialize, Serialize};

use super::{Action, Object, Who};
use crate::domain::{ids::ids, list::list_query};

ids! {
    /// An entry, of any organisation's log.
    EntryId,
}

list_query! {
    /// `before=…`.
    pub struct ActivityQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from before: EntryId,
        }
    }
}

/// An entry that the person made, or that is about their account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub at: i64,
    /// The actor; `None` where that is the person.
    pub by: Option<Who>,
    pub action: Action,
    /// The name of the token by which a program did it for the person.
    pub token: Option<String>,
    /// The object of the action; `Nothing` in organisations that the person has left.
    pub object: Object,
    /// How often it happened within an hour, where not every time is written down.
    pub times: Option<u64>,
    /// The organisation whose log has it.
    pub org_name: String,
    /// The address that it came from; empty where nobody asked over the network.
    pub address: String,
    /// Browser and system, as far as they are known.
    pub device: String,
}

/// One page of it, the newest entry first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityView {
    pub now: i64,
    pub entries: Vec<ActivityEntry>,
    /// Pass it as `before` for the next page.
    pub next: Option<EntryId>,
}
