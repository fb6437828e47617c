//! The deletion of an organisation: asked for, taken back in its time or carried out, and reported.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    form::form,
    operation::{Action, StepKind},
    provider::Provider,
};

/// The days in which a deletion can be taken back.
pub const DAYS: i64 = 14;
/// The milliseconds of these days.
pub const WINDOW: i64 = DAYS * 24 * 3600 * 1000;

codes! {
    pub enum DeletionState {
        /// It can be taken back.
        Asked = "asked",
        /// What is at the providers is being taken back.
        Running = "running",
        Done = "done",
    }
}

/// A deletion, as the people of the organisation see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    pub state: DeletionState,
    /// Milliseconds since the epoch; so are the others.
    pub asked_at: i64,
    /// When it begins: until then it can be taken back.
    pub due_at: i64,
}

form! {
    /// Asks for the deletion of an organisation, whose name is typed.
    pub struct DeletionForm {
        pub org_name: String at OrgName,
    }
}

/// A deletion, as platform admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantDeletion {
    pub deletion: Deletion,
    /// Whether it ends although something is left at a provider.
    pub forced: bool,
    pub ended_at: Option<i64>,
    /// The report, once it is over.
    pub report: Option<Report>,
}

/// What a deletion has done, with no person's data. Stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number of people who were in the organisation.
    pub people: u32,
    pub removed: Vec<Removed>,
    pub left: Vec<Left>,
}

/// An object that was removed at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub provider: Provider,
    pub action: Action,
    pub object: Option<String>,
    pub at: Option<i64>,
}

/// An object that stays at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub provider: Provider,
    /// What would have taken it back; `None` for an account that was still connected.
    pub step: Option<StepKind>,
    pub object: Option<String>,
}
