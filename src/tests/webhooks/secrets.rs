//! Events are signed by the present secret, for a day by the former one as well, and by nothing else.

use std::time::Duration;

use ava::{
    domain::webhook::{DeliveryFault, DeliveryState, EventKind},
    server::{cx::Cx, key_rotation, vault::secret::Secret, webhooks::service},
};

use super::{
    contact, made, only,
    program::{Heard, Program},
    sent, view,
};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::owner,
};

const HOUR: Duration = Duration::from_secs(3600);

/// The signature of a request by a secret.
fn signature(secret: &Secret, heard: &Heard) -> String {
    let (id, timestamp) = (heard.header("webhook-id"), heard.header("webhook-timestamp"));
    super::signature(secret.expose(), id, timestamp, &heard.body)
}

async fn a_new_secret_signs_at_once_and_the_former_one_for_a_day(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let first = made(&cx, &program.url, &[EventKind::ContactMade]).await;
    let heard = async |name: &str| {
        contact(&cx, name).await;
        assert_eq!(sent(&app).await, 1);
        program.heard().remove(0)
    };
    let one = heard("Ana").await;
    assert_eq!(one.header("webhook-signature"), signature(&first.secret, &one));
    assert_eq!(one.header("webhook-timestamp"), (app.now() / 1000).to_string());

    let second = service::rotate(&cx, &first.id).await.unwrap();
    let both = heard("Bea").await;
    let [new, old] = [&second, &first.secret].map(|secret| signature(secret, &both));
    assert_eq!(both.header("webhook-signature"), format!("{new} {old}"));
    let until = view(&cx, &first.id).await.former_secret_until.unwrap();
    assert_eq!(until, app.now() + 24 * 3_600_000);

    // Whoever makes a third one does not end the first, which their program may have still.
    let third = service::rotate(&cx, &first.id).await.unwrap();
    let all = heard("Cem").await;
    let [new, old, oldest] = [&third, &second, &first.secret].map(|secret| signature(secret, &all));
    assert_eq!(all.header("webhook-signature"), format!("{new} {old} {oldest}"));

    let mut last = third;
    for _ in 0..4 {
        last = service::rotate(&cx, &first.id).await.unwrap();
    }
    let many = heard("Dov").await;
    let signed: Vec<&str> = many.header("webhook-signature").split(' ').collect();
    assert_eq!((signed.len(), signed[0]), (5, signature(&last, &many).as_str()));
    assert!(!signed.contains(&signature(&first.secret, &many).as_str()));

    app.clock.advance(24 * HOUR);
    let alone = heard("Eli").await;
    assert_eq!(alone.header("webhook-signature"), signature(&last, &alone));
    assert_eq!(view(&cx, &first.id).await.former_secret_until, None);
}

async fn a_secret_outlasts_another_data_key_and_is_nowhere_in_the_clear(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, &[EventKind::ContactMade]).await;
    let rotated = key_rotation::rotate(&app.services).await.unwrap();
    assert_eq!((rotated.secrets, rotated.unreadable), (1, 0));
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 1);
    let heard = program.heard().remove(0);
    assert_eq!(heard.header("webhook-signature"), signature(&hook.secret, &heard));
    let dump = app.dump().await;
    assert!(!dump.contains(hook.secret.expose().trim_start_matches("whsec_")));
}

/// Only the page that a making leads to is given the secret again.
async fn a_secret_is_shown_while_it_is_fresh(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let hook = made(&cx, "http://127.0.0.1:9/", &[EventKind::ContactMade]).await;
    let fresh = async |of: &Cx| service::fresh_secret(&app.services, &of.org, &hook.id).await.unwrap();
    assert!(fresh(&cx).await.is_some_and(|secret| secret.same(&hook.secret)));
    assert!(fresh(&other).await.is_none());
    app.clock.advance(Duration::from_secs(601));
    assert!(fresh(&cx).await.is_none());
}

#[tokio::test]
async fn without_a_secret_that_opens_nothing_is_sent() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, &[EventKind::ContactMade]).await;
    app.execute("UPDATE webhook_secrets SET sealed = X'0100'", &[]).await;
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 1);
    assert!(program.heard().is_empty());
    let page = only(&cx, &hook.id).await;
    assert_eq!(page.delivery.state, DeliveryState::Waiting);
    assert_eq!(page.attempts[0].fault, Some(DeliveryFault::NoSecret));
    service::rotate(&cx, &hook.id).await.unwrap();
    app.clock.advance(HOUR);
    assert_eq!(sent(&app).await, 1);
    assert_eq!(program.heard().len(), 1);
}

both_engines!(
    a_new_secret_signs_at_once_and_the_former_one_for_a_day,
    a_secret_outlasts_another_data_key_and_is_nowhere_in_the_clear,
    a_secret_is_shown_while_it_is_fresh,
);
