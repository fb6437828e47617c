//! Another password for somebody who has forgotten theirs.

use super::{Sessions, identities, known_browsers, passkeys, repo, service::Visitor};
use crate::{
    domain::{
        account::Viewer,
        demo::is_demo,
        email::Email,
        ids::OrgId,
        link::{AskLinkForm, NewPasswordForm, Purpose},
        locale::Locale,
        problem::{Field, FieldErrors, Problem, ProblemKind},
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::{Tx, stored},
        links::{self, Bound},
        passwords::fair_queue::Applicant,
        sessions,
    },
};

/// Asks for a mail with a link. Answers alike, and takes the same time, for every address.
///
/// # Errors
/// Fails with `TooManyAttempts`, counted as attempts to sign in are: by the account in each
/// network, so that no stranger keeps its person from asking.
pub async fn ask(visitor: &Visitor, form: &AskLinkForm, locale: Locale) -> Result<(), Problem> {
    ask_for(visitor, Purpose::ResetPassword, form, locale).await
}

pub(super) async fn ask_for(
    visitor: &Visitor,
    purpose: Purpose,
    form: &AskLinkForm,
    locale: Locale,
) -> Result<(), Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    let mut field_errors = FieldErrors::default();
    let email = field_errors.value(Field::Email, Email::parse(&form.email));
    let Some(email) = email else { return Err(field_errors.problem()) };
    let known = match &visitor.browser {
        Some(token) => known_browsers::find(services, token, email.as_str()).await?,
        None => None,
    };
    services.limits.link(visitor.address, known.as_ref(), email.as_str())?;
    Ok(links::ask_by_mail(services, purpose, &email, locale).await?)
}

/// Uses a link to give its account another password, which ends all its sessions. The person signs
/// in with it next.
///
/// # Errors
/// Fails with `LinkOver`.
pub async fn reset(visitor: &Visitor, form: &NewPasswordForm) -> Result<(), Problem> {
    with_new_password(visitor, form, Purpose::ResetPassword, Action::PasswordReset).await
}

/// Uses a link of an account, which gets another password by it and is what the action says.
pub(super) async fn with_new_password(
    visitor: &Visitor,
    form: &NewPasswordForm,
    purpose: Purpose,
    action: Action,
) -> Result<(), Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    let known = visitor.known().await?;
    services.limits.use_link(visitor.address, known.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let link = links::find(services, &mut tx, &form.link).await?.filter(|link| link.purpose == purpose);
    let link = link.ok_or(ProblemKind::LinkOver)?;
    let bound = link.account.ok_or(ProblemKind::LinkOver)?;
    // The account whose password is published keeps it, whoever has made a link for it.
    if is_demo(link.email.as_str()) {
        return Err(ProblemKind::DemoAccount.into());
    }
    let org = repo::first_org(&mut tx, &bound.user).await?;
    let orgs = repo::org_names(&mut tx, &bound.user).await?;
    drop(tx);
    let applicant = Applicant::of(known.as_ref(), visitor.address);
    let person = [link.email.as_str(), &*bound.name].into_iter();
    let about: Vec<&str> = person.chain(orgs.iter().map(String::as_str)).collect();
    let accepted = services.passwords.accepts(&form.password, &about, applicant.clone()).await?;
    accepted.map_err(|rule| Problem::invalid(Field::Password, rule))?;
    let hash = services.passwords.hash(&form.password, applicant).await?;
    // Read before its row goes with the others.
    let viewer = sessions::viewer(&visitor.session).await?;
    let proved = Proved { link: &form.link, purpose, bound: &bound, hash: &hash };
    let Some(org) = org else {
        // A person of no org has no log.
        let mut tx = services.db.write_installation(Sessions).await?;
        proved.change(services, &mut tx).await?;
        tx.commit().await?;
        return signed_out(visitor, viewer, &bound).await;
    };
    // Their log is that of the org that they joined first.
    let org: OrgId = stored("memberships", bound.user.as_str()).parse("org_id", &org)?;
    let mut tx = Draft::begin_everywhere(services, org, Actor::Visitor(visitor.address.to_string())).await?;
    proved.change(services, &mut tx).await?;
    tx.recorded(action, bound.user.as_str()).await?.commit().await?;
    signed_out(visitor, viewer, &bound).await
}

/// Ends the session of the browser that asked, where it was the person's own and went with the
/// others: what the next page says would be saved into a row that is gone.
async fn signed_out(visitor: &Visitor, viewer: Option<Viewer>, bound: &Bound) -> Result<(), Problem> {
    if viewer.is_some_and(|viewer| viewer.user == bound.user) {
        sessions::end(&visitor.session).await?;
    }
    Ok(())
}

/// A link with the account that it is of, and the hash of the password that it is to have.
struct Proved<'a> {
    link: &'a str,
    purpose: Purpose,
    bound: &'a Bound,
    hash: &'a str,
}

impl Proved<'_> {
    async fn change(&self, services: &Services, tx: &mut Tx) -> Result<(), Problem> {
        let Self { link, purpose, bound, hash } = *self;
        links::use_up(services, tx, link, purpose).await?;
        if !repo::change_password(tx, &bound.user, bound.password_version, hash, services.clock.now_ms())
            .await?
        {
            return Err(ProblemKind::LinkOver.into());
        }
        if purpose == Purpose::SetUp {
            // Whoever made the account before need not be who was meant: nothing of theirs signs in, or acts
            // for the account.
            passkeys::repo::remove_all(tx, &bound.user).await?;
            identities::delete_all(tx, &bound.user).await?;
            repo::revoke_tokens(tx, &bound.user, services.clock.now_ms()).await?;
            repo::make_platform_admin(tx, &bound.user).await?;
        }
        Ok(())
    }
}
