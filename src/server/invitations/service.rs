//! Inviting people, and what becomes of the invitations that are open.

use super::repo::{self, Invitation, Inviter, Links, NewInvitation};
use crate::{
    domain::{
        account::MAX_ORG_NAME,
        email::Email,
        ids::OrgId,
        invitation::{
            Channel, InvitationId, InvitationView, InvitationsQuery, InvitationsView, InviteForm,
            ReinviteForm, may_give,
        },
        link::Purpose,
        locale::Locale,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        quota::Quota,
        role::{Permission, Role},
        tenant::TenantForm,
        text::one_line,
        topic::Topic,
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        auth::repo as people,
        cx::{Cx, PlatformCx, Services},
        db::{OrgTx, stored, to_json},
        links::{self, Asked, Invited, Link},
        list::PageSize,
        quotas::{self, Day},
        suspension, team,
    },
};

const PAGE: PageSize = PageSize(25);

pub(super) const TOPICS: [Topic; 1] = [Topic::Team];

/// The id of a link that its maker is shown, once.
pub type Shown = String;

pub async fn list(cx: &Cx, query: &InvitationsQuery) -> Result<InvitationsView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.read_installation().await?;
    let invitations = repo::page(&mut tx, &cx.org, query, PAGE.limit(), now).await?;
    let (invitations, next) = PAGE.cut(invitations, |invitation| invitation.id.clone());
    Ok(InvitationsView { now, invitations, next })
}

/// An open invitation.
///
/// # Errors
/// Fails with `NotFound`, or as the database does; so does [`of_email`].
pub async fn get(cx: &Cx, id: &InvitationId) -> Result<InvitationView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.read_installation().await?;
    Ok(repo::view(&mut tx, &cx.org, id, now).await?.ok_or(ProblemKind::NotFound)?)
}

/// The open invitation of an address.
pub async fn of_email(cx: &Cx, email: &str) -> Result<InvitationView, Problem> {
    let email = Email::parse(email).map_err(|rule| Problem::invalid(Field::Email, rule))?;
    let now = cx.services.clock.now_ms();
    let mut tx = cx.services.db.read_installation().await?;
    Ok(repo::view_of_email(&mut tx, &cx.org, &email, now).await?.ok_or(ProblemKind::NotFound)?)
}

/// Invites an address. An invitation that it has already is replaced: its links are worth nothing.
/// Its mails are in the language that is chosen, else in `locale`. Returns the link to pass on, where
/// no mail brings it.
///
/// Whether the address has an account is neither looked up nor told, but for people of this
/// organisation.
///
/// # Errors
/// Fails with `MemberAlready`, with `OwnersOnly` for a role that is more than one may give, with
/// `OrgResting`, and over a quota.
pub async fn invite(cx: &Cx, form: &InviteForm, locale: Locale) -> Result<Option<Shown>, Problem> {
    let mut errors = FieldErrors::default();
    let email = errors.value(Field::Email, Email::parse(&form.email));
    let role = errors.value(Field::Role, Role::from_code(&form.role).ok_or(Rule::UnknownChoice));
    let channel = errors.value(Field::Channel, channel_of(&form.channel));
    let locale = errors.value(Field::Language, language_of(&form.language, locale));
    let (Some(email), Some(role), Some(channel), Some(locale)) = (email, role, channel, locale) else {
        return Err(errors.problem());
    };
    let mut tx = cx.begin_everywhere().await?;
    repo::hold(&mut tx).await?;
    let shown = add(cx, &mut tx, &InvitationTerms { email: &email, role, channel, locale }).await?;
    let mut tx = tx.recorded_with(Action::Invited, email.as_str(), &into_role(role)).await?;
    tx.publish(&TOPICS);
    tx.commit().await?;
    Ok(shown)
}

fn into_role(role: Role) -> Vec<Change> {
    Change::of(ChangedField::Part(Part::Role), None, Some(role.code())).into_iter().collect()
}

