//! `/api/members` and `/api/invitations`: the people of the organisation, and who is to join them.

use axum::http::HeaderMap;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    domain::{
        api_token::Scope,
        ids::UserId,
        invitation::{InvitationId, InvitationsQuery, InviteForm},
        problem::Problem,
        role::Permission,
        team::TeamQuery,
    },
    server::{
        api::{
            ApiProblem, Caller, Created, Json, NoContent, Page, Path, Problems, Query, ShownOnce,
            types::member::{
                Invitation, InvitationMade, InvitationsParams, InviteBody, Member, MembersParams,
                ReinviteBody, RoleBody,
            },
        },
        cx::{Cx, Services},
        http::problem_document::locale_of,
        invitations::service as invitations,
        links,
        team::service,
    },
};

pub fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(get, update, remove))
        .routes(routes!(list_invitations, invite))
        .routes(routes!(revoke))
        .routes(routes!(resend))
}

async fn member(cx: &Cx, id: UserId) -> Result<Member, Problem> {
    Ok(service::member(cx, id).await?.member.into())
}

/// List the people of the organisation.
#[utoipa::path(get, path = "/api/members", tag = "members", operation_id = "list_members",
    params(MembersParams),
    responses((status = 200, description = "A page of people", body = Page<Member>), Problems),
    security(("token" = ["members:read"])))]
async fn list(caller: Caller, Query(params): Query<MembersParams>) -> Result<Json<Page<Member>>, ApiProblem> {
    let cx = caller.cx(Scope::MembersRead, Permission::Read).await?;
    let MembersParams { role, after } = params;
    let view = service::list(&cx, &TeamQuery { role, after }).await?;
    Ok(Json(Page::of(view.members, view.next)))
}

/// Show a person of the organisation.
#[utoipa::path(get, path = "/api/members/{id}", tag = "members", operation_id = "get_member",
    params(("id" = inline(UserId), Path, description = "The id of the person")),
    responses((status = 200, description = "The person", body = Member), Problems),
    security(("token" = ["members:read"])))]
async fn get(caller: Caller, Path(id): Path<UserId>) -> Result<Json<Member>, ApiProblem> {
    let cx = caller.cx(Scope::MembersRead, Permission::Read).await?;
    Ok(Json(member(&cx, id).await?))
}

/// Give a person another role.
///
/// Only owners make owners, or take it from them; one owner is left.
#[utoipa::path(put, path = "/api/members/{id}", tag = "members", operation_id = "update_member",
    params(("id" = inline(UserId), Path, description = "The id of the person")),
    request_body = RoleBody,
    responses((status = 200, description = "The person in the other role", body = Member), Problems),
    security(("token" = ["members:write"])))]
async fn update(
    caller: Caller,
    Path(id): Path<UserId>,
    Json(body): Json<RoleBody>,
) -> Result<Json<Member>, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageTeam).await?;
    service::change_role(&cx, &id, &body.into()).await?;
    Ok(Json(member(&cx, id).await?))
}

/// Remove somebody else from the organisation.
///
/// They are signed out, and their tokens end.
#[utoipa::path(delete, path = "/api/members/{id}", tag = "members", operation_id = "remove_member",
    params(("id" = inline(UserId), Path, description = "The id of the person")),
    responses((status = 204, description = "The person is removed"), Problems),
    security(("token" = ["members:write"])))]
async fn remove(caller: Caller, Path(id): Path<UserId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageTeam.proved()).await?;
    service::remove(&cx, &id).await?;
    Ok(NoContent)
}

/// List the open invitations, the newest first.
#[utoipa::path(get, path = "/api/invitations", tag = "members", operation_id = "list_invitations",
    params(InvitationsParams),
    responses((status = 200, description = "A page of invitations", body = Page<Invitation>), Problems),
    security(("token" = ["members:read"])))]
async fn list_invitations(
    caller: Caller,
    Query(InvitationsParams { after }): Query<InvitationsParams>,
) -> Result<Json<Page<Invitation>>, ApiProblem> {
    let cx = caller.cx(Scope::MembersRead, Permission::ManageTeam).await?;
    let view = invitations::list(&cx, &InvitationsQuery { after }).await?;
    Ok(Json(Page::of(view.invitations, view.next)))
}

/// Invite an address.
///
/// An open invitation of it is replaced.
#[utoipa::path(post, path = "/api/invitations", tag = "members", operation_id = "create_invitation",
    request_body = InviteBody,
    responses((status = 201, description = "The invitation that was made", body = InvitationMade), Problems),
    security(("token" = ["members:write"])))]
async fn invite(
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<InviteBody>,
) -> Result<ShownOnce<Created<InvitationMade>>, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageTeam).await?;
    let form = InviteForm::from(body);
    let shown = invitations::invite(&cx, &form, locale_of(&headers)).await?;
    let invitation = Invitation::from(invitations::of_email(&cx, &form.email).await?);
    let location = format!("/api/invitations/{}", invitation.id);
    Ok(ShownOnce(Created::new(location, made(&cx, invitation, shown).await?)))
}

async fn made(cx: &Cx, invitation: Invitation, shown: Option<String>) -> Result<InvitationMade, Problem> {
    let link = match shown {
        Some(id) => links::address_of(&cx.services, &id).await?.map(String::from),
        None => None,
    };
    Ok(InvitationMade { invitation, link })
}

/// Take an open invitation back.
///
/// Its links are worth nothing.
#[utoipa::path(delete, path = "/api/invitations/{id}", tag = "members", operation_id = "revoke_invitation",
    params(("id" = inline(InvitationId), Path, description = "The id of the invitation")),
    responses((status = 204, description = "The invitation is taken back"), Problems),
    security(("token" = ["members:write"])))]
async fn revoke(caller: Caller, Path(id): Path<InvitationId>) -> Result<NoContent, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageTeam).await?;
    invitations::revoke(&cx, &id).await?;
    Ok(NoContent)
}

/// Give an open invitation another link.
///
/// Its former ones are worth nothing.
#[utoipa::path(post, path = "/api/invitations/{id}/resend", tag = "members",
    operation_id = "resend_invitation",
    params(("id" = inline(InvitationId), Path, description = "The id of the invitation")),
    request_body = ReinviteBody,
    responses((status = 200, description = "The invitation with its new link", body = InvitationMade), Problems),
    security(("token" = ["members:write"])))]
async fn resend(
    caller: Caller,
    Path(id): Path<InvitationId>,
    Json(body): Json<ReinviteBody>,
) -> Result<ShownOnce<Json<InvitationMade>>, ApiProblem> {
    let cx = caller.cx(Scope::MembersWrite, Permission::ManageTeam).await?;
    let shown = invitations::reinvite(&cx, &id, &body.into()).await?;
    let invitation = Invitation::from(invitations::get(&cx, &id).await?);
    Ok(ShownOnce(Json(made(&cx, invitation, shown).await?)))
}
