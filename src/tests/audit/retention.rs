//! Removing old entries: the chain stays provable, and nothing else is ever removed.

use std::time::Duration;

use ava::{
    domain::{audit::Action, ids::OrgId},
    server::{
        audit::{self, Broken, Shortened, Verified},
        audit_log::service,
        cx::Cx,
    },
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    people::owner,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn entries_of(app: &TestApp, cx: &Cx, count: usize) {
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    for _ in 0..count {
        audit::append(&app.services, &mut tx, &cx.actor(), Action::AgentChanged, "x").await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn verified(app: &TestApp) -> Verified {
    audit::verify(&app.services, None).await.unwrap()
}

async fn numbers(app: &TestApp, org: &OrgId) -> Vec<String> {
    let sql = "SELECT CAST(seq AS TEXT) FROM audit_log WHERE org_id = $1 ORDER BY seq";
    app.texts(sql, &[org.as_str()]).await
}

/// An org with 1,201 entries of a hundred days ago and 3 of now.
async fn long(app: &TestApp) -> Cx {
    let cx = owner(app).await;
    entries_of(app, &cx, 1_200).await;
    audit::sign(&app.services).await.unwrap();
    app.clock.advance(100 * DAY);
    entries_of(app, &cx, 3).await;
    audit::sign(&app.services).await.unwrap();
    cx
}

async fn lesson_83_what_is_old_goes_and_the_rest_is_still_provable(app: TestApp) {
    let cx = long(&app).await;
    let kept = verified(&app).await.head.unwrap();
    assert_eq!(audit::shorten(&app.services, 101).await.unwrap(), Shortened::default());
    assert_eq!(audit::shorten(&app.services, 90).await.unwrap(), Shortened { orgs: 1, entries: 1_201 });
    assert_eq!(numbers(&app, &cx.org).await, ["1202", "1203", "1204"]);
    let now = audit::verify(&app.services, Some(&kept)).await.unwrap();
    assert_eq!((now.entries, now.removed, now.broken), (3, 1_201, Vec::new()));
    assert_eq!(audit::shorten(&app.services, 90).await.unwrap(), Shortened::default(), "once");

    entries_of(&app, &cx, 2).await;
    assert_eq!(verified(&app).await.broken, []);
    let page = service::page(&cx, &Default::default()).await.unwrap();
    assert_eq!(page.entries.iter().map(|entry| entry.number).min(), Some(1202));
    assert_eq!(page.removed.unwrap().up_to, 1_201);

    // An org in which nothing happens is left with what its chain ends with.
    app.clock.advance(200 * DAY);
    audit::sign(&app.services).await.unwrap();
    app.clock.advance(200 * DAY);
    audit::shorten(&app.services, 90).await.unwrap();
    assert!(numbers(&app, &cx.org).await.is_empty());
    assert_eq!(verified(&app).await.broken, []);
    entries_of(&app, &cx, 1).await;
    assert_eq!(verified(&app).await.broken, []);
}

async fn lesson_83_nothing_but_what_was_decided_is_removed(app: TestApp) {
    let cx = long(&app).await;
    audit::shorten(&app.services, 90).await.unwrap();
    let refused = app.attempt("DELETE FROM audit_log WHERE seq = 1202", &[]).await.unwrap_err().to_string();
    assert!(refused.contains("append-only"), "{refused}");
    app.drop_triggers().await;
    let org = cx.org.as_str();
    // Somebody without the key moves the end, as far as a head that is signed.
    app.execute("DELETE FROM audit_log", &[]).await;
    let sql = "UPDATE orgs SET audit_cut = 1204, audit_cut_hash = audit_hash WHERE id = $1";
    app.execute(sql, &[org]).await;
    let broken = [Broken::Entry { org: cx.org.clone(), entry: 1205 }];
    assert_eq!(verified(&app).await.broken, broken);
}

async fn lesson_83_a_log_that_was_forged_is_not_shortened(app: TestApp) {
    let cx = long(&app).await;
    app.drop_triggers().await;
    app.execute("UPDATE audit_log SET subject = 'y' WHERE seq = 7", &[]).await;
    assert_eq!(audit::shorten(&app.services, 90).await.unwrap(), Shortened::default());
    assert_eq!(numbers(&app, &cx.org).await.len(), 1_204, "the evidence stays");
    assert_eq!(verified(&app).await.broken, [Broken::Entry { org: cx.org.clone(), entry: 7 }]);
}

async fn what_was_removed_and_comes_back_is_neither_shown_nor_kept(app: TestApp) {
    let cx = long(&app).await;
    audit::shorten(&app.services, 90).await.unwrap();
    app.execute(
        "INSERT INTO audit_log (id, org_id, seq, at, actor, action, subject, correlation_id, about,
           previous_hash, hash)
         SELECT 'made up', org_id, 7, at, actor, action, subject, correlation_id, about, '', ''
         FROM audit_log WHERE seq = 1202",
        &[],
    )
    .await;
    let page = service::page(&cx, &Default::default()).await.unwrap();
    assert!(page.entries.iter().all(|entry| entry.number > 1_201));
    assert_eq!(verified(&app).await.broken, []);
    assert_eq!(audit::shorten(&app.services, 90).await.unwrap(), Shortened { orgs: 1, entries: 1 });
}

both_engines!(
    lesson_83_what_is_old_goes_and_the_rest_is_still_provable,
    lesson_83_nothing_but_what_was_decided_is_removed,
    lesson_83_a_log_that_was_forged_is_not_shortened,
    what_was_removed_and_comes_back_is_neither_shown_nor_kept,
);
