//! Accounts that are made by a link: signing up with an address that is proved, and the
//! installation's administrators.

use url::Url;

use super::{
    founding, recovery, repo,
    service::{Account, Typed, Visitor},
};
use crate::{
    domain::{
        account::{MAX_ORG_NAME, SignUpMode},
        email::Email,
        ids::OrgId,
        link::{AskLinkForm, FoundForm, JoinForm, NewPasswordForm, Purpose},
        locale::Locale,
        problem::{Field, Problem, ProblemKind},
        text::one_line,
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        links::{self, Link},
        passwords::fair_queue::Applicant,
        request::cookies::Cookie,
    },
};

/// Asks for a mail by which the account is made. Nothing is made before, so that nobody can take an
/// address that is not theirs; and the answer is the same whether or not there is an account.
///
/// # Errors
/// Fails with `SignUpClosed` where people do not sign up so, and with `TooManyAttempts`.
pub async fn ask(visitor: &Visitor, form: &AskLinkForm, locale: Locale) -> Result<(), Problem> {
    if visitor.services.config.sign_up != SignUpMode::Confirmed {
        return Err(ProblemKind::SignUpClosed.into());
    }
    recovery::ask_for(visitor, Purpose::SignUp, form, locale).await
}

/// Uses a link to make an organisation and its owner, who is signed in.
///
/// # Errors
/// Fails with `LinkOver`, and with `EmailTaken` where somebody has an account with the address by
/// now.
pub async fn join(visitor: Visitor, form: &JoinForm) -> Result<Option<Cookie>, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let link = links::find(services, &mut tx, &form.link).await?;
    drop(tx);
    let link = link.filter(|link| makes_an_account(services, link)).ok_or(ProblemKind::LinkOver)?;
    let JoinForm { org_name, name, password, link: token } = form;
    let typed = Typed { org_name, name, password, email: Ok(link.email) };
    let new = typed.read(services, Applicant::of(None, visitor.address)).await?;
    let account = new.open(services, Some((link.purpose, token.as_str()))).await?;
    visitor.enter(account, 0, None).await
}

/// A link that was asked for while people could sign up by one is worth nothing once they cannot.
fn makes_an_account(services: &Services, link: &Link) -> bool {
    let may = match link.purpose {
        Purpose::SignUp => services.config.sign_up.makes_orgs(),
        Purpose::SetUp => true,
        Purpose::ResetPassword
        | Purpose::NewEmail
        | Purpose::OldEmail
        | Purpose::Found
        | Purpose::Invite
        | Purpose::InviteShown
        | Purpose::JoinInvited => false,
    };
    may && link.account.is_none()
}

/// Uses the link of a person who is in no organisation to found one, and signs them in.
///
/// # Errors
/// Fails with `LinkOver`, also where they are in one by now.
pub async fn found(visitor: Visitor, form: &FoundForm) -> Result<Option<Cookie>, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let link = links::find(services, &mut tx, &form.link).await?;
    drop(tx);
    let link = link.filter(|link| link.purpose == Purpose::Found).ok_or(ProblemKind::LinkOver)?;
    let user = link.account.ok_or(ProblemKind::LinkOver)?;
    let name = one_line(&form.org_name, MAX_ORG_NAME);
    let name = name.map_err(|rule| Problem::invalid(Field::OrgName, rule))?;
    let org: OrgId = services.random.id();
    let actor = Actor::User(user.user.clone());
    // Begun in the scope of the installation: nobody is in this org yet.
    let mut tx = Draft::begin_everywhere(services, org.clone(), actor).await?;
    // Of two links that are used at once, the second finds the organisation of the first.
    repo::hold(&mut tx, &user.user).await?;
    links::use_up(services, &mut tx, &form.link, Purpose::Found).await?;
    if repo::first_org(&mut tx, &user.user).await?.is_some() {
        return Err(ProblemKind::LinkOver.into());
    }
    founding::make(services, &mut tx, &user.user, &name).await?;
    tx.recorded(Action::OrgMade, org.as_str()).await?.commit().await?;
    visitor.enter(Account { user: user.user, org }, user.password_version, None).await
}

/// Uses a link to make the person of an account that is there a platform admin, with another
/// password: whoever made the account before need not be who was meant.
///
/// # Errors
/// Fails with `LinkOver`.
pub async fn set_up(visitor: &Visitor, form: &NewPasswordForm) -> Result<(), Problem> {
    recovery::with_new_password(visitor, form, Purpose::SetUp, Action::PlatformAdminMade).await
}

/// Makes a link by which whoever is given it becomes a platform admin with this address, and its
/// address. Whether or not there is an account, its password is chosen by the link: so nobody who
/// was there before with this address wins by it.
///
/// # Errors
/// Fails as the database does.
pub async fn make_platform_admin(services: &Services, email: &Email) -> Result<Url, Problem> {
    let link = links::ask_as_operator(services, Purpose::SetUp, email).await?;
    Ok(links::url(services, &link))
}
