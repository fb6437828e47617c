//! The passkeys of a person: adding one, its name, and taking it away. Each takes a proof of the last
//! minutes that it is still the person who signed in, by the password or whatever else proves it: somebody
//! who signs in by a passkey may not know their password.
//!
//! The account keeps its password, so that taking the last passkey away locks nobody out.

use crate::{
    domain::{
        passkey::{MAX_PASSKEY_NAME, NewPasskeyForm, PasskeyId, PasskeyNameForm},
        problem::{Field, Problem, ProblemKind},
        quota::Quota,
        text::one_line,
    },
    server::{
        account::factors,
        audit::Action,
        auth::{
            factors::{of_person, recovery_codes},
            passkeys::{self, repo},
            service::Visitor,
        },
        cx::Cx,
        quotas, sessions,
    },
};

/// Adds the passkey that the person's authenticator has just made. With the first second factor come
/// recovery codes.
///
/// # Errors
/// Fails with `DemoAccount`, with what of the answer does not fit, and over the quota.
pub async fn add(cx: &Cx, visitor: &Visitor, form: &NewPasskeyForm) -> Result<(), Problem> {
    factors::not_demo(&visitor.session).await?;
    let services = &cx.services;
    let name = named(&form.name)?;
    let new = passkeys::registered(services, &visitor.session, &cx.user, &form.given).await?;
    let mut tx = cx.begin_everywhere().await?;
    let now = tx.now();
    let is_first = of_person(&mut tx, &cx.user).await?.is_empty();
    repo::insert(&mut tx, &services.random.id(), &cx.user, &name, &new, now).await?;
    let has = repo::count(&mut tx, &cx.user).await?;
    quotas::hold(services, &mut tx, Quota::Passkeys, has).await?;
    let mut codes = Vec::new();
    if is_first {
        codes = recovery_codes::make(&mut tx, &services.random, &cx.user).await?;
    }
    let mut tx = tx.recorded(Action::PasskeyAdded, &name).await?;
    if is_first {
        tx.record(Action::RecoveryCodesMade, cx.user.as_str()).await?;
    }
    tx.commit().await?;
    if is_first { factors::keep(services, &cx.user, &visitor.session, &codes).await } else { Ok(()) }
}

/// # Errors
/// Fails with `NotFound` for a passkey that is not the person's.
pub async fn rename(cx: &Cx, form: &PasskeyNameForm) -> Result<(), Problem> {
    let id: PasskeyId = form.passkey.parse().map_err(|_| ProblemKind::NotFound)?;
    let name = named(&form.name)?;
    let mut tx = cx.begin_everywhere().await?;
    if !repo::rename(&mut tx, &cx.user, &id, &name).await? {
        return Err(ProblemKind::NotFound.into());
    }
    Ok(tx.recorded(Action::PasskeyRenamed, &name).await?.commit().await?)
}

/// # Errors
/// Fails with `NotFound` for a passkey that is not the person's.
pub async fn remove(cx: &Cx, visitor: &Visitor, id: &PasskeyId) -> Result<(), Problem> {
    let mut tx = cx.begin_everywhere().await?;
    let name = repo::remove(&mut tx, &cx.user, id).await?.ok_or(ProblemKind::NotFound)?;
    let is_last = factors::remove_codes_alone(&mut tx, &cx.user).await?;
    tx.recorded(Action::PasskeyRemoved, &name).await?.commit().await?;
    if is_last { sessions::forget_codes(&visitor.session).await } else { Ok(()) }
}

fn named(typed: &str) -> Result<String, Problem> {
    one_line(typed, MAX_PASSKEY_NAME).map_err(|rule| Problem::invalid(Field::Name, rule))
}
