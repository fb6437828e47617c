//! Sending the mails to customers. Each is claimed before it is sent, and where nobody knows whether a
//! server took it, it is not sent again by itself.

use futures::{StreamExt, future::BoxFuture, stream};

use super::{
    letters::ToCustomer,
    news::{LastMail, News, news},
    repo::{self, Claimed, Outcome},
};
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView, BookingSettings, CustomerMail},
        credential::{Account, CredentialStatus},
        ids::OrgId,
        problem::{Mail, Problem, ProblemKind},
        provider::smtp,
        topic::Topic,
    },
    server::{
        appointments::repo as appointments,
        audit::Actor,
        bookable,
        cx::Services,
        db::{OrgTx, Writer, on},
        health::{OnTransition, Transition},
        mail::{self, CLAIM, MailState, Recipient, Via},
        providers::CallCx,
    },
};

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
/// How often a mail is tried: for a day and a half, at most six hours apart.
const ATTEMPTS: i64 = 12;
/// Organisations whose mails are sent at the same time.
const AT_ONCE: usize = 8;
/// Organisations that are looked at in one go, each for one mail.
const ROUND: i64 = 64;

/// How the mails stand is no change that anybody asked for: the change of the appointment has its entry.
struct CustomerMails;

impl Writer for CustomerMails {}

/// Tries what waits as soon as the organisation has a mailbox that works.
pub struct WaitingMails;

impl OnTransition for WaitingMails {
    fn changed<'a>(
        &'a self,
        tx: &'a mut OrgTx,
        transition: &'a Transition,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let is_mailbox = transition.account == Account::own(smtp::PROVIDER);
            if is_mailbox && transition.to == Some(CredentialStatus::Connected) {
                repo::wake(tx, transition.at).await?;
            }
            Ok(())
        })
    }
}

