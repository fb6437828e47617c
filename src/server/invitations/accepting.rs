//! Joining an organisation by an invitation.
//!
//! Whoever accepts is the person whom the page names: the form says who that is, so that a tab in
//! which somebody else has signed in since accepts for nobody. An account is made only for an address
//! that is proved: by a link that a mail has brought to the one that is invited, or by the OpenID
//! provider, at which somebody new signs in who came for the invitation.

use tower_sessions::Session;

use super::{
    repo::{self, Invitation},
    service::{TOPICS, mail_too, stored_email, withdraw},
};
use crate::{
    domain::{
        ids::{OrgId, UserId},
        invitation::{AcceptForm, Acceptor, InvitedForm, InvitedView, Way},
        link::{LinkView, Purpose, UseLinkForm},
        locale::Locale,
        notification::{About, NotificationKind},
        problem::{Problem, ProblemKind},
        quota::Quota,
    },
    server::{
        audit::{Action, Actor, Change, ChangedField, Part},
        auth::{
            oidc, repo as people,
            service::{Account, NewPerson, Visitor},
        },
        cx::{Cx, Draft, Services},
        db::Tx,
        links::{self, Bound, Link},
        notifications::{self, Raised},
        quotas,
        request::cookies::Cookie,
        sessions, team,
    },
};

/// An invitation that can be accepted, with the link that leads to it.
struct Opened {
    invitation: Invitation,
    /// The link of the address: that of the invitation, of a person who has proved their password and
    /// is in no organisation, or of somebody new whom the OpenID provider proves.
    link: Link,
    /// The link of the invitation, by its id.
    of: String,
}

impl Opened {
    /// The person of no organisation whom the link was made for.
    fn founder(&self) -> Option<&Bound> {
        self.link.account.as_ref().filter(|_| self.link.purpose == Purpose::Found)
    }

    /// The address that whoever has the link reads mail at; `None` where it proves none.
    fn proved(&self) -> Option<&str> {
        match self.link.purpose {
            Purpose::Invite => Some(&self.invitation.email),
            Purpose::JoinInvited => Some(self.link.email.as_str()),
            _ => None,
        }
    }
}

/// Finds what a link leads to; `None` where that cannot be accepted.
async fn opened(services: &Services, tx: &mut Tx, token: &str) -> Result<Option<Opened>, Problem> {
    let Some(link) = links::find(services, tx, token).await? else { return Ok(None) };
    let of = match link.purpose {
        Purpose::Invite | Purpose::InviteShown => link.id().to_owned(),
        Purpose::Found => link.data.clone(),
        Purpose::JoinInvited => oidc::invitation_of(&link)?,
        _ => return Ok(None),
    };
    if links::find_by_id(services, tx, &of).await?.is_none() {
        return Ok(None);
    }
    let now = services.clock.now_ms();
    let invitation = repo::by_link(tx, &of).await?.filter(|found| found.is_backed && found.expires_at > now);
    Ok(invitation.map(|invitation| Opened { invitation, link, of }))
}

/// What the page of a link shows. Opening it changes nothing.
///
/// # Errors
/// Fails with `LinkOver` for every link that cannot be used.
pub async fn view(services: &Services, session: &Session, token: &str) -> Result<LinkView, Problem> {
    let view = links::view(services, token).await?;
    if !view.purpose.invites() && !matches!(view.purpose, Purpose::Found | Purpose::JoinInvited) {
        return Ok(view);
    }
    let mut tx = services.db.read_installation().await?;
    let invitation = match opened(services, &mut tx, token).await? {
        Some(opened) => Some(invited(services, &mut tx, session, &opened).await?),
        // Whoever is in no organisation founds one instead.
        None if view.purpose == Purpose::Found => None,
        None => return Err(ProblemKind::LinkOver.into()),
    };
    Ok(LinkView { invitation, ..view })
}

