//! Acting for an organisation: a platform admin is in it for a while, to help its people.

use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    form::form,
    ids::{OrgId, ids},
    role::Role,
};

/// The most characters of a reason.
pub const MAX_REASON: u32 = 300;
/// Milliseconds after which a visit ends by itself.
pub const VISIT_LASTS: i64 = 30 * 60_000;
/// Milliseconds for which an organisation is shown a visit.
pub const VISITS_SHOWN: i64 = 90 * 24 * 3_600_000;

ids! {
    /// A visit of a platform admin to an organisation.
    VisitId,
}

codes! {
    /// The access that the owners of an organisation give to those who act for it.
    #[derive(Default)]
    pub enum SupportAccess {
        #[default]
        Reads = "reads",
        /// Whatever the table of permissions gives to somebody who acts for the organisation.
        Changes = "changes",
    }
}

impl SupportAccess {
    /// The role in which they are there. Of what it may, they have what
    /// [`Permission::is_for_support`](super::role::Permission::is_for_support) lets them.
    pub const fn role(self) -> Role {
        match self {
            Self::Reads => Role::Viewer,
            Self::Changes => Role::Admin,
        }
    }
}

/// The visit that a session is on: until it ends, its person acts for the organisation of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub id: VisitId,
    /// The organisation that the person is in otherwise.
    pub home: OrgId,
    /// Milliseconds since the epoch.
    pub ends_at: i64,
    /// The minutes that were left when the page was made, the last one begun.
    pub minutes_left: i64,
}

/// A visit, as the people of the organisation see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitView {
    pub id: VisitId,
    /// The name of the platform admin.
    pub who: String,
    pub reason: String,
    pub began_at: i64,
    /// When it ended; of one that goes on, when it ends at the latest.
    pub ended_at: i64,
    pub goes_on: bool,
}

form! {
    /// Begins to act for a tenant.
    pub struct VisitForm {
        pub reason: String at Reason,
    }
}

form! {
    /// Decides what those may do who act for the organisation.
    pub struct SupportAccessForm {
        /// The code of a [`SupportAccess`].
        pub access: String at Access,
    }
}
