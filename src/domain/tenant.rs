//! The organisations of an installation, as those see them who look after all of them.

use serde::{Deserialize, Serialize};

use super::{
    address::{Address, encoded},
    audit::{AuditQuery, AuditView},
    codes::codes,
    credential::CredentialStatus,
    deletion::TenantDeletion,
    feature::Off,
    form::form,
    health::Cause,
    ids::{NumberId, OperationId, OrgId, UserId},
    invitation::InvitationView,
    list::{choices, filters, list_query},
    number::{NumberSource, NumberState},
    operation::OperationView,
    phone::E164,
    problem::Problem,
    provider::Provider,
    quota::Quota,
    role::Role,
    suspension::Suspension,
    text,
    view::Asked,
};

/// The longest search.
const MAX_SEARCH: u32 = 100;

codes! {
    pub enum TenantState {
        Active = "active",
        /// Its work rests, for a reason that its people are told.
        Suspended = "suspended",
        /// Its deletion was asked for, or is under way.
        Ending = "ending",
        /// Its log and the report of its deletion are left. The list has these where they are asked for.
        Deleted = "deleted",
    }
}

codes! {
    /// The worst health of a tenant's keys.
    pub enum TenantHealth {
        Working = "working",
        /// A provider does not answer.
        Degraded = "degraded",
        /// A key is refused, or cannot be opened.
        Down = "down",
        /// Nothing is connected.
        Nothing = "nothing",
    }
}

codes! {
    /// When somebody of a tenant was last seen.
    pub enum Activity {
        /// Within the last day.
        Day = "day",
        /// Within the last 30 days.
        Month = "month",
        /// Nobody was there for 30 days, or ever.
        Quiet = "quiet",
    }
}

codes! {
    /// Those that have nine tenths of something that they may have, or more.
    pub enum Limits {
        Near = "near",
    }
}

codes! {
    #[derive(Default)]
    pub enum TenantSort {
        #[default]
        Name = "name",
        /// Those that were made last come first.
        Newest = "newest",
        /// Those where somebody was last seen come first.
        Active = "active",
    }
}

choices!(TenantState, TenantHealth, Activity, Limits);

filters!(TenantSort);

list_query! {
    /// `search=clinic&health=down&after=…`.
    pub struct TenantsQuery {
        narrowed by {
            /// The beginning of a word of a name or of an owner's e-mail, or an id.
            search: String = |typed| text::search(typed, MAX_SEARCH),
            state: Option<TenantState>,
            health: Option<TenantHealth>,
            limits: Option<Limits>,
            active: Option<Activity>,
            sort: TenantSort,
        }
        paged by {
            /// The last page's `next`.
            from after: OrgId,
        }
    }
}

list_query! {
    /// `before=…`: a page of the operations that need attention.
    pub struct PlatformQuery {
        narrowed by {}
        paged by {
            /// The last page's `next_stuck`.
            from before: OperationId,
        }
    }
}

/// A tenant in the list, as its figures were written down last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantLine {
    pub id: OrgId,
    pub name: String,
    /// The e-mail of an owner; empty where it has none.
    pub owner: String,
    pub state: TenantState,
    pub health: TenantHealth,
    pub near_limits: bool,
    pub active_at: Option<i64>,
    pub people: i64,
    pub agents: i64,
    pub numbers: i64,
    pub stuck: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantsView {
    pub now: i64,
    pub tenants: Vec<TenantLine>,
    /// Pass it as `after` for the next page.
    pub next: Option<OrgId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantPerson {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub seen_at: Option<i64>,
}

/// A stored key: how it stands, and nothing of what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantKey {
    pub provider: Provider,
    /// Whether it is of the account that the installation holds for the tenant.
    pub managed: bool,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub since: i64,
    pub checked_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantNumber {
    pub id: NumberId,
    pub e164: E164,
    pub source: NumberSource,
    pub state: NumberState,
}

/// A limit, and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub quota: Quota,
    /// `None` where it is counted by the minute, and forgotten.
    pub has: Option<i64>,
    pub most: u32,
    /// Whether it was decided for this tenant alone.
    pub own: bool,
}

