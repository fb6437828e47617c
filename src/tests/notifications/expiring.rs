//! Keys that become old are told of two weeks ahead, and three days ahead.

use std::time::Duration;

use ava::{
    domain::{
        notification::{Ending, NotificationKind, NotificationsQuery},
        provider::Provider,
    },
    server::{
        integrations::service::save,
        notifications::{KEPT, expiry::warn, service},
    },
};

use super::{DOWN, UP, listed, many, turns};
use crate::support::{
    app::{Database, TestApp},
    both_engines, google,
    people::{connect_vapi, owner, vapi_form},
    sandbox::VAPI_KEY,
};

const DAY: u64 = 24 * 3600;

async fn a_key_that_gets_old_is_told_of_twice(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    let passes = |days: u64| app.clock.advance(Duration::from_secs(days * DAY));
    passes(350);
    assert_eq!(warn(&app.services).await.unwrap(), 0);
    passes(1);
    assert_eq!(warn(&app.services).await.unwrap(), 1);
    assert_eq!(warn(&app.services).await.unwrap(), 0, "told once");
    passes(10);
    assert_eq!(warn(&app.services).await.unwrap(), 0);
    passes(1);
    let node = app.another_node(5).await;
    let (one, two) = futures::join!(warn(&app.services), warn(&node));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "by one of two nodes");
    let told = listed(&cx).await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|one| one.kind == NotificationKind::KeyOld && one.due_at == told[0].due_at));

    let due = async || {
        let calendar = service::list(&cx, &NotificationsQuery::default()).await.unwrap().expiries;
        calendar.iter().find(|end| end.of == Ending::KeyAge).map(|end| end.at)
    };
    let before = due().await;
    connect_vapi(&cx).await;
    assert_eq!(due().await, before, "a key that is entered again is as old as it was");
    // Of the same organisation, and not of the same key.
    let another = format!("{}beef", &VAPI_KEY[..VAPI_KEY.len() - 4]);
    save(&cx, &vapi_form(&another)).await.unwrap();
    assert_eq!(warn(&app.services).await.unwrap(), 0, "a key that was replaced is young");
    assert_eq!(due().await, before.map(|at| at + 362 * 86_400_000));
}

/// Google ends the consent to an app in testing after a week: two weeks ahead is no time to tell of it.
async fn a_consent_that_ends_is_told_of_three_days_ahead_and_by_mail(app: TestApp) {
    let cx = owner(&app).await;
    google::connect(&cx, "testing@clinic.example").await.unwrap();
    let calendar = async || service::list(&cx, &NotificationsQuery::default()).await.unwrap().expiries;
    let ends = calendar().await;
    let consent = ends.iter().find(|end| end.of == Ending::Consent).unwrap();
    assert_eq!((consent.provider, (consent.at - app.now()) / 86_400_000), (Provider::GoogleCalendar, 6));
    app.clock.advance(Duration::from_secs(3 * DAY));
    assert_eq!(warn(&app.services).await.unwrap(), 0);
    app.clock.advance(Duration::from_secs(DAY + 60));
    assert_eq!((warn(&app.services).await.unwrap(), warn(&app.services).await.unwrap()), (1, 0));
    let told = listed(&cx).await;
    assert_eq!((told[0].kind, told[0].due_at), (NotificationKind::ExpiresSoon, Some(consent.at)));
    assert_eq!(app.count("notifications_people WHERE mail = 'due'", &[]).await, 1);

    google::connect(&cx, "testing@clinic.example").await.unwrap();
    assert_eq!(warn(&app.services).await.unwrap(), 0, "another week has begun");
}

/// What was told is known however much came after it.
async fn an_old_key_is_told_of_once_however_much_follows(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(400 * DAY));
    assert_eq!(warn(&app.services).await.unwrap(), 1);
    many(&app, &cx, KEPT).await;
    turns(&app, &cx, Provider::Twilio, DOWN, None).await;
    turns(&app, &cx, Provider::Twilio, UP, None).await;
    assert_eq!(app.count("notifications WHERE kind = 'key_old'", &[]).await, 1);
    assert_eq!(warn(&app.services).await.unwrap(), 0);
}

/// A row that cannot be read, as after a restore of half a database, keeps nobody else unwarned.
async fn a_row_that_cannot_be_read_stops_no_other_warning(app: TestApp) {
    let (one, two) = (owner(&app).await, owner(&app).await);
    connect_vapi(&one).await;
    connect_vapi(&two).await;
    app.clock.advance(Duration::from_secs(400 * DAY));
    let first = "UPDATE org_credentials SET public_config = '{}'
                 WHERE id = (SELECT MIN(id) FROM org_credentials)";
    assert_eq!(app.execute(first, &[]).await, 1);
    assert_eq!(warn(&app.services).await.unwrap(), 1);
    assert_eq!(app.count("notifications", &[]).await, 1);
}

#[tokio::test]
async fn where_keys_may_have_any_age_none_is_old() {
    let app = TestApp::with(Database::Sqlite, vec![("AVA_KEY_MAX_AGE_DAYS", "0".to_owned())]).await;
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(4000 * DAY));
    assert_eq!(warn(&app.services).await.unwrap(), 0);
    assert!(listed(&cx).await.is_empty());
}

both_engines!(
    a_key_that_gets_old_is_told_of_twice,
    a_consent_that_ends_is_told_of_three_days_ahead_and_by_mail,
    an_old_key_is_told_of_once_however_much_follows,
    a_row_that_cannot_be_read_stops_no_other_warning,
);
