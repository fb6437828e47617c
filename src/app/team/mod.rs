//! The people of the organisation, what each role may do, and the organisations of the person.

pub mod api;
mod invitations_page;
mod list_page;
mod member_page;
mod orgs_page;
mod roles_page;
mod support;
mod texts;

pub use invitations_page::InvitationsPage;
pub(in crate::app) use invitations_page::{again, made_link, no_mailbox, sending, standing};
pub use list_page::TeamPage;
pub use member_page::MemberPage;
pub use orgs_page::OrgsPage;
pub use roles_page::RolesPage;
pub use texts::TeamTexts;

use crate::domain::ids::UserId;

pub const PATH: &str = "/dashboard/team";
pub const ROLES: &str = "/dashboard/team/roles";
pub const INVITATIONS: &str = "/dashboard/team/invitations";
pub const MEMBER: &str = "/dashboard/team/{id}";

pub fn member_href(user: &UserId) -> String {
    format!("{PATH}/{user}")
}