async fn invited(
    services: &Services,
    tx: &mut Tx,
    session: &Session,
    opened: &Opened,
) -> Result<InvitedView, Problem> {
    let Invitation { org, org_name, email, role, by, is_at_work, .. } = &opened.invitation;
    let acceptor = match (opened.founder(), sessions::viewer(session).await?) {
        (Some(bound), _) => {
            let (user, name) = (bound.user.clone(), bound.name.clone());
            Some(Acceptor { user, name, email: opened.link.email.as_str().to_owned() })
        }
        (None, Some(viewer)) => Some(Acceptor { user: viewer.user, name: viewer.name, email: viewer.email }),
        (None, None) => None,
    };
    let way = match &acceptor {
        _ if !is_at_work => Way::Resting,
        Some(acceptor) if repo::is_in(tx, org, &acceptor.user).await? => Way::Inside,
        Some(_) => Way::Accept,
        None => match opened.proved() {
            None => Way::Unproved,
            Some(address) if repo::has_account(tx, address).await? => Way::SignIn,
            Some(_) if makes_account(services, &opened.invitation) => Way::NewAccount,
            Some(_) => Way::NoAccount,
        },
    };
    let account_email = opened.proved().unwrap_or(email).to_owned();
    let (org_name, by, email) = (org_name.clone(), by.clone(), email.clone());
    let makes_account = makes_account(services, &opened.invitation);
    Ok(InvitedView { org_name, by, role: *role, email, account_email, acceptor, makes_account, way })
}

/// Whether the invitation makes an account for its address. Whoever looks after the installation makes
/// accounts where nobody else does.
fn makes_account(services: &Services, invitation: &Invitation) -> bool {
    invitation.by_platform || services.config.sign_up.makes_invited_accounts()
}

/// Accepts as the person whom the page named, who goes on in the organisation. Whoever is in it
/// already only goes there, and the invitation stays open.
///
/// # Errors
/// Fails with `LinkOver`, with `SignedOut`, with `OtherPerson` where another person is signed in than
/// the page named, with `OrgResting`, and over the quota of people.
pub async fn accept(visitor: Visitor, form: &AcceptForm) -> Result<Option<Cookie>, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let opened = opened(services, &mut tx, &form.link).await?;
    if let Some(opened) = &opened
        && let Some(bound) = opened.founder().cloned()
    {
        drop(tx);
        let org = join(services, opened, &bound.user, None).await?;
        return visitor.enter(Account { user: bound.user, org }, bound.password_version, None).await;
    }
    let viewer = sessions::viewer(&visitor.session).await?.ok_or(ProblemKind::SignedOut)?;
    if viewer.visit.is_some() {
        return Err(ProblemKind::NotForSupport.into());
    }
    if viewer.user.as_str() != form.person {
        return Err(ProblemKind::OtherPerson.into());
    }
    let org = match opened {
        Some(opened) => {
            drop(tx);
            join(services, &opened, &viewer.user, None).await?
        }
        // The second click of a double click.
        None => match links::id_of(services, &mut tx, &form.link).await? {
            Some(link) => {
                repo::entered_by(&mut tx, &link, &viewer.user).await?.ok_or(ProblemKind::LinkOver)?
            }
            None => return Err(ProblemKind::LinkOver.into()),
        },
    };
    if viewer.org != org {
        let cx = Cx::new(services.clone(), viewer.org, viewer.user, viewer.role);
        team::service::enter(&cx, &visitor.session, org).await?;
    }
    Ok(None)
}

/// Makes the account of the address that is invited, in the organisation, and signs it in.
///
/// # Errors
/// Fails with `LinkOver`, also for a link that proves no address, with `SignUpClosed` where an
/// invitation makes no account, with `EmailTaken` where the address has one, with `OrgResting`, and over
/// the quota of people.
pub async fn join_anew(visitor: Visitor, form: &InvitedForm) -> Result<Option<Cookie>, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let opened = opened(services, &mut tx, &form.link).await?;
    drop(tx);
    let opened = opened.ok_or(ProblemKind::LinkOver)?;
    let address = opened.proved().ok_or(ProblemKind::LinkOver)?;
    if !makes_account(services, &opened.invitation) {
        return Err(ProblemKind::SignUpClosed.into());
    }
    let Invitation { id, org_name, .. } = &opened.invitation;
    let email = stored_email(id, address)?;
    let person = NewPerson::read(&visitor, &form.name, &form.password, email, &[org_name.as_str()]).await?;
    let user = person.user.clone();
    let org = join(services, &opened, &user, Some(&person)).await?;
    visitor.enter(Account { user, org }, 0, None).await
}

