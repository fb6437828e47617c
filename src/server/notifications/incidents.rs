//! An incident of a service: it begins when the service stops working, and ends when it works
//! again. One notification for its beginning, whatever becomes of it meanwhile, and one for its
//! end.

use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::repo::{self, New};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        health::Severity,
        ids::CredentialId,
        notification::{NotificationId, NotificationKind, Weight},
        topic::Topic,
    },
    server::{
        cx::own_off,
        db::OrgTx,
        health::{OnTransition, Transition},
    },
};

/// Told of each change of a card, in the transaction that makes it.
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
    let open = repo::incident(tx, account).await?;
    match (open, to.filter(|_| !off).and_then(|to| incident(account, to))) {
        (Some((id, kind)), Some(now)) => {
            // What is known of the cause follows; that it became amber after red is no news, and that
            // it became red is.
            let worse = if kind.weight() == Weight::Bad { kind } else { now };
            repo::turn(tx, &id, worse, problem).await?;
            if worse.weight() != kind.weight() {
                repo::tell_again(tx, &id, at).await?;
            }
        }
        (None, Some(kind)) => {
            let id = id_of(credential, "began", at)?;
            let new = New { id: &id, kind, account, problem, at, ended_at: None, due: None, after: None };
            repo::add(tx, &new).await?;
        }
        // Nobody knows of a new key whose provider could not be asked.
        (Some(_), None) if !off && to.is_some_and(|to| to.severity().is_none()) => return Ok(()),
        (Some((began, _)), None) => {
            repo::end(tx, &began, at).await?;
            // What was disconnected does not work again.
            if to.is_some() && !off {
                let (id, kind) = (id_of(credential, "ended", at)?, recovery(account));
                let (ended_at, after) = (Some(at), Some(&began));
                let new = New { id: &id, kind, account, problem: None, at, ended_at, due: None, after };
                repo::add(tx, &new).await?;
            }
        }
        (None, None) => return Ok(()),
    }
    tx.publish(&[Topic::Notifications]);
    Ok(())
}

/// An id that sorts by time and is the same however often the same is told.
pub(super) fn id_of(credential: &CredentialId, what: &str, at: i64) -> Result<NotificationId, sqlx::Error> {
    let mut hash = Sha256::new();
    for part in [credential.as_str(), what] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update(at.to_be_bytes());
    let hash = hash.finalize();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    let uuid = Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or_default(), &bytes).into_uuid();
    NotificationId::try_from(uuid.to_string()).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_that_of_its_cause_and_sorts_by_time() {
        let credential = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
        let id = |what, at| id_of(&credential, what, at).unwrap();
        assert_eq!(id("began", 1_795_246_560_000), id("began", 1_795_246_560_000));
        assert_ne!(id("began", 1_795_246_560_000), id("ended", 1_795_246_560_000));
        assert!(id("began", 1_795_246_560_000) < id("ended", 1_795_246_560_001));
    }
}
