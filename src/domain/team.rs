//! The people of an organisation, and the organisations of a person, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    auth_forms::landing,
    form::form,
    ids::{OrgId, UserId, is_uuid},
    list::{choices, list_query},
    role::Role,
    support::{SupportAccess, VisitView},
    tenant::Few,
};

/// The input of every form that says of which organisation its page is. It gives no access: it only
/// keeps a page from writing into another organisation than the one that it shows.
pub const ORG_INPUT: &str = "org";

list_query! {
    /// `role=admin&after=…`.
    pub struct TeamQuery {
        narrowed by {
            /// Only those of this role.
            role: Option<Role>,
        }
        paged by {
            /// The last page's `next`.
            from after: UserId,
        }
    }
}

list_query! {
    /// `back=/dashboard/agents&after=…`.
    pub struct OrgsQuery {
        narrowed by {
            /// The page that the person came from.
            back: String,
        }
        paged by {
            /// The last page's `next`.
            from after: OrgId,
        }
    }
}

choices!(Role);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub joined_at: i64,
    /// When they last used AVA in this organisation; `None` while they are signed in nowhere
    /// with it.
    pub seen_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    pub now: i64,
    pub org_name: String,
    pub members: Vec<MemberView>,
    /// Asks for the next page.
    pub next: Option<UserId>,
    /// The access that those have who act for the organisation.
    pub support: SupportAccess,
    /// The visits of the last 90 days, on the first page only.
    pub visits: Few<VisitView>,
    /// Whether whoever works in it needs a second factor.
    pub demands_factor: bool,
    /// The people who have none; `None` for those who do not manage the team.
    pub without_factor: Option<WithoutFactor>,
}

/// The people of an organisation who have no second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithoutFactor {
    pub count: u32,
    /// The first of them by name: name and e-mail.
    pub first: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    pub now: i64,
    pub member: MemberView,
    /// Whether nobody else is an owner, so that this one has to stay it.
    pub is_last_owner: bool,
    /// Whether the person who looks is in no other organisation.
    pub is_only_org: bool,
    /// The tokens of the organisation that end when the member goes, for whoever may see to that.
    pub service_tokens: u32,
}

/// An organisation of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgView {
    pub id: OrgId,
    pub name: String,
    pub role: Role,
    /// The number of its notifications that the person has not read.
    pub unread: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgsView {
    pub orgs: Vec<OrgView>,
    /// Asks for the next page.
    pub next: Option<OrgId>,
}

form! {
    pub struct RoleForm {
        pub role: String at Role,
    }
}

form! {
    /// Names an organisation: one that is there, or a new one.
    pub struct OrgForm {
        pub org_name: String at OrgName,
    }
}

form! {
    /// Whether the organisation asks for a second factor.
    pub struct DemandForm {
        pub demand: bool,
    }
}

/// The page of another organisation that fits the one at `here`: the same, or the one above it
/// where its address names something that only this organisation has.
pub fn same_place(here: &str) -> String {
    let path = landing(here).split(['?', '#']).next().unwrap_or_default();
    let shared: Vec<&str> = path.split('/').take_while(|segment| !is_uuid(segment)).collect();
    shared.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn another_organisation_has_the_same_page_but_for_what_is_only_here() {
        let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
        for (here, there) in [
            ("/dashboard/agents", "/dashboard/agents"),
            ("/dashboard/integrations/twilio/health", "/dashboard/integrations/twilio/health"),
            (&format!("/dashboard/agents/{id}/delete"), "/dashboard/agents"),
            (&format!("/dashboard/numbers?show=ready&agent={id}"), "/dashboard/numbers"),
            ("https://evil.example/dashboard", "/dashboard/integrations"),
            ("", "/dashboard/integrations"),
        ] {
            assert_eq!(same_place(here), there);
        }
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let read = |query: &str| TeamQuery::read(&Address::new("/dashboard/team", query));
        assert_eq!(read("role=admin").to_string(), "role=admin");
        assert!(read("role=admin").narrows() && !read("role=king").narrows());
    }
}
