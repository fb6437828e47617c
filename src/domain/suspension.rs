//! Organisations in which nothing goes on, because the operator suspended them, or because they are to
//! be deleted.

use serde::{Deserialize, Serialize};

use super::{deletion::Deletion, form::form};

/// The most characters of a reason.
pub const MAX_REASON: u32 = 300;

/// A suspension, as the people of the organisation see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub reason: String,
    /// Milliseconds since the epoch.
    pub since: i64,
}

/// The reason why the work of an organisation rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rest {
    Suspended(Suspension),
    /// Its deletion was asked for.
    Ending(Deletion),
}

form! {
    /// Suspends a tenant, or gives another reason for it.
    pub struct SuspensionForm {
        pub reason: String at Reason,
    }
}
