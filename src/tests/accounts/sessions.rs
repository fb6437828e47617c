//! Sessions as the store keeps them.

use std::{sync::Arc, time::Duration};

use ava::{
    domain::{flash::Flash, role::Role},
    server::{
        auth::session_store::{Store, hash_id},
        cx::Cx,
        sessions::{self, Who},
    },
};
use tower_sessions::{Session, SessionStore, session::Id};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, owner},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn who(cx: &Cx) -> Who {
    Who {
        user: cx.user.clone(),
        org: cx.org.clone(),
        user_agent: "Firefox".to_owned(),
        address: "192.0.2.7".to_owned(),
        password_version: 0,
        proved_at: 0,
        visit: None,
        rises: None,
    }
}

async fn signed_in(app: &TestApp, cx: &Cx) -> Id {
    let session = Session::new(None, Arc::new(Store::new(app.services.clone())), None);
    sessions::begin(&session, who(cx)).await.unwrap();
    session.save().await.unwrap();
    session.id().unwrap()
}

/// Loads the session as a request does; returns the role of its viewer, if there is one.
async fn visit(app: &TestApp, id: Id) -> Option<Role> {
    let session = Session::new(Some(id), Arc::new(Store::new(app.services.clone())), None);
    sessions::viewer(&session).await.unwrap().map(|viewer| viewer.role)
}

async fn only_a_hash_of_the_id_is_stored(app: TestApp) {
    let cx = owner(&app).await;
    let id = signed_in(&app, &cx).await;
    assert_eq!(app.text("SELECT id_hash FROM sessions", &[]).await, hash_id(&id));
    let dump = app.dump().await;
    assert!(!dump.contains(&id.to_string()) && !dump.contains(&id.0.to_string()));
}

async fn signing_in_changes_the_id_and_the_planted_one_is_worth_nothing(app: TestApp) {
    let cx = owner(&app).await;
    let store = Arc::new(Store::new(app.services.clone()));
    let session = Session::new(None, store.clone(), None);
    sessions::leave_flash(&session, &Flash::default()).await.unwrap();
    session.save().await.unwrap();
    let planted = session.id().unwrap();

    let session = Session::new(Some(planted), store, None);
    sessions::begin(&session, who(&cx)).await.unwrap();
    session.save().await.unwrap();
    assert_ne!(session.id().unwrap(), planted);
    assert_eq!(visit(&app, session.id().unwrap()).await, Some(Role::Owner));
    assert_eq!(visit(&app, planted).await, None);
    assert_eq!(app.count("sessions", &[]).await, 1);
}

async fn lesson_50_a_session_in_use_lasts_and_still_has_an_end(app: TestApp) {
    let cx = owner(&app).await;
    let id = signed_in(&app, &cx).await;
    for day in 1..30 {
        app.clock.advance(DAY);
        assert_eq!(visit(&app, id).await, Some(Role::Owner), "day {day}");
    }
    app.clock.advance(DAY);
    assert_eq!(visit(&app, id).await, None, "thirty days after it began");
}

async fn a_session_that_nobody_uses_ends_after_seven_days(app: TestApp) {
    let cx = owner(&app).await;
    let id = signed_in(&app, &cx).await;
    app.clock.advance(DAY * 7 - Duration::from_secs(1));
    assert_eq!(visit(&app, id).await, Some(Role::Owner));
    app.clock.advance(DAY * 7 + Duration::from_secs(1));
    assert_eq!(visit(&app, id).await, None);
    let store = Store::new(app.services.clone());
    assert_eq!(store.delete_expired().await.unwrap(), 1);
    assert_eq!(app.count("sessions", &[]).await, 0);
}

async fn lesson_49_a_save_under_way_does_not_bring_back_what_was_revoked(app: TestApp) {
    let cx = owner(&app).await;
    let id = signed_in(&app, &cx).await;
    let store = Store::new(app.services.clone());
    let record = store.load(&id).await.unwrap().unwrap();
    store.delete(&id).await.unwrap();
    store.save(&record).await.unwrap();
    assert!(store.load(&id).await.unwrap().is_none());
    assert_eq!(app.count("sessions", &[]).await, 0);
}

async fn lesson_43_rights_come_from_the_database_at_every_request(app: TestApp) {
    let cx = owner(&app).await;
    let member = colleague(&app, &cx, Role::Member).await;
    let id = signed_in(&app, &member).await;
    assert_eq!(visit(&app, id).await, Some(Role::Member));
    app.execute("UPDATE memberships SET role = 'viewer' WHERE user_id = $1", &[member.user.as_str()]).await;
    assert_eq!(visit(&app, id).await, Some(Role::Viewer));
    app.execute("DELETE FROM memberships WHERE user_id = $1", &[member.user.as_str()]).await;
    assert_eq!(visit(&app, id).await, None, "no member any more");
}

async fn a_save_keeps_the_end_of_a_session(app: TestApp) {
    let cx = owner(&app).await;
    let id = signed_in(&app, &cx).await;
    let store = Store::new(app.services.clone());
    let end = async || app.text("SELECT CAST(expires_at AS TEXT) FROM sessions", &[]).await;
    let before = end().await;
    app.clock.advance(Duration::from_secs(60));
    let record = store.load(&id).await.unwrap().unwrap();
    store.save(&record).await.unwrap();
    assert_eq!(end().await, before);
}

both_engines!(
    only_a_hash_of_the_id_is_stored,
    signing_in_changes_the_id_and_the_planted_one_is_worth_nothing,
    lesson_50_a_session_in_use_lasts_and_still_has_an_end,
    a_session_that_nobody_uses_ends_after_seven_days,
    lesson_49_a_save_under_way_does_not_bring_back_what_was_revoked,
    lesson_43_rights_come_from_the_database_at_every_request,
    a_save_keeps_the_end_of_a_session,
);
