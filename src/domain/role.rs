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

codes! {
    /// The table of permissions: each with the least role that has it. A server function asks for
    /// one by its [`Door`](super::feature::Door) before it does anything, and the page of the
    /// roles shows all of them.
    pub enum Permission: Role {
        /// Look after the own account, and go on in another org. It needs nothing of the org, and
        /// stays while that is suspended, and without the second factor that it asks for.
        Own = "own" => Role::Viewer,
        /// See the org's pages.
        Read = "read" => Role::Viewer,
        /// Make and change agents.
        ManageAgents = "manage_agents" => Role::Member,
        /// Book appointments; set services and opening hours; keep contacts.
        ManageAppointments = "manage_appointments" => Role::Member,
        /// Connect, check and replace integrations; import numbers.
        ManageIntegrations = "manage_integrations" => Role::Admin,
        /// See who did what, and export it.
        ReadAudit = "read_audit" => Role::Admin,
        /// Invite people, change roles below the owner's, remove people, and ask all for a second factor.
        ManageTeam = "manage_team" => Role::Admin,
        /// Make owners and take it from them; rename the org.
        ManageOrg = "manage_org" => Role::Owner,
    }
}

impl Permission {
    /// Whether people have it also while their org is suspended, and where it asks for a second factor
    /// that they have not.
    pub const fn outlasts_suspension(self) -> bool {
        matches!(self, Self::Own)
    }
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        self >= permission.facts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell of the table, as people agreed on it.
    #[test]
    fn each_role_has_the_permissions_of_the_table() {
        let rows = [
            (Permission::Own, [true, true, true, true]),
            (Permission::Read, [true, true, true, true]),
            (Permission::ManageAgents, [false, true, true, true]),
            (Permission::ManageAppointments, [false, true, true, true]),
            (Permission::ManageIntegrations, [false, false, true, true]),
            (Permission::ReadAudit, [false, false, true, true]),
            (Permission::ManageTeam, [false, false, true, true]),
            (Permission::ManageOrg, [false, false, false, true]),
        ];
        assert_eq!(rows.map(|(permission, _)| permission), Permission::ALL);
        for (permission, cells) in rows {
            assert_eq!(Role::ALL.map(|role| role.may(permission)), cells, "{permission:?}");
        }
    }
}
