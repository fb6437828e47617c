//! Another e-mail for an account: confirmed at both addresses, in either order.

use serde::{Deserialize, Serialize};

use super::{Sessions, proof, repo, service::Visitor};
use crate::{
    domain::{
        account::EmailForm,
        demo::is_demo,
        email::Email,
        ids::OrgId,
        link::{Purpose, UseLinkForm},
        locale::Locale,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
    },
    server::{
        audit::{Action, Actor},
        cx::{Cx, Draft, Services},
        db::{Tx, broke_unique, stored, to_json},
        links::{self, Asked, Bound},
    },
};

/// Whether an account has its new address, or waits for the word of the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Here,
    Both,
}

/// Sends a link to each of both addresses. The answer is the same whoever has the new one: where
/// it has an account, that person is told so, and there is no link to it.
///
/// # Errors
/// Fails with `WrongPassword`, and with `TooManyAttempts`.
pub async fn ask(cx: &Cx, visitor: &Visitor, form: &EmailForm, locale: Locale) -> Result<(), Problem> {
    let services = &cx.services;
    let mut tx = services.db.read_installation().await?;
    let person = repo::find_person(&mut tx, &cx.user).await?.ok_or(ProblemKind::SignedOut)?;
    drop(tx);
    let mut field_errors = FieldErrors::default();
    let new = Email::parse(&form.email)
        .and_then(|new| if new.as_str() == person.email { Err(Rule::UnchangedEmail) } else { Ok(new) });
    let new = field_errors.value(Field::Email, new);
    let present = field_errors.value(Field::PresentPassword, proof::is_there(&form.present));
    let (Some(new), Some(())) = (new, present) else { return Err(field_errors.problem()) };
    proof::of_password(cx, visitor, &person, &form.present).await?;
    // An account with it would be taken for the one whose password is published.
    if is_demo(new.as_str()) {
        return Err(ProblemKind::DemoAccount.into());
    }
    services.limits.link(visitor.address, None, new.as_str())?;
    let old =
        stored("users", cx.user.as_str()).code("email", &person.email, |text| Email::parse(text).ok())?;
    let change = Change { id: services.random.uuid(), email: new.clone() };
    let data = to_json(&change)?;
    let mut tx = cx.begin_everywhere().await?;
    for purpose in Purpose::OF_EMAIL {
        links::take_back(&mut tx, &cx.user, purpose).await?;
        let email = if purpose == Purpose::NewEmail { &new } else { &old };
        let asked = Asked { purpose, email, about: Some(&cx.user), data: &data, locale };
        links::ask(services, &mut tx, &asked).await?;
    }
    Ok(tx.recorded(Action::EmailChangeAsked, cx.user.as_str()).await?.commit().await?)
}

/// Uses the link of one of both addresses. With the second, the account has the new one.
///
/// # Errors
/// Fails with `LinkOver`, and with `EmailTaken` where somebody has an account with the new address
/// by now.
pub async fn confirm(visitor: &Visitor, form: &UseLinkForm) -> Result<Confirmed, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    services.limits.use_link(visitor.address, visitor.known().await?.as_ref())?;
    let mut tx = services.db.read_installation().await?;
    let link = links::find(services, &mut tx, &form.link).await?.ok_or(ProblemKind::LinkOver)?;
    let other = link.purpose.other_of_email().ok_or(ProblemKind::LinkOver)?;
    let bound = link.account.ok_or(ProblemKind::LinkOver)?;
    let org = repo::first_org(&mut tx, &bound.user).await?;
    drop(tx);
    let used = Used { link: &form.link, purpose: link.purpose, other, bound: &bound, data: &link.data };
    let Some(org) = org else {
        // A person of no org has no log.
        let mut tx = services.db.write_installation(Sessions).await?;
        let confirmed = used.change(services, &mut tx).await?;
        tx.commit().await?;
        return Ok(confirmed);
    };
    // Their log is that of the org that they joined first.
    let org: OrgId = stored("memberships", bound.user.as_str()).parse("org_id", &org)?;
    let mut tx = Draft::begin_everywhere(services, org, Actor::Visitor(visitor.address.to_string())).await?;
    let confirmed = used.change(services, &mut tx).await?;
    let action = match confirmed {
        Confirmed::Here => Action::EmailConfirmed,
        Confirmed::Both => Action::EmailChanged,
    };
    tx.recorded(action, bound.user.as_str()).await?.commit().await?;
    Ok(confirmed)
}

/// The change that both links are of.
#[derive(Serialize, Deserialize)]
struct Change {
    /// Tells it from another one to the same address.
    id: String,
    email: Email,
}

struct Used<'a> {
    link: &'a str,
    purpose: Purpose,
    other: Purpose,
    bound: &'a Bound,
    data: &'a str,
}

impl Used<'_> {
    async fn change(&self, services: &Services, tx: &mut Tx) -> Result<Confirmed, Problem> {
        let Self { link, purpose, other, bound, data } = *self;
        // Of two that are used at once, the second finds the first.
        repo::hold(tx, &bound.user).await?;
        links::use_up(services, tx, link, purpose).await?;
        if !links::was_used(tx, &bound.user, other, data).await? {
            return Ok(Confirmed::Here);
        }
        let Change { email, .. } = stored("one_time_links", bound.user.as_str()).json("data", data)?;
        repo::change_email(tx, &bound.user, &email).await.map_err(|error| {
            if broke_unique(&error, "users_email_key", "users.email") {
                Problem::new(ProblemKind::EmailTaken).on(Field::Email)
            } else {
                error.into()
            }
        })?;
        Ok(Confirmed::Both)
    }
}
