//! Roles in an org, and what each may do.

use super::codes::codes;

codes! {
    /// The roles, from the one that may do least to the one that may do most.
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        Viewer = "viewer",
        Member = "member",
        Admin = "admin",
        Owner = "owner",
    }
}

/// The permission that a service function asks for before it does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See the org's pages.
    Read,
    /// Make and change agents.
    ManageAgents,
    /// Connect, check and replace integrations; import numbers.
    ManageIntegrations,
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        self >= match permission {
            Permission::Read => Role::Viewer,
            Permission::ManageAgents => Role::Member,
            Permission::ManageIntegrations => Role::Admin,
        }
    }
}