/// Adds an invitation with its link, in the place of one that the address has.
async fn add(cx: &Cx, tx: &mut OrgTx, given: &InvitationTerms<'_>) -> Result<Option<Shown>, Problem> {
    let services = &cx.services;
    let InvitationTerms { email, role, locale, .. } = *given;
    may_invite_to(cx, tx, role).await?;
    is_open(tx).await?;
    if repo::is_member(tx, email).await? {
        return Err(Problem::new(ProblemKind::MemberAlready).on(Field::Email));
    }
    let now = services.clock.now_ms();
    repo::forget_accepted(tx, now).await?;
    if let Some(former) = repo::of_email(tx, email).await? {
        // Replacing it takes it back.
        may_invite_to(cx, tx, former.role).await?;
        withdraw(services, tx, &former.links).await?;
        repo::delete(tx, &former.id).await?;
    }
    let members = repo::members(tx).await?.saturating_add(1);
    quotas::hold(services, tx, Quota::Members, members).await?;
    let id: InvitationId = services.random.id();
    repo::insert(tx, &NewInvitation { id: &id, email, role, by: inviter(cx), locale }, now).await?;
    let open = repo::open(tx).await?;
    quotas::hold(services, tx, Quota::Invitations, open).await?;
    give_link(cx, tx, &id, given).await
}

/// Milliseconds within which the same new tenant counts as asked for once.
const DOUBLE_CLICK: i64 = 5_000;

/// Makes an organisation for somebody who is not in it yet, and invites them as its owner. Returns it,
/// and the link to pass on, where no mail brings it.
///
/// # Errors
/// Fails on the fields, and over the installation's quota of mails.
pub async fn open_tenant(
    cx: &PlatformCx,
    form: &TenantForm,
    locale: Locale,
) -> Result<(OrgId, Option<Shown>), Problem> {
    let mut errors = FieldErrors::default();
    let name = errors.value(Field::OrgName, one_line(&form.org_name, MAX_ORG_NAME));
    let email = errors.value(Field::Email, Email::parse(&form.email));
    let channel = errors.value(Field::Channel, channel_of(&form.channel));
    let locale = errors.value(Field::Language, language_of(&form.language, locale));
    let (Some(name), Some(email), Some(channel), Some(locale)) = (name, email, channel, locale) else {
        return Err(errors.problem());
    };
    let services = &cx.services;
    let cx = cx.making(services.random.id(), Action::TenantMade);
    let mut tx = cx.begin_everywhere().await?;
    people::hold(&mut tx, &cx.user).await?;
    let now = tx.now();
    // A browser without scripts sends a form once for each click.
    if let Some(made) = repo::opened_since(&mut tx, &cx.user, &name, &email, now - DOUBLE_CLICK).await? {
        return Ok(made);
    }
    people::insert_org(&mut tx, &name, now).await?;
    let given = InvitationTerms { email: &email, role: Role::Owner, channel, locale };
    let shown = add(&cx, &mut tx, &given).await?;
    let mut tx = tx.recorded(Action::OrgMade, cx.org.as_str()).await?;
    tx.record_with(Action::Invited, email.as_str(), &into_role(Role::Owner)).await?;
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, user.id = %cx.user, "a platform admin made an organisation");
    Ok((cx.org, shown))
}

/// Gives an open invitation another link, in the name of whoever asks; the former ones are worth
/// nothing.
///
/// # Errors
/// Fails with `NotFound` where it is accepted or revoked, and as [`invite`] does.
pub async fn reinvite(cx: &Cx, id: &InvitationId, form: &ReinviteForm) -> Result<Option<Shown>, Problem> {
    let channel = channel_of(&form.channel).map_err(|rule| Problem::invalid(Field::Channel, rule))?;
    let services = &cx.services;
    let mut tx = cx.begin_everywhere().await?;
    repo::hold(&mut tx).await?;
    let Invitation { email, role, locale, links, .. } =
        repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    may_invite_to(cx, &mut tx, role).await?;
    is_open(&mut tx).await?;
    let email = stored_email(id, &email)?;
    withdraw(services, &mut tx, &links).await?;
    let shown = give_link(cx, &mut tx, id, &InvitationTerms { email: &email, role, channel, locale }).await?;
    let mut tx = tx.recorded(Action::InvitationSent, email.as_str()).await?;
    tx.publish(&TOPICS);
    tx.commit().await?;
    Ok(shown)
}

/// Takes an open invitation back.
///
/// # Errors
/// Fails with `NotFound` where it is accepted or revoked.
pub async fn revoke(cx: &Cx, id: &InvitationId) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    repo::hold(&mut tx).await?;
    let Invitation { email, role, links, .. } =
        repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    may_invite_to(cx, &mut tx, role).await?;
    withdraw(&cx.services, &mut tx, &links).await?;
    repo::delete(&mut tx, id).await?;
    let mut tx = tx.recorded(Action::InvitationRevoked, &email).await?;
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}

fn channel_of(code: &str) -> Result<Channel, Rule> {
    Channel::from_code(code).ok_or(Rule::UnknownChoice)
}

