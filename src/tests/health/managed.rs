//! The account inside the operator's is checked as the own ones are: nobody else would notice that it
//! was suspended.

use std::time::Duration;

use ava::{
    domain::{
        credential::{Account, CredentialStatus},
        health::Cause,
        notification::{NotificationKind, NotificationsQuery},
        readiness::Break,
    },
    server::{
        cx::Cx,
        health::standing::{self, Line},
        notifications::service,
        readiness,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    managed::{account, bought, expose, release, secured, without_twilio},
};

/// Lets the next check of the account be due, and makes it.
async fn checked(app: &TestApp) -> Line {
    let due = "UPDATE org_credentials SET next_check_at = 0 WHERE is_managed";
    assert_eq!(app.execute(due, &[]).await, 1);
    app.clock.advance(Duration::from_secs(1));
    assert!(app.check_keys().await > 0);
    let lines = standing::lines(&app.services.db, None, "").await.unwrap();
    lines.into_iter().find(|line| line.account == Account::MANAGED).unwrap()
}

async fn told(cx: &Cx) -> Vec<NotificationKind> {
    let list = service::list(cx, &NotificationsQuery::default()).await.unwrap();
    list.notifications.iter().map(|one| one.kind).collect()
}

async fn broken(cx: &Cx) -> Option<Break> {
    let page = readiness::service::page(cx, &Default::default()).await.unwrap();
    page.call_paths[0].broken()
}

async fn an_account_that_was_suspended_is_noticed_and_so_is_its_return(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    let (sid, _) = account(&app).await;
    let works = checked(&app).await;
    assert_eq!((works.status, works.checked_at), (CredentialStatus::Connected, Some(app.now())));
    assert_eq!((told(&cx).await, broken(&cx).await), (vec![], None));

    app.sandbox.set_status(&sid, "suspended").await;
    let line = checked(&app).await;
    assert_eq!((line.status, line.cause), (CredentialStatus::Refused, Some(Cause::BadKey)));
    assert_eq!(broken(&cx).await, Some(Break::ManagedKeyBroken));
    checked(&app).await;
    assert_eq!(told(&cx).await, [NotificationKind::SupplyBroken], "once");
    let counted = standing::counts(&app.services.db).await.unwrap();
    assert!(counted.iter().any(|count| count.account == Account::MANAGED && count.cause.is_some()));
    let days = "credential_days WHERE provider = 'twilio'";
    assert_eq!(app.count(days, &[]).await, 0, "no card has its history");

    app.sandbox.set_status(&sid, "active").await;
    assert_eq!(checked(&app).await.status, CredentialStatus::Connected);
    assert_eq!(broken(&cx).await, None);
    assert_eq!(told(&cx).await, [NotificationKind::SupplyRecovered, NotificationKind::SupplyBroken]);
}

async fn a_token_that_is_being_renewed_is_no_broken_account(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    let (sid, _) = account(&app).await;
    expose(&app, &cx).await;
    app.sandbox.rotate_token(&sid, "canarytwiliotoken8d8d8d8d8d8d8d8").await;
    assert_eq!(checked(&app).await.status, CredentialStatus::Connected);
    assert_eq!(told(&cx).await, []);
    app.execute("UPDATE managed_orgs SET exposed = FALSE", &[]).await;
    assert_eq!(checked(&app).await.status, CredentialStatus::Refused);
    assert_eq!(told(&cx).await, [NotificationKind::SupplyBroken]);
}

async fn a_key_of_vapis_that_was_deleted_there_is_made_again(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    let (sid, token) = account(&app).await;
    let key = app.sandbox.keys().await.remove(0).sid;
    app.sandbox.delete_key(&sid, &token, &key).await;
    assert_eq!(checked(&app).await.status, CredentialStatus::Connected);
    secured(&app, &cx).await;
    app.settle().await;
    let keys = app.sandbox.keys().await;
    assert!(keys.len() == 1 && keys[0].sid != key, "{keys:?}");
    assert_eq!((checked(&app).await.status, told(&cx).await), (CredentialStatus::Connected, vec![]));
}

/// What is left by the org itself works again for nobody, and is no incident any more.
async fn an_account_that_is_left_ends_its_incident(app: TestApp) {
    let cx = without_twilio(&app).await;
    let number = bought(&app, &cx, 0).await;
    let (sid, _) = account(&app).await;
    app.sandbox.set_status(&sid, "suspended").await;
    checked(&app).await;
    release(&cx, &number).await;
    let list = service::list(&cx, &NotificationsQuery::default()).await.unwrap().notifications;
    assert_eq!(list.len(), 1);
    assert!(list[0].ended_at.is_some());
}

both_engines! {
    an_account_that_was_suspended_is_noticed_and_so_is_its_return,
    a_token_that_is_being_renewed_is_no_broken_account,
    a_key_of_vapis_that_was_deleted_there_is_made_again,
    an_account_that_is_left_ends_its_incident,
}