/// Sends what is due, one mail of each organisation in its turn, and returns how many were sent.
pub async fn send_due(services: &Services) -> Result<usize, Problem> {
    let mut sent = 0;
    loop {
        let now = services.clock.now_ms();
        let mut tx = services.db.read_installation().await?;
        let orgs = repo::orgs_with_mail(&mut tx, now, ROUND).await?;
        drop(tx);
        let tried: Vec<Option<bool>> = stream::iter(orgs)
            .map(|org| async move {
                match send_one(services, &org).await {
                    Ok(sent) => sent,
                    Err(problem) => {
                        let problem = problem.code();
                        tracing::warn!(org.id = %org, problem, "could not send a mail to a customer");
                        None
                    }
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        sent += tried.iter().filter(|tried| **tried == Some(true)).count();
        if tried.iter().all(Option::is_none) {
            return Ok(sent);
        }
    }
}

/// A mail that was claimed, with what it says.
struct Prepared {
    claimed: Claimed,
    appointment: AppointmentView,
    revision: u32,
    settings: BookingSettings,
    org: String,
    to: Recipient,
    news: News,
}

/// Sends the next mail of an organisation. `None` where none is due any more; `false` where it was
/// not sent.
async fn send_one(services: &Services, org: &OrgId) -> Result<Option<bool>, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.write(CustomerMails, org).await?;
    let Some(claimed) = repo::claim(&mut tx, now, now + CLAIM).await? else {
        tx.commit().await?;
        return Ok(None);
    };
    let prepared = prepare(&mut tx, claimed, now).await?;
    tx.commit().await?;
    let Some(prepared) = prepared else { return Ok(Some(false)) };
    let result = send(services, org, &prepared).await;
    let Prepared { claimed, appointment, news, .. } = &prepared;
    let now = services.clock.now_ms();
    let (state, at) = match &result {
        Ok(()) => (MailState::Sent, now),
        Err(problem) => after_failure(problem, claimed.attempts, now, appointment.starts_at),
    };
    let told = LastMail { starts_at: appointment.starts_at, is_cancelled: *news == News::Cancelled };
    let outcome = Outcome {
        state,
        at,
        problem: result.as_ref().err(),
        told: Some(told).filter(|_| state.may_have_come()),
    };
    let mut tx = services.db.write(CustomerMails, org).await?;
    repo::mailed(&mut tx, claimed, &outcome).await?;
    tx.publish(&[Topic::Appointments]);
    tx.commit().await?;
    metrics::counter!("ava_customer_mails_total", "state" => state.code()).increment(1);
    Ok(Some(result.is_ok()))
}

/// Finds what a mail says; `None` where there is nothing to say any more, which is noted.
async fn prepare(tx: &mut OrgTx, claimed: Claimed, now: i64) -> Result<Option<Prepared>, Problem> {
    let settings = bookable::settings(tx).await?.unwrap_or_default();
    let there = appointments::find(tx, &claimed.appointment).await?.ok_or(ProblemKind::NotFound)?;
    let (appointment, revision) = (there.view, there.revision);
    let to_say = match claimed.mail {
        _ if appointment.starts_at <= now => None,
        CustomerMail::Change => news(&appointment, claimed.told, claimed.asked),
        CustomerMail::Reminder => (appointment.state == AppointmentState::Booked).then_some(News::Reminder),
    };
    let address = super::address(tx, &appointment).await?;
    let (Some(news), Some(address), Some(locale)) = (to_say, address, settings.mails) else {
        // What waited for so long that it is worth nothing was not sent.
        let state = if claimed.problem.is_some() { MailState::Failed } else { MailState::None };
        let problem = claimed.problem.as_ref();
        repo::mailed(tx, &claimed, &Outcome { state, at: now, problem, told: None }).await?;
        return Ok(None);
    };
    let (org,): (String,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT name FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    let to = Recipient {
        name: appointment.customer.clone(),
        address: address.as_str().to_owned(),
        locale,
        zone: settings.zone.clone(),
    };
    Ok(Some(Prepared { claimed, appointment, revision, settings, org, to, news }))
}

async fn send(services: &Services, org: &OrgId, prepared: &Prepared) -> Result<(), Problem> {
    let Prepared { appointment, revision, settings, org: name, to, news, .. } = prepared;
    let call = CallCx::current(&services.random, org.clone());
    let letter = ToCustomer { news: *news, appointment, revision: *revision, org: name, settings };
    mail::send(services, &call, &Actor::Ava, Via::Org, to, &letter).await.map(drop)
}

/// How a mail stands that was not sent, and when it is tried again: never after `until`, when the
/// appointment begins.
fn after_failure(problem: &Problem, attempts: i64, now: i64, until: i64) -> (MailState, i64) {
    // Without a mailbox it waits for one, however long that takes; one that comes wakes it.
    if problem.kind == ProblemKind::Mail(Mail::NoSender) {
        return (MailState::Due, (now + HOUR).min(until));
    }
    if mail::may_have_been_taken(problem) {
        return (MailState::Unsure, now);
    }
    let again = now + (MINUTE << attempts.clamp(0, 9)).min(6 * HOUR);
    if attempts >= ATTEMPTS || again >= until { (MailState::Failed, now) } else { (MailState::Due, again) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_until_its_appointment_and_never_where_it_may_have_come() {
        let (silent, until) = (Problem::from(Mail::Silent), 100 * 24 * HOUR);
        let mut at = 0;
        for attempts in 1..ATTEMPTS {
            let (state, next) = after_failure(&silent, attempts, at, until);
            assert_eq!(state, MailState::Due);
            assert!(next > at && next - at <= 6 * HOUR);
            at = next;
        }
        assert!(at > 24 * HOUR, "{at}");
        assert_eq!(after_failure(&silent, ATTEMPTS, at, until).0, MailState::Failed);
        assert_eq!(after_failure(&silent, 1, 0, MINUTE).0, MailState::Failed);
        assert_eq!(after_failure(&Mail::Unanswered.into(), 1, 0, until).0, MailState::Unsure);
        let waits = after_failure(&Mail::NoSender.into(), ATTEMPTS * 9, 0, until);
        assert_eq!(waits, (MailState::Due, HOUR), "for as long as there is no mailbox");
    }
}