/// At most so many rows of each kind are shown; `more` says that there are others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Few<T> {
    pub rows: Vec<T>,
    pub more: bool,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), more: false }
    }
}

/// A tenant as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantView {
    pub now: i64,
    pub id: OrgId,
    pub name: String,
    pub created_at: i64,
    /// Why, and since when, where it is suspended.
    pub suspension: Option<Suspension>,
    /// The state of its deletion, where that was asked for.
    pub deletion: Option<TenantDeletion>,
    pub people: Few<TenantPerson>,
    /// Its open invitations.
    pub invitations: Few<InvitationView>,
    pub keys: Vec<TenantKey>,
    pub numbers: Few<TenantNumber>,
    /// Those that are not over, those that need attention first.
    pub operations: Few<OperationView>,
    pub usage: Vec<Usage>,
    /// The features that are off for this tenant; `off_for_all` has those that are off for every one.
    pub off: Off,
    pub off_for_all: Off,
    /// Whether it may buy managed numbers; `None` where the installation supplies none.
    pub may_buy: Option<bool>,
}

form! {
    /// Makes a tenant, and invites its first owner.
    pub struct TenantForm {
        pub org_name: String at OrgName,
        /// The address of the first owner.
        pub email: String at Email,
        pub channel: String at Channel,
        /// The language of the invitation; empty for that of whoever makes the tenant.
        pub language: String at Language,
    }
}

form! {
    /// Sets one limit of a tenant.
    pub struct LimitForm {
        /// The code of a quota.
        pub quota: String at Limit,
        /// Empty for that of all tenants.
        pub most: String at Most,
    }
}

/// The keys of all tenants that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCount {
    pub provider: Provider,
    pub managed: bool,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub count: i64,
}

/// An operation that a person has to help, wherever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckOperation {
    pub tenant: OrgId,
    pub tenant_name: String,
    pub operation: OperationView,
}

/// How a part of the installation is configured. Never with the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The variable that sets it.
    pub variable: String,
    pub value: SettingValue,
    pub source: SettingSource,
}

/// Where the value of a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingSource {
    /// Nobody has set it.
    Default,
    /// The environment in which the process was started.
    Environment,
    /// `.env`.
    File,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingValue {
    Text(String),
    /// Whether there is one, for secrets and what has one in it.
    Given(bool),
}

/// A process that serves the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeView {
    pub id: String,
    pub version: String,
    /// The build of its site.
    pub build: String,
    /// Milliseconds since the epoch.
    pub since: i64,
    pub seen_at: i64,
}

/// The installation, as somebody looks at it first when something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformView {
    pub now: i64,
    pub tenants: i64,
    pub near_limits: i64,
    pub people: i64,
    pub numbers: i64,
    pub managed: i64,
    /// The keys that do not work come first.
    pub keys: Vec<KeyCount>,
    /// A page of the operations that need a person, of whichever tenant, the newest first.
    pub stuck: Vec<StuckOperation>,
    pub next_stuck: Option<OperationId>,
    /// The features that are off for every tenant.
    pub off: Off,
    pub settings: Vec<Setting>,
    /// The processes that were seen in the last ten minutes.
    pub nodes: Few<NodeView>,
    /// The version of the node that answers.
    pub version: String,
}

/// The audit log of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantAuditView {
    pub id: OrgId,
    pub name: String,
    pub log: AuditView,
}

/// The platform's own log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformLogView {
    pub log: AuditView,
}

/// The request for a part of a tenant's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantAuditQuery {
    pub tenant: OrgId,
    pub log: AuditQuery,
}

impl TenantAuditQuery {
    const TENANT: &str = "tenant";

    /// The text that it is read from, out of the id in the path and the query of the page.
    pub fn written(tenant: &str, log: &AuditQuery) -> String {
        format!("{}={}&{log}", Self::TENANT, encoded(tenant))
    }
}

impl Asked for TenantAuditQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        let address = Address::new("/", id);
        let tenant = address.value(Self::TENANT).unwrap_or_default();
        Ok(Self { tenant: OrgId::asked(&tenant)?, log: AuditQuery::read(&address) })
    }
}
