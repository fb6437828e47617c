//! What becomes of an organisation as a whole: the operator suspends it, and has it go on; the operator
//! or an owner asks for its deletion, and takes that back.
//!
//! A change is made in a draft that whoever decides has begun, so that its entry says who that was.

pub mod deletion;
pub mod mails;

use super::{
    audit::{Action, Actor, Change, ChangedField, Part},
    cx::{Author, Draft, Services},
    operations::queue,
    quotas, suspension,
};
use crate::domain::{
    problem::{Field, Problem, ProblemKind},
    suspension::{MAX_REASON, Suspension},
    text::one_line,
    topic::Topic,
};

fn changes(from: Option<&str>, to: Option<&str>) -> Vec<Change> {
    Change::of(ChangedField::Part(Part::Reason), from, to).into_iter().collect()
}

/// Reads the reason for a suspension.
///
/// # Errors
/// Fails on the field.
pub fn reason(typed: &str) -> Result<String, Problem> {
    one_line(typed, MAX_REASON).map_err(|rule| Problem::invalid(Field::Reason, rule))
}

/// Suspends an organisation from now on, or says another reason where it is suspended. What a
/// worker is at comes to the end of its step.
///
/// # Errors
/// Fails for a reason that is none, and with `NotFound` for an organisation that is deleted.
pub async fn suspend<By: Author>(mut draft: Draft<By>, reason: &str) -> Result<(), Problem> {
    let reason = self::reason(reason)?;
    // Its deletion may have ended since it was looked for.
    if suspension::is_gone(&mut draft).await? {
        return Err(ProblemKind::NotFound.into());
    }
    let before = suspension::find(&mut draft).await?;
    let changes = changes(before.as_ref().map(|before| &*before.reason), Some(&reason));
    let mut tx = draft.recorded_with(Action::OrgSuspended, "", &changes).await?;
    let since = before.map_or(tx.now(), |before| before.since);
    suspension::put(&mut tx, &Suspension { reason, since }).await?;
    tx.publish(&Topic::ALL);
    Ok(tx.commit().await?)
}

/// Has a suspended organisation go on where it was: the time in which its operations are tried does
/// not count the suspension. Returns `false`, and changes nothing, where it is not suspended.
///
/// # Errors
/// Fails as the database does.
pub async fn resume<By: Author>(mut draft: Draft<By>) -> Result<bool, Problem> {
    let Some(before) = suspension::find(&mut draft).await? else { return Ok(false) };
    let deletion = deletion::find(&mut draft).await?;
    let changes = changes(Some(&before.reason), None);
    let mut tx = draft.recorded_with(Action::OrgResumed, "", &changes).await?;
    suspension::end(&mut tx).await?;
    // The time since a deletion was asked for counts when that is taken back. A clock that was set back
    // takes no time away.
    let until = deletion.map_or(tx.now(), |deletion| deletion.asked_at);
    let paused = (until - before.since).max(0);
    queue::extend_windows(&mut tx, paused).await?;
    tx.publish(&Topic::ALL);
    tx.wake_workers();
    tx.commit().await?;
    Ok(true)
}

/// Suspends the organisation that is called so, or has this id, for the operator at the machine.
/// Returns its name; `None` where it is none, or more than one.
///
/// # Errors
/// Fails as [`suspend`] does.
pub async fn suspend_named(services: &Services, org: &str, reason: &str) -> Result<Option<String>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    suspend(Draft::begin(services, &id, Actor::Operator).await?, reason).await?;
    Ok(Some(name))
}

/// Like [`suspend_named`], for [`resume`].
///
/// # Errors
/// Fails as the database does.
pub async fn resume_named(services: &Services, org: &str) -> Result<Option<(String, bool)>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    let resumed = resume(Draft::begin(services, &id, Actor::Operator).await?).await?;
    Ok(Some((name, resumed)))
}
