//! The organisations of the installation, for those who look after all of them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::{Invitation, Operation, Time};
use crate::domain::{
    credential::CredentialStatus,
    deletion::DeletionForm,
    feature::{Feature, Off},
    health::Cause,
    ids::{NumberId, OperationId, OrgId, UserId},
    invitation::{Channel, InvitationId},
    locale::Locale,
    number::{NumberSource, NumberState},
    phone::E164,
    provider::Provider,
    quota::Quota,
    role::Role,
    schema::{Described, of_codes},
    suspension::{Suspension, SuspensionForm},
    tenant::{
        Activity, LimitForm, Limits, TenantForm, TenantHealth, TenantKey as Key, TenantLine,
        TenantNumber as Number, TenantPerson as Person, TenantSort, TenantState, TenantView, Usage,
    },
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TenantsParams {
    /// The beginning of a word of a name or of an owner's e-mail, or an id.
    pub search: String,
    #[param(inline)]
    pub state: Option<TenantState>,
    #[param(inline)]
    pub health: Option<TenantHealth>,
    #[param(inline)]
    pub limits: Option<Limits>,
    #[param(inline)]
    pub active: Option<Activity>,
    #[param(inline)]
    pub sort: Option<TenantSort>,
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<OrgId>,
}

/// An organisation in the list, as its figures were written down last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tenant {
    pub id: OrgId,
    pub name: String,
    /// The e-mail of an owner; empty where it has none.
    pub owner: String,
    pub state: TenantState,
    pub health: TenantHealth,
    pub near_limits: bool,
    pub active_at: Option<Time>,
    pub people: i64,
    pub agents: i64,
    pub numbers: i64,
    /// Operations that need somebody.
    pub stuck: i64,
}

impl From<TenantLine> for Tenant {
    fn from(line: TenantLine) -> Self {
        let TenantLine {
            id,
            name,
            owner,
            state,
            health,
            near_limits,
            active_at,
            people,
            agents,
            numbers,
            stuck,
        } = line;
        Self {
            id,
            name,
            owner,
            state,
            health,
            near_limits,
            active_at: active_at.map(Time),
            people,
            agents,
            numbers,
            stuck,
        }
    }
}

/// Why an organisation is suspended, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantSuspension {
    pub reason: String,
    pub since: Time,
}

impl From<Suspension> for TenantSuspension {
    fn from(Suspension { reason, since }: Suspension) -> Self {
        Self { reason, since: Time(since) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantPerson {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub seen_at: Option<Time>,
}

impl From<Person> for TenantPerson {
    fn from(Person { id, name, email, role, seen_at }: Person) -> Self {
        Self { id, name, email, role, seen_at: seen_at.map(Time) }
    }
}

/// A stored key: how it stands, and nothing of what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantKey {
    pub provider: Provider,
    /// Whether it is of the account that the installation holds for the organisation.
    pub managed: bool,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub since: Time,
    pub checked_at: Option<Time>,
}

impl From<Key> for TenantKey {
    fn from(Key { provider, managed, status, cause, since, checked_at }: Key) -> Self {
        Self { provider, managed, status, cause, since: Time(since), checked_at: checked_at.map(Time) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantNumber {
    pub id: NumberId,
    pub number: E164,
    pub source: NumberSource,
    pub state: NumberState,
}

impl From<Number> for TenantNumber {
    fn from(Number { id, e164, source, state }: Number) -> Self {
        Self { id, number: e164, source, state }
    }
}

/// A limit, and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantLimit {
    pub limit: Quota,
    /// `null` where it is counted by the minute, and forgotten.
    pub has: Option<i64>,
    pub most: u32,
    /// Whether it was decided for this organisation alone.
    pub own: bool,
}

impl From<Usage> for TenantLimit {
    fn from(Usage { quota, has, most, own }: Usage) -> Self {
        Self { limit: quota, has, most, own }
    }
}

/// An organisation as it is now. Of people, invitations, numbers and operations it has the first 25.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantDetails {
    pub id: OrgId,
    pub name: String,
    pub created_at: Time,
    pub suspension: Option<TenantSuspension>,
    /// Whether its deletion was asked for.
    pub is_ending: bool,
    pub people: Vec<TenantPerson>,
    /// The open invitations.
    pub invitations: Vec<Invitation>,
    pub keys: Vec<TenantKey>,
    pub numbers: Vec<TenantNumber>,
    /// Those that are not over, those that need attention first.
    pub operations: Vec<Operation>,
    pub limits: Vec<TenantLimit>,
    /// The codes of the features that are off for it.
    pub off: Vec<String>,
    /// The codes of the features that are off for every organisation.
    pub off_for_all: Vec<String>,
    /// Whether it may buy managed numbers; `null` where the installation supplies none.
    pub may_buy: Option<bool>,
}

fn codes(off: Off) -> Vec<String> {
    let is_off = |feature: &Feature| off.has(*feature);
    Feature::all().filter(is_off).map(|feature| feature.code().to_owned()).collect()
}

impl From<TenantView> for TenantDetails {
    fn from(view: TenantView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            created_at: Time(view.created_at),
            suspension: view.suspension.map(TenantSuspension::from),
            is_ending: view.deletion.is_some(),
            people: view.people.rows.into_iter().map(TenantPerson::from).collect(),
            invitations: view.invitations.rows.into_iter().map(Invitation::from).collect(),
            keys: view.keys.into_iter().map(TenantKey::from).collect(),
            numbers: view.numbers.rows.into_iter().map(TenantNumber::from).collect(),
            operations: view.operations.rows.into_iter().map(Operation::from).collect(),
            limits: view.usage.into_iter().map(TenantLimit::from).collect(),
            off: codes(view.off),
            off_for_all: codes(view.off_for_all),
            may_buy: view.may_buy,
        }
    }
}

/// Suspends an organisation, or gives another reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspendBody {
    /// What its people are told; at most 300 characters.
    pub reason: String,
}

impl From<SuspendBody> for SuspensionForm {
    fn from(SuspendBody { reason }: SuspendBody) -> Self {
        Self { reason }
    }
}

/// Sets one limit of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitBody {
    pub limit: Quota,
    /// `null` for that of all organisations.
    pub most: Option<u32>,
}

