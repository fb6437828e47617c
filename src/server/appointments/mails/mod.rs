//! Mails to customers about their appointments, through the organisation's own mailbox.
//!
//! Of each thing that a customer is told there is one mail at a time: a change has it sent shortly
//! after, and what it says is what is so by then. So whoever is moved twice is told of the second time
//! alone, and nobody hears of what was taken back before they knew. What cannot be sent waits.

pub mod delivery;
mod letters;
mod news;
mod repo;

pub use delivery::WaitingMails;

use crate::{
    domain::{
        appointment::{
            AppointmentId, AppointmentState, AppointmentView, BookingSettings, CustomerMail, CustomerMailView,
        },
        email::Email,
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{audit::Action, bookable, contacts, cx::Cx, db::OrgTx},
};

/// The milliseconds after a change in which another one takes its place in the mail.
const SETTLES: i64 = 60 * 1000;

/// Has the customer told of a change of their appointment, and reminded of it as it is now.
///
/// # Errors
/// Fails as the database does; so do the others but for [`send_again`].
pub(super) async fn changed(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    appointment: &AppointmentView,
    now: i64,
) -> Result<(), sqlx::Error> {
    if settings.mails.is_none() || address(tx, appointment).await?.is_none() {
        return Ok(());
    }
    let id = &appointment.id;
    repo::put(tx, id, CustomerMail::Change, Some(now + SETTLES)).await?;
    let due = settings.reminds_ahead().map(|ahead| appointment.starts_at - ahead);
    let due = due.filter(|due| *due > now && appointment.state == AppointmentState::Booked);
    repo::put(tx, id, CustomerMail::Reminder, due).await
}

/// Has the reminders of all appointments to come be sent as the settings say from now on.
pub(super) async fn settings_changed(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    now: i64,
) -> Result<(), sqlx::Error> {
    repo::plan_reminders(tx, settings.reminds_ahead(), now).await
}

/// Forgets what a customer was told.
pub(super) async fn forget(tx: &mut OrgTx, id: &AppointmentId) -> Result<(), sqlx::Error> {
    repo::delete(tx, id).await
}

/// The customer's address: the one that they gave for the appointment, else the contact's.
async fn address(tx: &mut OrgTx, appointment: &AppointmentView) -> Result<Option<Email>, sqlx::Error> {
    if let Some(email) = &appointment.email {
        return Ok(Some(email.clone()));
    }
    let Some(contact) = &appointment.contact else { return Ok(None) };
    let Some(contact) = contacts::repo::find(tx, contact).await? else { return Ok(None) };
    let merged_into = match (&contact.email, &contact.merged_into) {
        (None, Some(into)) => contacts::repo::find(tx, into).await?,
        _ => None,
    };
    Ok(contact.email.or_else(|| merged_into?.email))
}

/// The mails about an appointment as its page shows them, and whether its customer can be mailed.
pub(super) async fn of_appointment(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    appointment: &AppointmentView,
    now: i64,
) -> Result<(Vec<CustomerMailView>, bool), sqlx::Error> {
    let mails = repo::of_appointment(tx, &appointment.id).await?;
    let is_mailed = settings.mails.is_some() && appointment.starts_at > now;
    // Nobody is told that an appointment is cancelled of which they were told nothing.
    let has_heard = mails.iter().any(|mail| mail.mail == CustomerMail::Change);
    let says_something = appointment.state == AppointmentState::Booked || has_heard;
    let can_be_mailed = is_mailed && says_something && address(tx, appointment).await?.is_some();
    Ok((mails, can_be_mailed))
}

/// The appointments that begin from `from` to `to`, of whose mails one waits for something, failed, or may not
/// have come.
pub(super) async fn unmailed(tx: &mut OrgTx, from: i64, to: i64) -> Result<Vec<AppointmentId>, sqlx::Error> {
    repo::unmailed(tx, from, to).await
}

/// Sends the customer how their appointment stands, whatever they were told before.
///
/// # Errors
/// Fails with `NotFound`, or with `Stale` where the customer cannot be mailed any more.
pub async fn send_again(cx: &Cx, id: &AppointmentId) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let now = tx.now();
    let appointment = super::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?.view;
    let settings = bookable::settings(&mut tx).await?.unwrap_or_default();
    if !of_appointment(&mut tx, &settings, &appointment, now).await?.1 {
        return Err(ProblemKind::Stale.into());
    }
    let subject = super::service::entry(&appointment, &settings);
    let mut tx = tx.recorded(Action::AppointmentMailAsked, &subject).await?;
    repo::ask(&mut tx, id, now).await?;
    tx.publish(&[Topic::Appointments]);
    Ok(tx.commit().await?)
}