/// Adds the person to the organisation, and uses the invitation up. Whoever is in it stays as they
/// are.
async fn join(
    services: &Services,
    opened: &Opened,
    user: &UserId,
    anew: Option<&NewPerson>,
) -> Result<OrgId, Problem> {
    let org = opened.invitation.org.clone();
    // Begun in the scope of the installation: the person is not in this org yet.
    let mut tx = Draft::begin_everywhere(services, org.clone(), Actor::User(user.clone())).await?;
    let now = tx.now();
    match anew {
        Some(person) => {
            person.insert(&mut tx, now).await?;
            oidc::link_new(&mut tx, user, &opened.link, now).await?;
        }
        // Of two that accept at once, the second finds what the first did.
        None => people::hold(&mut tx, user).await?,
    }
    repo::hold(&mut tx).await?;
    if team::role(&mut tx, user).await?.is_some() {
        return Ok(org);
    }
    // Read again: it may have been revoked or accepted since, or its maker have lost the right.
    let usable = links::find_by_id(services, &mut tx, &opened.of).await?.is_some();
    let invitation = repo::by_link(&mut tx, &opened.of).await?;
    let invitation = invitation.filter(|found| usable && found.is_backed && found.expires_at > now);
    let invitation = invitation.ok_or(ProblemKind::LinkOver)?;
    if !invitation.is_at_work {
        return Err(ProblemKind::OrgResting.into());
    }
    if !repo::accept(&mut tx, &invitation.id, user, now).await? {
        return Err(ProblemKind::LinkOver.into());
    }
    withdraw(services, &mut tx, &invitation.links).await?;
    if opened.link.id() != opened.of {
        links::withdraw(services, &mut tx, opened.link.id()).await?;
    }
    people::insert_membership(&mut tx, user, invitation.role, now).await?;
    let members = repo::members(&mut tx).await?;
    quotas::hold(services, &mut tx, Quota::Members, members).await?;
    let changes = Change::of(ChangedField::Part(Part::Role), None, Some(invitation.role.code()));
    let changes: Vec<Change> = changes.into_iter().collect();
    let mut tx = tx.recorded_with(Action::InvitationAccepted, user.as_str(), &changes).await?;
    let cause = format!("accepted {}", invitation.id);
    let about = About::Member { user: user.clone() };
    let raised =
        Raised { kind: NotificationKind::InvitationAccepted, about, cause: &cause, by: None, at: now };
    notifications::raise_to(&mut tx, &invitation.invited_by, &raised).await?;
    tx.publish(&TOPICS);
    tx.commit().await?;
    Ok(org)
}

/// Has the link that proves the address mailed to it, for whoever was given one that proves nothing.
/// The answer is the same whether or not the address has an account.
///
/// # Errors
/// Fails with `LinkOver`, with `TooManyAttempts`, and over the organisation's quota of mails.
pub async fn ask(visitor: &Visitor, form: &UseLinkForm, locale: Locale) -> Result<(), Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let opened = opened(services, &mut tx, &form.link).await?;
    drop(tx);
    let opened = opened.filter(|opened| opened.link.purpose == Purpose::InviteShown);
    let opened = opened.ok_or(ProblemKind::LinkOver)?;
    services.limits.link(visitor.address, None, &opened.invitation.email)?;
    let by = Actor::Visitor(visitor.address.to_string());
    let mut tx = Draft::begin_everywhere(services, opened.invitation.org.clone(), by).await?;
    repo::hold(&mut tx).await?;
    let invitation = repo::by_link(&mut tx, &opened.of).await?.ok_or(ProblemKind::LinkOver)?;
    mail_too(services, &mut tx, &invitation, locale).await?;
    let mut tx = tx.recorded(Action::InvitationSent, &invitation.email).await?;
    tx.publish(&TOPICS);
    Ok(tx.commit().await?)
}
