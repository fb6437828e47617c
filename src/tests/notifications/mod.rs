//! What organisations are told of, and who of their people has read it.

mod expiring;
mod incidents;
mod mailing;
mod reading;

use ava::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::CredentialId,
        notification::{NotificationView, NotificationsQuery},
        problem::Problem,
    },
    server::{
        cx::Cx,
        health::Transition,
        notifications::{incidents::changed, service},
    },
};

use crate::support::app::{TestApp, Tests};

const UP: Option<CredentialStatus> = Some(CredentialStatus::Connected);
const DEGRADED: Option<CredentialStatus> = Some(CredentialStatus::Degraded);
const DOWN: Option<CredentialStatus> = Some(CredentialStatus::Refused);
const UNKNOWN: Option<CredentialStatus> = Some(CredentialStatus::Unverified);
/// Disconnected.
const GONE: Option<CredentialStatus> = None;

/// The id of no credential: an incident belongs to its service.
fn credential() -> CredentialId {
    "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap()
}

/// Lets the card of a service change, a second later than the last one did.
async fn turns(
    app: &TestApp,
    cx: &Cx,
    account: impl Into<Account>,
    to: Option<CredentialStatus>,
    problem: Option<Problem>,
) {
    app.clock.advance(std::time::Duration::from_secs(1));
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    let (credential, account, at) = (credential(), account.into(), app.now());
    let transition = Transition { credential, account, from: None, to, cause: None, problem, off: false, at };
    changed(&mut tx, &transition).await.unwrap();
    tx.commit().await.unwrap();
}

async fn listed(cx: &Cx) -> Vec<NotificationView> {
    service::list(cx, &NotificationsQuery::default()).await.unwrap().notifications
}
