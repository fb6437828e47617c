//! Mails of notifications, to whoever wants them: one for a notification at once, or one a day for all
//! that a person's digest has; each once at most.
//!
//! A mail is claimed before it is sent, and where nobody knows whether a server took it, because
//! the connection broke or the process died, it is not sent again.

use futures::{StreamExt, stream};
use url::Url;

use super::mails::{self, Claimed};
use crate::{
    app::paths::{NOTIFICATION_SETTINGS, NOTIFICATIONS, OF_ORG, notification_href},
    domain::{
        credential::{Account, CredentialStatus},
        ids::OrgId,
        locale::{Locale, pick, say},
        notification::NotificationView,
        problem::{Mail, Problem, ProblemKind},
        provider::smtp,
        quota::Quota,
        zone::Zone,
    },
    server::{
        audit::Actor,
        credentials,
        cx::{self, Services},
        db::Writer,
        mail::{self, CLAIM, Letter, MailState, Recipient, Template, Via},
        providers::CallCx,
        quotas, zones,
    },
};

const MINUTE: i64 = 60 * 1000;
/// How often a mail is tried: for a day and a half, at most six hours apart.
const ATTEMPTS: i64 = 12;
/// Organisations whose mails are sent at the same time.
const AT_ONCE: usize = 8;
/// Organisations that are looked at in one go, each for one mail.
const ROUND: i64 = 64;

/// How the mails stand is no change that anybody asked for.
struct SentMails;

impl Writer for SentMails {}

/// Sends what is due, one mail of each organisation in its turn, and returns how many were sent.
pub async fn send_due(services: &Services) -> Result<usize, Problem> {
    let mut sent = 0;
    loop {
        let now = services.clock.now_ms();
        let mut tx = services.db.read_installation().await?;
        let orgs = mails::orgs_with_mail(&mut tx, now, ROUND).await?;
        drop(tx);
        let tried: Vec<Option<bool>> = stream::iter(orgs)
            .map(|org| async move {
                match send_one(services, &org).await {
                    Ok(sent) => sent,
                    Err(problem) => {
                        tracing::warn!(org.id = %org, problem = problem.code(), "could not send an alert");
                        None
                    }
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let this_round = tried.iter().filter(|tried| **tried == Some(true)).count();
        sent += this_round;
        if tried.iter().all(Option::is_none) {
            return Ok(sent);
        }
    }
}

/// Sends the next mail of an organisation. `None` where none is due any more; `false` where it was
/// not sent.
async fn send_one(services: &Services, org: &OrgId) -> Result<Option<bool>, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.write(SentMails, org).await?;
    let claimed = mails::claim(&mut tx, now, now + CLAIM).await?;
    let own = credentials::find(&mut tx, smtp::PROVIDER).await?;
    let own_off = cx::own_off(&mut tx).await?;
    tx.commit().await?;
    let Some(mut claimed) = claimed else { return Ok(None) };
    let whole = claimed.notifications.clone();
    // Of what is turned off, nobody is told: no page says any more of it.
    claimed.notifications.retain(|notification| {
        let feature = notification.about.account().map(Account::feature);
        feature.is_none_or(|feature| !services.config.disabled.has(feature) && !own_off.has(feature))
    });
    if claimed.notifications.is_empty() {
        claimed.notifications = whole;
        return told_in_the_app_alone(services, org, &claimed, now).await;
    }
    // A mailbox that does not work tells nobody of itself; a digest that speaks of it waits.
    let of_itself = |of: &NotificationView| of.about.provider() == Some(smtp::PROVIDER);
    let own = own.filter(|_| claimed.is_digest || !claimed.notifications.iter().any(of_itself));
    let works = own.as_ref().is_some_and(|own| own.status == CredentialStatus::Connected);
    if !works && !takes_one_of_today(services, org).await? {
        claimed.notifications = whole;
        return told_in_the_app_alone(services, org, &claimed, now).await;
    }
    let result = if works {
        send_by_own(services, org, &claimed).await?
    } else {
        send(services, org, &claimed, Via::Installation).await
    };
    claimed.notifications = whole;
    let (state, at) = match &result {
        Ok(()) => (MailState::Sent, now),
        Err(problem) => after_failure(problem, own.is_some(), claimed.attempts, services.clock.now_ms()),
    };
    let mut tx = services.db.write(SentMails, org).await?;
    mails::mailed(&mut tx, &claimed, state, at).await?;
    tx.commit().await?;
    metrics::counter!("ava_alert_mails_total", "state" => state.code()).increment(1);
    Ok(Some(result.is_ok()))
}

/// Sends through the organisation's own mailbox. What that did not take, the installation's sends as one
/// of today's, while there are any: an own mailbox that takes nothing would be a way around their number.
async fn send_by_own(
    services: &Services,
    org: &OrgId,
    claimed: &Claimed,
) -> Result<Result<(), Problem>, Problem> {
    let refused = match send(services, org, claimed, Via::Org).await {
        Err(problem) if !mail::may_have_been_taken(&problem) => problem,
        sent => return Ok(sent),
    };
    if !takes_one_of_today(services, org).await? {
        return Ok(Err(refused));
    }
    Ok(match send(services, org, claimed, Via::Installation).await {
        // That there is no other mailbox says less than why the first did not take it.
        Err(other) if other.kind == ProblemKind::Mail(Mail::NoSender) => Err(refused),
        sent => sent,
    })
}

/// Whether the installation's mailbox may send another mail of the organisation today.
async fn takes_one_of_today(services: &Services, org: &OrgId) -> Result<bool, Problem> {
    let mut tx = services.db.write(SentMails, org).await?;
    match quotas::take_today(services, &mut tx, Quota::AlertMails).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(problem) if matches!(problem.kind, ProblemKind::OverQuota(..)) => Ok(false),
        Err(problem) => Err(problem),
    }
}

async fn told_in_the_app_alone(
    services: &Services,
    org: &OrgId,
    claimed: &Claimed,
    now: i64,
) -> Result<Option<bool>, Problem> {
    let mut tx = services.db.write(SentMails, org).await?;
    mails::mailed(&mut tx, claimed, MailState::None, now).await?;
    tx.commit().await?;
    Ok(Some(false))
}

async fn send(services: &Services, org: &OrgId, claimed: &Claimed, via: Via) -> Result<(), Problem> {
    let call = CallCx::current(&services.random, org.clone());
    let actor = Actor::Ava;
    let to = Recipient::find(services, &claimed.user, Locale::default()).await?;
    let told = NotificationMail {
        claimed,
        id: org,
        base: &services.config.public_url,
        zone: &zones::around(&to.zone, services.clock.now_ms()),
    };
    mail::send(services, &call, &actor, via, &to, &told).await.map(drop)
}

/// How a mail stands that was not sent, and when it is tried again. An organisation's own mailbox
/// may work again by then.
fn after_failure(problem: &Problem, has_own: bool, attempts: i64, now: i64) -> (MailState, i64) {
    match problem.kind {
        ProblemKind::NotFound => (MailState::None, now),
        // Without a mailbox, what is told is told in the app.
        ProblemKind::Mail(Mail::NoSender) if !has_own => (MailState::None, now),
        _ if mail::may_have_been_taken(problem) => (MailState::Unsure, now),
        _ if attempts >= ATTEMPTS => (MailState::Failed, now),
        _ => (MailState::Due, now + (MINUTE << attempts.min(9)).min(360 * MINUTE)),
    }
}

/// Notifications as a mail says them.
struct NotificationMail<'a> {
    claimed: &'a Claimed,
    id: &'a OrgId,
    base: &'a Url,
    zone: &'a Zone,
}