impl From<LimitBody> for LimitForm {
    fn from(LimitBody { limit, most }: LimitBody) -> Self {
        Self { quota: limit.code().to_owned(), most: most.map(|most| most.to_string()).unwrap_or_default() }
    }
}

/// A feature, by its code: a provider, or `managed_numbers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct FeatureCode(pub Feature);

impl TryFrom<String> for FeatureCode {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Feature::from_code(&code).map(Self).ok_or("not a feature")
    }
}

impl From<FeatureCode> for &'static str {
    fn from(FeatureCode(feature): FeatureCode) -> Self {
        feature.code()
    }
}

impl PartialSchema for FeatureCode {
    fn schema() -> Described {
        of_codes(Feature::all().map(Feature::code))
    }
}

impl ToSchema for FeatureCode {
    fn name() -> Cow<'static, str> {
        "Feature".into()
    }
}

/// Turns a feature of an organisation on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeatureBody {
    pub feature: FeatureCode,
    pub off: bool,
}

/// Decides whether an organisation may buy managed numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyingBody {
    pub may_buy: bool,
}

/// Makes an organisation, and invites its first owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantBody {
    /// At most 80 characters.
    pub org_name: String,
    /// The address of the first owner.
    pub email: String,
    pub channel: Channel,
    /// The language of the invitation; that of the request without.
    #[serde(default)]
    pub language: Option<Locale>,
}

impl From<TenantBody> for TenantForm {
    fn from(TenantBody { org_name, email, channel, language }: TenantBody) -> Self {
        Self {
            org_name,
            email,
            channel: channel.code().to_owned(),
            language: language.map(Locale::code).unwrap_or_default().to_owned(),
        }
    }
}

/// An organisation that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantMade {
    pub id: OrgId,
    /// The link of the invitation, where no mail brings it. It is shown this once.
    pub link: Option<String>,
}

/// Asks for the deletion of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantDeletionBody {
    /// Its name, so that no other one is meant.
    pub org_name: String,
}

impl From<TenantDeletionBody> for DeletionForm {
    fn from(TenantDeletionBody { org_name }: TenantDeletionBody) -> Self {
        Self { org_name }
    }
}

/// Gives an open invitation of an organisation another link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantReinviteBody {
    pub invitation: InvitationId,
    pub channel: Channel,
}

/// The link of an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationLink {
    /// `null` where a mail brings it. It is shown this once.
    pub link: Option<String>,
}

/// Takes an open invitation of an organisation back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantRevokeBody {
    pub invitation: InvitationId,
}

/// Tries an operation of an organisation again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantRetryBody {
    pub operation: OperationId,
}
