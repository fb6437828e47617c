//! Tokens by which programs act for people: what each may do, from where, and until when.

mod network;
mod scope;

pub use network::{MAX_NETWORKS, Network, Networks};
pub use scope::{Scope, Scopes};
use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    form::form,
    ids::{UserId, ids},
    list::list_query,
    problem::{Field, FieldErrors, Problem, Rule},
    role::Role,
    secret_text::SecretText,
    text::one_line,
};

pub const MAX_TOKEN_NAME: u32 = 60;
/// The text before the random part: it tells programs that look for secrets what they have found.
pub const PREFIX: &str = "ava_";
/// Milliseconds of a day.
const DAY: i64 = 24 * 3_600_000;

ids! {
    /// A token for programs.
    ApiTokenId,
}

codes! {
    /// The kind of a token, by its owner.
    pub enum TokenKind {
        /// It is a person's, and may what they may.
        Personal = "personal",
        /// It is the organisation's: a person answers for it, and it may what they may, and its role.
        Service = "service",
    }
}

codes! {
    /// The time after which a token ends, in days.
    #[derive(Default)]
    pub enum Lifetime: i64 {
        Week = "7" => 7,
        Month = "30" => 30,
        #[default]
        Quarter = "90" => 90,
        HalfYear = "180" => 180,
        Year = "365" => 365,
    }
}

impl Lifetime {
    /// Whole days.
    pub const fn days(self) -> i64 {
        self.facts()
    }

    /// Milliseconds.
    pub const fn ms(self) -> i64 {
        self.days() * DAY
    }
}

list_query! {
    /// `after=…`.
    pub struct TokensQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from after: ApiTokenId,
        }
    }
}

form! {
    /// Makes a token.
    pub struct TokenForm {
        pub name: String at Name,
        /// The code of a [`Role`], of a service token.
        pub role: String at Role,
        pub integrations_read: bool,
        pub integrations_write: bool,
        pub agents_read: bool,
        pub agents_write: bool,
        pub numbers_read: bool,
        pub numbers_write: bool,
        pub operations_read: bool,
        pub operations_write: bool,
        pub calls_read: bool,
        pub calls_write: bool,
        pub contacts_read: bool,
        pub contacts_write: bool,
        pub appointments_read: bool,
        pub appointments_write: bool,
        pub notifications_read: bool,
        pub notifications_write: bool,
        pub audit_read: bool,
        pub members_read: bool,
        pub members_write: bool,
        pub webhooks_read: bool,
        pub webhooks_write: bool,
        pub tenants_read: bool,
        pub tenants_write: bool,
        /// The code of a [`Lifetime`].
        pub lasts: String at Lasts,
        /// Addresses and networks, a line each; empty for everywhere.
        pub networks: String at Networks,
    }
}

form! {
    /// Has another member answer for a service token.
    pub struct PassOnForm {
        pub token: String,
        pub email: String at Email,
    }
}

/// The person who makes a token: their role in the organisation, and whether they are a platform
/// admin.
#[derive(Clone, Copy, Debug)]
pub struct Maker {
    pub role: Role,
    pub platform_admin: bool,
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub scopes: Scopes,
    /// `None` for a personal one, which has its person's.
    pub role: Option<Role>,
    pub lasts: Lifetime,
    pub networks: Networks,
}

impl TokenForm {
    fn has(&self, scope: Scope) -> bool {
        match scope {
            Scope::IntegrationsRead => self.integrations_read,
            Scope::IntegrationsWrite => self.integrations_write,
            Scope::AgentsRead => self.agents_read,
            Scope::AgentsWrite => self.agents_write,
            Scope::NumbersRead => self.numbers_read,
            Scope::NumbersWrite => self.numbers_write,
            Scope::OperationsRead => self.operations_read,
            Scope::OperationsWrite => self.operations_write,
            Scope::CallsRead => self.calls_read,
            Scope::CallsWrite => self.calls_write,
            Scope::ContactsRead => self.contacts_read,
            Scope::ContactsWrite => self.contacts_write,
            Scope::AppointmentsRead => self.appointments_read,
            Scope::AppointmentsWrite => self.appointments_write,
            Scope::NotificationsRead => self.notifications_read,
            Scope::NotificationsWrite => self.notifications_write,
            Scope::AuditRead => self.audit_read,
            Scope::MembersRead => self.members_read,
            Scope::MembersWrite => self.members_write,
            Scope::WebhooksRead => self.webhooks_read,
            Scope::WebhooksWrite => self.webhooks_write,
            Scope::TenantsRead => self.tenants_read,
            Scope::TenantsWrite => self.tenants_write,
        }
    }

    /// Reads what a token of that kind may be, which nobody makes to do more than they may themselves.
    ///
    /// # Errors
    /// Fails on the fields that break a rule: with `NoScope` where no box is ticked, and with
    /// `UnknownChoice` for a role or a scope that is not offered.
    pub fn parse(&self, kind: TokenKind, by: Maker) -> Result<NewToken, Problem> {
        let mut errors = FieldErrors::default();
        let name = errors.value(Field::Name, one_line(&self.name, MAX_TOKEN_NAME));
        let role = match kind {
            TokenKind::Personal => Some(None),
            TokenKind::Service => errors.value(Field::Role, self.given_role(by).map(Some)),
        };
        let of = role.flatten().unwrap_or(by.role);
        let scopes = errors.value(Field::Scopes, self.given_scopes(kind, Maker { role: of, ..by }));
        let lasts = errors.value(Field::Lasts, Lifetime::from_code(&self.lasts).ok_or(Rule::UnknownChoice));
        let networks = errors.value(Field::Networks, Networks::read(&self.networks));
        match (name, role, scopes, lasts, networks) {
            (Some(name), Some(role), Some(scopes), Some(lasts), Some(networks)) => {
                Ok(NewToken { name, scopes, role, lasts, networks })
            }
            _ => Err(errors.problem()),
        }
    }

