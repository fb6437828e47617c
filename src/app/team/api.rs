//! The forms of the team, and of the organisations of a person.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    deletion::DeletionForm,
    ids::{OrgId, UserId},
    invitation::{InvitationId, InviteForm, ReinviteForm},
    problem::Problem,
    support::SupportAccessForm,
    team::{DemandForm, OrgForm, RoleForm},
};
#[cfg(feature = "ssr")]
use crate::{
    app::{
        auth::api::locale,
        paths::{INTEGRATIONS, LOGIN},
    },
    domain::{
        flash::Notice,
        role::Permission::{ManageOrg, ManageTeam, Own},
        team::same_place,
    },
    server::{
        current_user::session,
        forms::{Accepted, handle},
        invitations,
        lifecycle::deletion,
        support,
        team::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const ROLE_FORM: &str = "member_role";
pub const REMOVE_FORM: &str = "remove_member";
pub const LEAVE_FORM: &str = "leave_org";
pub const RENAME_FORM: &str = "rename_org";
pub const SUPPORT_FORM: &str = "support_access";
pub const DEMAND_FORM: &str = "demand_factor";
pub const ENTER_FORM: &str = "enter_org";
pub const NEW_ORG_FORM: &str = "new_org";
pub const DELETE_FORM: &str = "delete_org";
pub const KEEP_FORM: &str = "keep_org";
pub const INVITE_FORM: &str = "invite";
pub const REINVITE_FORM: &str = "reinvite";
pub const REVOKE_FORM: &str = "revoke_invitation";

#[server(prefix = "/rpc", endpoint = "team/role", output = Postcard)]
pub async fn change_role(user: UserId, form: RoleForm) -> Result<Answer, Problem> {
    handle(ROLE_FORM, ManageTeam, form, async |cx, form| {
        service::change_role(cx, &user, form).await?;
        Ok(Accepted::here(Notice::RoleChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/remove", output = Postcard)]
pub async fn remove_member(user: UserId) -> Result<Answer, Problem> {
    handle(REMOVE_FORM, ManageTeam.proved(), (), async |cx, ()| {
        service::remove(cx, &user).await?;
        Ok(Accepted::on_to(super::PATH, Notice::MemberRemoved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/leave", output = Postcard)]
pub async fn leave_org() -> Result<Answer, Problem> {
    handle(LEAVE_FORM, Own, (), async |cx, ()| {
        Ok(match service::leave(cx, &session().await?).await? {
            true => Accepted::on_to(INTEGRATIONS, Notice::OrgLeft),
            false => Accepted::on_to(LOGIN, Notice::SignedOut),
        })
    })
    .await
}

/// Leads back to a page that is loaded whole, whose frame has the new name.
#[server(prefix = "/rpc", endpoint = "team/rename", output = Postcard)]
pub async fn rename_org(form: OrgForm) -> Result<Answer, Problem> {
    handle(RENAME_FORM, ManageOrg, form, async |cx, form| {
        service::rename(cx, form).await?;
        Ok(Accepted::on_to(super::PATH, Notice::OrgRenamed))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/support", output = Postcard)]
pub async fn decide_support(form: SupportAccessForm) -> Result<Answer, Problem> {
    handle(SUPPORT_FORM, ManageOrg, form, async |cx, form| {
        support::decide(cx, form).await?;
        Ok(Accepted::here(Notice::SupportDecided))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/demand_factor", output = Postcard)]
pub async fn demand_factor(#[server(default)] form: DemandForm) -> Result<Answer, Problem> {
    handle(DEMAND_FORM, ManageTeam.proved(), form, async |cx, form| {
        service::demand_factor(cx, form).await?;
        Ok(Accepted::here(if form.demand { Notice::FactorDemanded } else { Notice::FactorNotDemanded }))
    })
    .await
}

/// Leads to the place of the other organisation that fits the page `back`.
#[server(prefix = "/rpc", endpoint = "team/enter", output = Postcard)]
pub async fn enter_org(to: OrgId, #[server(default)] back: String) -> Result<Answer, Problem> {
    handle(ENTER_FORM, Own, (), async |cx, ()| {
        service::enter(cx, &session().await?, to).await?;
        Ok(Accepted::on_to(same_place(&back), Notice::OrgEntered))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/new_org", output = Postcard)]
pub async fn make_org(form: OrgForm) -> Result<Answer, Problem> {
    handle(NEW_ORG_FORM, Own, form, async |cx, form| {
        service::found(cx, &session().await?, form).await?;
        Ok(Accepted::on_to(INTEGRATIONS, Notice::OrgMade))
    })
    .await
}

/// Leads to a page that is loaded whole, which says until when it can be taken back.
#[server(prefix = "/rpc", endpoint = "team/delete", output = Postcard)]
pub async fn delete_org(#[server(default)] form: DeletionForm) -> Result<Answer, Problem> {
    handle(DELETE_FORM, ManageOrg.proved(), form, async |cx, form| {
        deletion::ask(cx, form).await?;
        Ok(Accepted::on_to(super::PATH, Notice::DeletionAsked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/keep", output = Postcard)]
pub async fn keep_org() -> Result<Answer, Problem> {
    handle(KEEP_FORM, ManageOrg.proved().while_ending(), (), async |cx, ()| {
        deletion::take_back(cx).await?;
        Ok(Accepted::on_to(super::PATH, Notice::DeletionTakenBack))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/invite", output = Postcard)]
pub async fn invite(#[server(default)] form: InviteForm) -> Result<Answer, Problem> {
    handle(INVITE_FORM, ManageTeam, form, async |cx, form| {
        Ok(invited(invitations::service::invite(cx, form, locale()).await?))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/reinvite", output = Postcard)]
pub async fn reinvite(id: InvitationId, #[server(default)] form: ReinviteForm) -> Result<Answer, Problem> {
    handle(REINVITE_FORM, ManageTeam, form, async |cx, form| {
        Ok(invited(invitations::service::reinvite(cx, &id, form).await?))
    })
    .await
}

/// Leads to a page that is loaded whole, which shows the link, if no mail brings it.
#[cfg(feature = "ssr")]
fn invited(link: Option<String>) -> Accepted {
    let notice = if link.is_some() { Notice::InvitationMade } else { Notice::InvitationMailed };
    Accepted::on_to(super::INVITATIONS, notice).showing(link)
}

#[server(prefix = "/rpc", endpoint = "team/revoke", output = Postcard)]
pub async fn revoke(id: InvitationId) -> Result<Answer, Problem> {
    handle(REVOKE_FORM, ManageTeam, (), async |cx, ()| {
        invitations::service::revoke(cx, &id).await?;
        Ok(Accepted::here(Notice::InvitationRevoked))
    })
    .await
}
