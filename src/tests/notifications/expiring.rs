//! Keys that become old are told of two weeks ahead, and three days ahead.

use std::time::Duration;

use ava::{
    domain::{
        notification::{Ending, NotificationKind, NotificationsQuery},
        provider::Provider,
    },
    server::notifications::{expiry::warn, service},
};

use super::listed;
use crate::support::{
    app::{Database, TestApp},
    both_engines, google,
    people::{connect_vapi, owner},
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

    connect_vapi(&cx).await;
    assert_eq!(warn(&app.services).await.unwrap(), 0, "a key that was replaced is young");
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
);
