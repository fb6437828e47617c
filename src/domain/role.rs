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

/// The people who have a permission.
#[derive(Clone, Copy)]
pub(super) struct PermissionFacts {
    /// The least role that has it.
    least: Role,
    /// Whether a platform admin has it who acts for the org, in a role that has it.
    for_support: bool,
}

/// Only people of the org have it.
const fn from(least: Role) -> PermissionFacts {
    PermissionFacts { least, for_support: false }
}

impl PermissionFacts {
    /// Whoever acts for the org in such a role has it, too.
    const fn and_support(self) -> Self {
        Self { for_support: true, ..self }
    }
}

codes! {
    /// The table of permissions: each with the least role that has it, and whether somebody who acts
    /// for the org has it in that role. A server function asks for one by its
    /// [`Door`](super::feature::Door) before it does anything, and the page of the roles shows all of
    /// them.
    pub enum Permission: PermissionFacts {
        /// Look after the own account, and go on in another org. It needs nothing of the org, and
        /// stays while that is suspended, and without the second factor that it asks for.
        Own = "own" => from(Role::Viewer),
        /// See the org's pages.
        Read = "read" => from(Role::Viewer).and_support(),
        /// Make and change agents.
        ManageAgents = "manage_agents" => from(Role::Member).and_support(),
        /// Book appointments; set services and opening hours; keep contacts.
        ManageAppointments = "manage_appointments" => from(Role::Member).and_support(),
        /// Take what is known of a contact out of AVA: as a file, or for good.
        ExportContacts = "export_contacts" => from(Role::Member),
        /// Check integrations; import, buy and release numbers; help operations on.
        ManageIntegrations = "manage_integrations" => from(Role::Admin).and_support(),
        /// Connect, replace and disconnect integrations; see and renew addresses that are secret; look
        /// after webhooks; decide for how long calls are kept.
        ManageKeys = "manage_keys" => from(Role::Admin),
        /// See who did what, and export it.
        ReadAudit = "read_audit" => from(Role::Admin),
        /// Invite people, change roles below the owner's, remove people, and ask all for a second factor.
        ManageTeam = "manage_team" => from(Role::Admin),
        /// Make owners and take it from them; rename the org; decide what those may do who act for it.
        ManageOrg = "manage_org" => from(Role::Owner),
    }
}

impl Permission {
    /// Whether people have it also while their org is suspended, and where it asks for a second factor
    /// that they have not.
    pub const fn outlasts_suspension(self) -> bool {
        matches!(self, Self::Own)
    }

    /// Whether a platform admin has it who acts for the org, in a role that has it.
    pub const fn is_for_support(self) -> bool {
        self.facts().for_support
    }
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        self >= permission.facts().least
    }
}

/// The capacity in which somebody is in an org: by their role there, or in one in which they act for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    pub role: Role,
    /// Whether they are on a visit.
    pub as_support: bool,
}

impl Rights {
    pub fn may(self, permission: Permission) -> bool {
        self.role.may(permission) && (!self.as_support || permission.is_for_support())
    }

    /// Whether they have it while the org is suspended: whoever acts for it looks on.
    pub fn outlast_suspension(self, permission: Permission) -> bool {
        permission.outlasts_suspension() || (self.as_support && permission == Permission::Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::support::SupportAccess;

    /// Every cell of the table, as people agreed on it: of each role, and of support that only reads
    /// and that has been allowed more.
    #[test]
    fn each_role_has_the_permissions_of_the_table() {
        let rows = [
            (Permission::Own, [true, true, true, true], [false, false]),
            (Permission::Read, [true, true, true, true], [true, true]),
            (Permission::ManageAgents, [false, true, true, true], [false, true]),
            (Permission::ManageAppointments, [false, true, true, true], [false, true]),
            (Permission::ExportContacts, [false, true, true, true], [false, false]),
            (Permission::ManageIntegrations, [false, false, true, true], [false, true]),
            (Permission::ManageKeys, [false, false, true, true], [false, false]),
            (Permission::ReadAudit, [false, false, true, true], [false, false]),
            (Permission::ManageTeam, [false, false, true, true], [false, false]),
            (Permission::ManageOrg, [false, false, false, true], [false, false]),
        ];
        assert_eq!(rows.map(|(permission, ..)| permission), Permission::ALL);
        for (permission, cells, of_support) in rows {
            assert_eq!(Role::ALL.map(|role| role.may(permission)), cells, "{permission:?}");
            let acting = SupportAccess::ALL.map(|access| Rights { role: access.role(), as_support: true });
            assert_eq!(acting.map(|rights| rights.may(permission)), of_support, "{permission:?}");
        }
    }
}
