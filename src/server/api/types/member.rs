//! The people of an organisation, and those who are invited.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Time;
use crate::domain::{
    ids::UserId,
    invitation::{
        Channel, Delivery, InvitationId, InvitationState, InvitationView, InviteForm, ReinviteForm,
    },
    locale::Locale,
    role::Role,
    team::{MemberView, RoleForm},
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MembersParams {
    #[param(inline)]
    pub role: Option<Role>,
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<UserId>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InvitationsParams {
    /// The last page's `next`.
    #[param(inline)]
    pub after: Option<InvitationId>,
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub joined_at: Time,
    /// When they last used AVA in this organisation; `null` while they are signed in nowhere with it.
    pub seen_at: Option<Time>,
}

impl From<MemberView> for Member {
    fn from(view: MemberView) -> Self {
        let MemberView { user, name, email, role, joined_at, seen_at } = view;
        Self { id: user, name, email, role, joined_at: Time(joined_at), seen_at: seen_at.map(Time) }
    }
}

/// Gives a person another role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    pub role: Role,
}

impl From<RoleBody> for RoleForm {
    fn from(RoleBody { role }: RoleBody) -> Self {
        Self { role: role.code().to_owned() }
    }
}

/// How the last link of an invitation came to its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationDelivery {
    /// Whoever made it was shown it.
    Shown,
    OnItsWay,
    Sent,
    /// A server may have taken the mail, which is not sent again.
    Unsure,
    Failed,
    /// There is no mailbox: the operator has the link.
    AtOperator,
}

impl From<Delivery> for InvitationDelivery {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Shown => Self::Shown,
            Delivery::OnItsWay => Self::OnItsWay,
            Delivery::Sent => Self::Sent,
            Delivery::Unsure => Self::Unsure,
            Delivery::Failed => Self::Failed,
            Delivery::AtOperator => Self::AtOperator,
        }
    }
}

/// Whether an invitation can be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStanding {
    Open,
    /// Its time is over.
    Over,
    /// Whoever made it may not invite to this role any more.
    NoRight,
}

impl From<InvitationState> for InvitationStanding {
    fn from(standing: InvitationState) -> Self {
        match standing {
            InvitationState::Open => Self::Open,
            InvitationState::Over => Self::Over,
            InvitationState::NoRight => Self::NoRight,
        }
    }
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    /// The name of whoever made it, or sent it again last.
    pub by: String,
    pub expires_at: Time,
    pub delivery: InvitationDelivery,
    pub standing: InvitationStanding,
}

impl From<InvitationView> for Invitation {
    fn from(view: InvitationView) -> Self {
        let InvitationView { id, email, role, by, expires_at, delivery, standing } = view;
        Self {
            id,
            email,
            role,
            by,
            expires_at: Time(expires_at),
            delivery: delivery.into(),
            standing: standing.into(),
        }
    }
}

/// An invitation that was made or sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationMade {
    #[serde(flatten)]
    pub invitation: Invitation,
    /// The link to pass on, where no mail brings it. It is shown this once.
    pub link: Option<String>,
}

/// Invites an address. An open invitation of it is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteBody {
    pub email: String,
    pub role: Role,
    pub channel: Channel,
    /// The language of its mails; that of the request without.
    #[serde(default)]
    pub language: Option<Locale>,
}

impl From<InviteBody> for InviteForm {
    fn from(InviteBody { email, role, channel, language }: InviteBody) -> Self {
        Self {
            email,
            role: role.code().to_owned(),
            channel: channel.code().to_owned(),
            language: language.map(Locale::code).unwrap_or_default().to_owned(),
        }
    }
}

/// Gives an open invitation another link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReinviteBody {
    pub channel: Channel,
}

impl From<ReinviteBody> for ReinviteForm {
    fn from(ReinviteBody { channel }: ReinviteBody) -> Self {
        Self { channel: channel.code().to_owned() }
    }
}
