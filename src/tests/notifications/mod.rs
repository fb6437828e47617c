//! What organisations are told of, and who of their people has read it.

mod expiring;
mod incidents;
mod reading;

use ava::{
    domain::{
        ids::CredentialId,
        notification::{NotificationView, NotificationsQuery},
        problem::Problem,
        provider::Provider,
    },
    server::{
        cx::Cx,
        notifications::{
            incidents::{Change, To, changed},
            service,
        },
    },
};

use crate::support::app::{TestApp, Tests};

/// The id of no credential: an incident belongs to its service.
fn credential() -> CredentialId {
    "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap()
}

/// Lets the card of a service change, a second later than the last one did.
async fn turns(app: &TestApp, cx: &Cx, provider: Provider, to: To, problem: Option<Problem>) {
    app.clock.advance(std::time::Duration::from_secs(1));
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    let change = Change { credential: &credential(), provider, to, problem: problem.as_ref(), at: app.now() };
    changed(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn listed(cx: &Cx) -> Vec<NotificationView> {
    service::list(cx, &NotificationsQuery::default()).await.unwrap().notifications
}