impl NotificationMail<'_> {
    fn page(&self, path: &str) -> Url {
        self.base.join(path).unwrap_or_else(|_| self.base.clone())
    }

    /// A page of the organisation. Whoever opens it may be in another one of theirs.
    fn page_there(&self, path: &str) -> Url {
        let mut page = self.page(path);
        page.query_pairs_mut().append_pair(OF_ORG, self.id.as_str());
        page
    }

    fn subject(&self, locale: Locale) -> String {
        let Claimed { org_name, notifications, is_digest, more, .. } = self.claimed;
        match (notifications.as_slice(), is_digest) {
            ([only], false) => only.title(locale),
            ([_], true) if *more == 0 => {
                say!(locale, "{org_name}: one notification", "{org_name}\u{a0}: une notification")
            }
            (several, _) => {
                let count = several.len() + *more as usize;
                say!(locale, "{org_name}: {count} notifications", "{org_name}\u{a0}: {count} notifications")
            }
        }
    }
}

impl Template for NotificationMail<'_> {
    fn letter(&self, locale: Locale) -> Letter {
        let Claimed { org_name, notifications, is_digest, more, .. } = self.claimed;
        let mut letter = Letter::new(self.subject(locale));
        for notification in notifications {
            if *is_digest {
                letter = letter.says(notification.title(locale));
            }
            letter = letter
                .says(notification.text(locale, self.zone))
                .leads_to(notification.next_step(locale), self.page_there(&notification_href(notification)));
        }
        if *more > 0 {
            letter = letter
                .says(match more {
                    1 => pick!(locale, "One more is in AVA.", "Une autre est dans AVA.").to_owned(),
                    _ => say!(locale, "{more} more are in AVA.", "{more} autres sont dans AVA."),
                })
                .leads_to(
                    pick!(locale, "See all notifications", "Voir toutes les notifications"),
                    self.page_there(NOTIFICATIONS),
                );
        }
        letter
            .says(say!(locale, "This is about {org_name} in AVA.", "Il s’agit de {org_name} dans AVA."))
            .chosen_at(
                pick!(locale, "Choose what you are told of", "Choisir ce dont vous êtes prévenu"),
                self.page(NOTIFICATION_SETTINGS),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_a_day_and_never_where_it_may_have_come() {
        let silent = Problem::from(Mail::Silent);
        let mut at = 0;
        for attempts in 1..ATTEMPTS {
            let (state, next) = after_failure(&silent, false, attempts, at);
            assert_eq!(state, MailState::Due);
            assert!(next > at && next - at <= 360 * MINUTE);
            at = next;
        }
        assert!(at > 24 * 60 * MINUTE, "{at}");
        assert_eq!(after_failure(&silent, false, ATTEMPTS, at).0, MailState::Failed);
        assert_eq!(after_failure(&Mail::Unanswered.into(), true, 1, 0).0, MailState::Unsure);
        assert_eq!(after_failure(&Mail::NoSender.into(), false, 1, 0).0, MailState::None);
        assert_eq!(after_failure(&Mail::NoSender.into(), true, 1, 0).0, MailState::Due);
    }
}
