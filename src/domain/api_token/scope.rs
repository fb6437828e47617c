//! The scopes of tokens, by noun and verb.

use serde::{Deserialize, Serialize};

use super::{Maker, TokenForm, TokenKind};
use crate::domain::{codes::codes, form::Input, role::Permission};

/// The least permission with which a scope is good for something; `None` for those of platform admins.
type Useful = Option<Permission>;

use Permission::{
    ManageAgents, ManageAppointments, ManageIntegrations, ManageKeys, ManageTeam, Read, ReadAudit,
};

codes! {
    /// A part of what a token may do. Whoever may write may not read by that.
    pub enum Scope: Useful {
        IntegrationsRead = "integrations:read" => Some(Read),
        IntegrationsWrite = "integrations:write" => Some(ManageIntegrations),
        AgentsRead = "agents:read" => Some(Read),
        AgentsWrite = "agents:write" => Some(ManageAgents),
        NumbersRead = "numbers:read" => Some(Read),
        NumbersWrite = "numbers:write" => Some(ManageIntegrations),
        OperationsRead = "operations:read" => Some(Read),
        OperationsWrite = "operations:write" => Some(ManageIntegrations),
        CallsRead = "calls:read" => Some(Read),
        CallsWrite = "calls:write" => Some(ManageIntegrations),
        ContactsRead = "contacts:read" => Some(Read),
        ContactsWrite = "contacts:write" => Some(ManageAppointments),
        AppointmentsRead = "appointments:read" => Some(Read),
        AppointmentsWrite = "appointments:write" => Some(ManageAppointments),
        NotificationsRead = "notifications:read" => Some(Read),
        NotificationsWrite = "notifications:write" => Some(Read),
        AuditRead = "audit:read" => Some(ReadAudit),
        MembersRead = "members:read" => Some(Read),
        MembersWrite = "members:write" => Some(ManageTeam),
        WebhooksRead = "webhooks:read" => Some(ManageKeys),
        WebhooksWrite = "webhooks:write" => Some(ManageKeys),
        TenantsRead = "tenants:read" => None,
        TenantsWrite = "tenants:write" => None,
    }
}

impl Scope {
    /// Whether somebody like `of` can give it to a token of that kind.
    pub fn is_offered(self, kind: TokenKind, of: Maker) -> bool {
        match self.useful() {
            Some(permission) => of.role.may(permission),
            None => of.platform_admin && kind == TokenKind::Personal,
        }
    }

    const fn useful(self) -> Useful {
        self.facts()
    }

    /// Whether it is of the platform's own, and of no organisation.
    pub const fn is_of_platform(self) -> bool {
        self.useful().is_none()
    }

    /// The place in [`Scopes`].
    const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The box by which it is chosen.
    pub const fn input(self) -> Input {
        match self {
            Self::IntegrationsRead => TokenForm::integrations_read(),
            Self::IntegrationsWrite => TokenForm::integrations_write(),
            Self::AgentsRead => TokenForm::agents_read(),
            Self::AgentsWrite => TokenForm::agents_write(),
            Self::NumbersRead => TokenForm::numbers_read(),
            Self::NumbersWrite => TokenForm::numbers_write(),
            Self::OperationsRead => TokenForm::operations_read(),
            Self::OperationsWrite => TokenForm::operations_write(),
            Self::CallsRead => TokenForm::calls_read(),
            Self::CallsWrite => TokenForm::calls_write(),
            Self::ContactsRead => TokenForm::contacts_read(),
            Self::ContactsWrite => TokenForm::contacts_write(),
            Self::AppointmentsRead => TokenForm::appointments_read(),
            Self::AppointmentsWrite => TokenForm::appointments_write(),
            Self::NotificationsRead => TokenForm::notifications_read(),
            Self::NotificationsWrite => TokenForm::notifications_write(),
            Self::AuditRead => TokenForm::audit_read(),
            Self::MembersRead => TokenForm::members_read(),
            Self::MembersWrite => TokenForm::members_write(),
            Self::WebhooksRead => TokenForm::webhooks_read(),
            Self::WebhooksWrite => TokenForm::webhooks_write(),
            Self::TenantsRead => TokenForm::tenants_read(),
            Self::TenantsWrite => TokenForm::tenants_write(),
        }
    }
}

/// The scopes of a token, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes(u32);

impl Scopes {
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// The codes, as [`Scopes::read`] reads them.
    pub fn codes(self) -> String {
        self.iter().map(Scope::code).collect::<Vec<_>>().join(" ")
    }

    /// Reads codes with blanks between them. `None`: one of them is no scope's.
    pub fn read(codes: &str) -> Option<Self> {
        codes
            .split_whitespace()
            .try_fold(Self::default(), |all, code| Some(all.with(Scope::from_code(code)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;

    #[test]
    fn scopes_are_read_as_they_are_written() {
        for scope in Scope::ALL {
            assert_eq!(Scopes::read(scope.code()), Some(Scopes::default().with(scope)));
        }
        let all = Scope::ALL.into_iter().fold(Scopes::default(), Scopes::with);
        assert_eq!(Scopes::read(&all.codes()), Some(all));
        assert_eq!(Scopes::read(""), Some(Scopes::default()));
        assert_eq!(Scopes::read("agents:read agents"), None);
    }

    #[test]
    fn to_write_is_not_to_read() {
        for scope in Scope::ALL {
            let only = Scopes::default().with(scope);
            assert_eq!(only.iter().collect::<Vec<_>>(), [scope]);
        }
    }

    #[test]
    fn an_owner_is_offered_all_but_what_is_the_platforms() {
        let owner = Maker { role: Role::Owner, platform_admin: false };
        for scope in Scope::ALL {
            assert_eq!(scope.is_offered(TokenKind::Personal, owner), !scope.is_of_platform(), "{scope:?}");
        }
    }
}