    fn given_role(&self, by: Maker) -> Result<Role, Rule> {
        Role::from_code(&self.role).filter(|role| *role <= by.role).ok_or(Rule::UnknownChoice)
    }

    fn given_scopes(&self, kind: TokenKind, of: Maker) -> Result<Scopes, Rule> {
        let chosen = Scope::ALL.into_iter().filter(|scope| self.has(*scope));
        let scopes = chosen.fold(Scopes::default(), Scopes::with);
        if scopes.is_empty() {
            return Err(Rule::NoScope);
        }
        let offered = scopes.iter().all(|scope| scope.is_offered(kind, of));
        if offered { Ok(scopes) } else { Err(Rule::UnknownChoice) }
    }
}

/// A token, as those see it who may revoke it: never its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    pub id: ApiTokenId,
    pub name: String,
    /// Its first characters, by which people find it among their programs' settings.
    pub begins: String,
    pub org_name: String,
    /// Whoever it acts for.
    pub user: UserId,
    pub person: String,
    /// `None` for a personal one.
    pub role: Option<Role>,
    pub scopes: Scopes,
    pub networks: Networks,
    pub made_at: i64,
    pub expires_at: i64,
    pub last_used_at: Option<i64>,
    /// The address that it was last used from; empty before.
    pub last_address: String,
}

/// The text of a token that was just made. It is shown in the session that made it, and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshToken {
    pub name: String,
    pub text: SecretText,
}

/// The tokens of the person, in all their organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalTokensView {
    pub now: i64,
    pub tokens: Vec<TokenView>,
    pub next: Option<ApiTokenId>,
    pub fresh: Option<FreshToken>,
}

/// The tokens of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTokensView {
    pub now: i64,
    pub tokens: Vec<TokenView>,
    pub next: Option<ApiTokenId>,
    pub fresh: Option<FreshToken>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::ProblemKind;

    const OWNER: Maker = Maker { role: Role::Owner, platform_admin: false };

    fn form(scopes: &[Scope]) -> TokenForm {
        TokenForm::read(|input| match input {
            "name" => "Nightly".to_owned(),
            "role" => "member".to_owned(),
            "lasts" => "90".to_owned(),
            input if scopes.iter().any(|scope| scope.input().name == input) => "true".to_owned(),
            _ => String::new(),
        })
    }

    #[test]
    fn each_box_is_the_scope_that_its_name_says() {
        for scope in Scope::ALL {
            let name = scope.input().name;
            let form = TokenForm::read(|input| if input == name { "true".into() } else { String::new() });
            assert_eq!(name, scope.code().replace(':', "_"));
            assert_eq!(Scope::ALL.into_iter().filter(|other| form.has(*other)).collect::<Vec<_>>(), [scope]);
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let form = TokenForm { networks: "10.0.0.0/33".to_owned(), ..TokenForm::default() };
        let problem = form.parse(TokenKind::Service, OWNER).unwrap_err();
        assert_eq!((problem.field, problem.kind), (Some(Field::Name), ProblemKind::Invalid(Rule::Required)));
        let also = [
            (Field::Role, Rule::UnknownChoice),
            (Field::Scopes, Rule::NoScope),
            (Field::Lasts, Rule::UnknownChoice),
            (Field::Networks, Rule::Networks),
        ];
        assert_eq!(problem.also, also);
    }

    #[test]
    fn nobody_makes_a_token_that_may_more_than_they() {
        let admin = Maker { role: Role::Admin, platform_admin: true };
        let viewer = Maker { role: Role::Viewer, platform_admin: false };
        let service = |role: &str, scopes: &[Scope], by| {
            TokenForm { role: role.to_owned(), ..form(scopes) }.parse(TokenKind::Service, by)
        };
        let personal = |scopes: &[Scope], by| form(scopes).parse(TokenKind::Personal, by);
        assert_eq!(service("owner", &[Scope::AgentsRead], admin).unwrap_err().field, Some(Field::Role));
        assert_eq!(service("viewer", &[Scope::AgentsWrite], admin).unwrap_err().field, Some(Field::Scopes));
        assert_eq!(service("admin", &[Scope::TenantsRead], admin).unwrap_err().field, Some(Field::Scopes));
        assert_eq!(service("admin", &[Scope::AgentsWrite], admin).unwrap().role, Some(Role::Admin));
        assert_eq!(personal(&[Scope::AgentsWrite], viewer).unwrap_err().field, Some(Field::Scopes));
        assert_eq!(personal(&[Scope::TenantsRead], OWNER).unwrap_err().field, Some(Field::Scopes));
        let made = personal(&[Scope::TenantsRead, Scope::AuditRead], admin).unwrap();
        assert_eq!((made.role, made.lasts.days()), (None, 90));
        assert!(made.scopes.has(Scope::TenantsRead) && !made.scopes.has(Scope::TenantsWrite));
    }
}