fn language_of(code: &str, otherwise: Locale) -> Result<Locale, Rule> {
    if code.is_empty() { Ok(otherwise) } else { Locale::from_code(code).ok_or(Rule::UnknownChoice) }
}

pub(super) fn stored_email(id: &InvitationId, email: &str) -> Result<Email, sqlx::Error> {
    stored("invitations", id.as_str()).code("email", email, |text| Email::parse(text).ok())
}

/// Asks for the role of whoever invites in this transaction: it may have changed since the request
/// was let in.
async fn may_invite_to(cx: &Cx, tx: &mut OrgTx, role: Role) -> Result<(), Problem> {
    if cx.as_platform {
        let is_admin = repo::is_platform_admin(tx, &cx.user).await?;
        return if is_admin { Ok(()) } else { Err(ProblemKind::Forbidden.into()) };
    }
    // A token that acts for them may have a lower one.
    let own = team::role(tx, &cx.user).await?.map(|role| role.min(cx.role));
    let own = own.filter(|own| own.may(Permission::ManageTeam)).ok_or(ProblemKind::Forbidden)?;
    if may_give(own, role) { Ok(()) } else { Err(Problem::new(ProblemKind::OwnersOnly).on(Field::Role)) }
}

/// Asks that somebody may join the organisation now.
async fn is_open(tx: &mut OrgTx) -> Result<(), Problem> {
    if suspension::goes_on(tx).await? { Ok(()) } else { Err(ProblemKind::OrgResting.into()) }
}

const fn inviter(cx: &Cx) -> Inviter<'_> {
    Inviter { user: &cx.user, as_platform: cx.as_platform }
}

pub(super) async fn withdraw(services: &Services, tx: &mut OrgTx, links: &Links) -> Result<(), sqlx::Error> {
    for id in links.ids() {
        links::withdraw(services, tx, id).await?;
    }
    Ok(())
}

struct InvitationTerms<'a> {
    email: &'a Email,
    role: Role,
    channel: Channel,
    locale: Locale,
}

/// Makes the only link of an invitation.
async fn give_link(
    cx: &Cx,
    tx: &mut OrgTx,
    id: &InvitationId,
    given: &InvitationTerms<'_>,
) -> Result<Option<Shown>, Problem> {
    let services = &cx.services;
    let by = repo::person_name(tx, &cx.user).await?;
    let link = make_link(services, tx, by, given.role, given).await?;
    let expires_at = link.expires_at;
    let (links, shown) = match given.channel {
        Channel::Mail => (Links { mailed: Some(link.id().to_owned()), shown: None }, None),
        Channel::Link => {
            let shown = Some(link.id().to_owned());
            (Links { mailed: None, shown: shown.clone() }, shown)
        }
    };
    repo::set_links(tx, id, &links, inviter(cx), expires_at).await?;
    Ok(shown)
}

async fn make_link(
    services: &Services,
    tx: &mut OrgTx,
    by: String,
    role: Role,
    given: &InvitationTerms<'_>,
) -> Result<Link, Problem> {
    let invited = Invited { org: tx.org().clone(), org_name: repo::org_name(tx).await?, by, role };
    let data = to_json(&invited)?;
    let InvitationTerms { email, locale, .. } = *given;
    let asked = |purpose| Asked { purpose, email, about: None, data: &data, locale };
    Ok(match given.channel {
        Channel::Mail => {
            let mails = repo::count_mail(tx, Day::of(services.clock.now_ms())).await?;
            quotas::hold(services, tx, Quota::InvitationMails, mails).await?;
            links::ask(services, tx, &asked(Purpose::Invite)).await?
        }
        Channel::Link => links::ask_to_show(services, tx, &asked(Purpose::InviteShown)).await?,
    })
}

/// Has the link that proves the address mailed, beside the one that was shown.
pub(super) async fn mail_too(
    services: &Services,
    tx: &mut OrgTx,
    invitation: &Invitation,
    locale: Locale,
) -> Result<(), Problem> {
    let Invitation { id, email, role, by, links, .. } = invitation;
    let email = stored_email(id, email)?;
    if let Some(mailed) = &links.mailed {
        links::withdraw(services, tx, mailed).await?;
    }
    let given = InvitationTerms { email: &email, role: *role, channel: Channel::Mail, locale };
    let link = make_link(services, tx, by.clone(), *role, &given).await?;
    Ok(repo::set_mailed(tx, id, link.id(), link.expires_at).await?)
}
