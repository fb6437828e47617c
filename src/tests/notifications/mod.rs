//! What organisations are told of, and who of their people has read it.

mod expiring;
mod incidents;
mod mailing;
mod raised;
mod reading;
mod settings;

use ava::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::CredentialId,
        notification::{FLAPS, NotificationId, NotificationView, NotificationsQuery},
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

const OPENAI: &str = r#"{"service":{"provider":"openai"}}"#;

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

/// Lets so much time pass that what breaks again is another incident.
fn much_later(app: &TestApp) {
    app.clock.advance(std::time::Duration::from_millis(FLAPS.unsigned_abs()));
}

/// Has the organisation be told of so many things that are over, a second later than of what was before.
async fn many(app: &TestApp, cx: &Cx, count: i64) {
    app.clock.advance(std::time::Duration::from_secs(1));
    let ids: Vec<String> =
        (0..count).map(|_| app.services.random.id::<NotificationId>().to_string()).collect();
    for ids in ids.chunks(500) {
        let rows: Vec<String> = ids
            .iter()
            .map(|id| {
                format!(
                    "('{id}', '{}', 'card_recovered', 'openai', '{OPENAI}', {now}, {now})",
                    cx.org,
                    now = app.now()
                )
            })
            .collect();
        let sql = format!(
            "INSERT INTO notifications (id, org_id, kind, subject, about, at, ended_at) VALUES {}",
            rows.join(", ")
        );
        app.execute(&sql, &[]).await;
    }
}
