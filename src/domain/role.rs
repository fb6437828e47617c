//! Roles in an org, and what each may do.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Member,
    Admin,
    Owner,
}

/// What a service function asks for before it does anything.
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
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Member, Role::Admin, Role::Owner];

    pub const fn code(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Member => "member",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    pub fn may(self, permission: Permission) -> bool {
        self >= match permission {
            Permission::Read => Role::Viewer,
            Permission::ManageAgents => Role::Member,
            Permission::ManageIntegrations => Role::Admin,
        }
    }
}
