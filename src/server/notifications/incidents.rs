//! An incident, as of a service: it begins when the service stops working, and ends when it works
//! again. One notification for its beginning, whatever becomes of it meanwhile, and one for its
//! end, unless it was none: what breaks again at once goes on.

use futures::future::BoxFuture;

use super::{
    incident_repo::{self, Incident},
    repo::{self, New},
};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        feature::Off,
        health::Severity,
        notification::{About, NotificationKind, Weight},
        problem::Problem,
        provider::Provider,
        topic::Topic,
    },
    server::{
        cx::own_off,
        db::OrgTx,
        health::{OnTransition, Transition},
        random::derived_id,
    },
};

/// Hears of each change of a card, in the transaction that makes it.
pub struct Alerts;

impl OnTransition for Alerts {
    fn changed<'a>(
        &'a self,
        tx: &'a mut OrgTx,
        transition: &'a Transition,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(changed(tx, transition))
    }
}

/// The kind of incident that a status is, if it is one.
fn incident(account: Account, status: CredentialStatus) -> Option<NotificationKind> {
    match (status.severity(), account.is_managed()) {
        (Some(Severity::Degraded), false) => Some(NotificationKind::CardDegraded),
        (Some(Severity::Down), false) => Some(NotificationKind::CardBroken),
        (Some(Severity::Down), true) => Some(NotificationKind::SupplyBroken),
        // Nobody of the org can do anything about an outage of an account that is not theirs.
        (Some(Severity::Degraded), true) | (Some(Severity::Up) | None, _) => None,
    }
}

fn recovery(account: Account) -> NotificationKind {
    if account.is_managed() { NotificationKind::SupplyRecovered } else { NotificationKind::CardRecovered }
}

/// Begins, turns or ends the incident of a service.
pub async fn changed(tx: &mut OrgTx, transition: &Transition) -> Result<(), sqlx::Error> {
    let Transition { credential, account, to, problem, off, at, .. } = transition;
    let (account, at, problem) = (*account, *at, problem.as_ref());
    // Of what is turned off, nobody is told: no page says any more of it.
    let off = *off || own_off(tx).await?.has(account.feature());
    let about = About::from(account);
    let incident = match to.filter(|_| !off) {
        // Nobody knows of a new key whose provider could not be asked.
        Some(to) if to.severity().is_none() => return Ok(()),
        Some(to) => incident(account, to),
        None => None,
    };
    // What was disconnected does not work again.
    let recovers = to.is_some() && !off;
    let now = match incident {
        Some(kind) => Now::Lasts(Lasts { kind, about: &about, problem, times: 1 }),
        None => Now::Over(recovers.then(|| (recovery(account), &about))),
    };
    stands(tx, about.subject(), credential.as_str(), now, at).await
}

/// Ends the incidents of what is off now and was not before, without a word, and begins those of what is on
/// again and does not work.
///
/// # Errors
/// Fails as the database does.
pub async fn turned(tx: &mut OrgTx, before: Off, off: Off, at: i64) -> Result<(), sqlx::Error> {
    for account in Provider::ALL.map(Account::own).into_iter().chain([Account::MANAGED]) {
        let (about, feature) = (About::from(account), account.feature());
        match (before.has(feature), off.has(feature)) {
            (false, true) => stands(tx, about.subject(), account.code(), Now::Over(None), at).await?,
            (true, false) => {
                let standing = incident_repo::standing(tx, account).await?;
                let Some((credential, status, problem)) = standing else { continue };
                let Some(kind) = incident(account, status) else { continue };
                let lasts = Lasts { kind, about: &about, problem: problem.as_ref(), times: 1 };
                stands(tx, about.subject(), &credential, Now::Lasts(lasts), at).await?;
            }
            (true, true) | (false, false) => {}
        }
    }
    Ok(())
}

/// The present state of an incident that lasts.
#[derive(Clone, Copy)]
pub struct Lasts<'a> {
    pub kind: NotificationKind,
    pub about: &'a About,
    pub problem: Option<&'a Problem>,
    /// The number of things that it is about.
    pub times: u32,
}

/// The present state of something that may have an incident.
#[derive(Clone, Copy)]
pub enum Now<'a> {
    Lasts(Lasts<'a>),
    /// It is over, which may be told as well.
    Over(Option<(NotificationKind, &'a About)>),
}

/// Begins, turns or ends the incident of a subject; `cause` tells it from those of others. One that ended
/// shortly before goes on: it was not over.
///
/// # Errors
/// Fails as the database does.
pub async fn stands(
    tx: &mut OrgTx,
    subject: &str,
    cause: &str,
    now: Now<'_>,
    at: i64,
) -> Result<(), sqlx::Error> {
    let open = match (incident_repo::incident(tx, subject).await?, now) {
        (None, Now::Lasts(_)) => incident_repo::take_up(tx, subject, at).await?,
        (open, _) => open,
    };
    match (open, now) {
        (Some(open), Now::Lasts(lasts)) => goes_on(tx, open, lasts, at).await?,
        (None, Now::Lasts(Lasts { kind, about, problem, times })) => {
            let id = derived_id(&[cause, "began"], at)?;
            let new = New { problem, times, ended_at: None, ..New::once(&id, kind, about, at) };
            repo::add(tx, &new).await?;
        }
        (Some((began, ..)), Now::Over(told)) => {
            incident_repo::end(tx, &began, at).await?;
            if let Some((kind, about)) = told {
                let id = derived_id(&[cause, "ended"], at)?;
                let new = New { after: Some(&began), ..New::once(&id, kind, about, at) };
                repo::add(tx, &new).await?;
            }
        }
        (None, Now::Over(_)) => return Ok(()),
    }
    tx.publish(&[Topic::Notifications]);
    Ok(())
}

/// What is known of the cause follows; that it became amber after red, or less, is no news, and that it
/// became red, or more, is.
async fn goes_on(
    tx: &mut OrgTx,
    (id, before, former): Incident,
    Lasts { kind, about, problem, times }: Lasts<'_>,
    at: i64,
) -> Result<(), sqlx::Error> {
    let worse = if before.weight() == Weight::Bad { before } else { kind };
    incident_repo::turn(tx, &id, worse, problem).await?;
    incident_repo::recount(tx, &id, about, times).await?;
    if worse.weight() != before.weight() || i64::from(times) > former {
        incident_repo::tell_again(tx, &id, at).await?;
    }
    Ok(())
}
