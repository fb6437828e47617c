//! The trail that every use of a key leaves.

use ava::{
    domain::role::Role,
    server::{audit, integrations::service},
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    people::{colleague, connect_vapi, owner, vapi_form},
    sandbox::VAPI_KEY,
};

async fn lesson_16_every_use_of_a_key_is_in_a_trail_that_shows_when_it_was_touched(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    service::check(&cx, ava::domain::provider::Provider::Vapi).await.unwrap();
    service::save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    let actions =
        app.texts("SELECT action FROM audit_log WHERE org_id = $1 ORDER BY seq", &[cx.org.as_str()]).await;
    assert_eq!(
        actions,
        [
            "signed_up",
            "credential_saved",
            "credential_opened",
            "credential_checked",
            "credential_opened",
            "credential_saved"
        ]
    );
    let actors =
        app.texts("SELECT DISTINCT actor FROM audit_log WHERE org_id = $1", &[cx.org.as_str()]).await;
    assert_eq!(actors, [format!("user:{}", cx.user)]);

    let broken = async || {
        let mut tx = app.services.db.read(&cx.org).await.unwrap();
        audit::verify_chain(&app.services.audit_key, &mut tx).await.unwrap().broken
    };
    assert_eq!(broken().await, None);
    let whole = audit::verify(&app.services, None).await.unwrap();
    assert_eq!((whole.orgs, whole.entries, whole.broken), (1, 6, Vec::new()));
    app.drop_triggers().await;
    app.execute("UPDATE audit_log SET subject = 'vapi for fun' WHERE seq = 3", &[]).await;
    assert_eq!(broken().await, Some(3));
    let told = audit::verify(&app.services, None).await.unwrap();
    assert_eq!(
        (told.entries, told.broken),
        (2, vec![audit::Broken::Entry { org: cx.org.clone(), entry: 3 }])
    );
    app.execute("DELETE FROM audit_log WHERE seq = 6", &[]).await;
    app.execute("UPDATE audit_log SET subject = 'vapi for verify' WHERE seq = 3", &[]).await;
    assert_eq!(broken().await, Some(6), "a missing last entry shows");
}

async fn entries_written_at_once_still_form_one_chain(app: TestApp) {
    let cx = owner(&app).await;
    let colleagues = [colleague(&app, &cx, Role::Admin).await, colleague(&app, &cx, Role::Admin).await];
    let writers = (0..12).map(|nth| {
        let (app, by) = (&app, &colleagues[nth % 2]);
        async move {
            let mut tx = app.services.db.write(Tests, &by.org).await.unwrap();
            audit::append(&app.services, &mut tx, &by.actor(), audit::Action::AgentChanged, "x")
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
    });
    futures::future::join_all(writers).await;
    let mut tx = app.services.db.read(&cx.org).await.unwrap();
    assert_eq!(
        audit::verify_chain(&app.services.audit_key, &mut tx).await.unwrap(),
        audit::Chain { removed: 0, holds: 13, unkeyed: 0, broken: None }
    );
    drop(tx);
    assert_eq!(app.count("audit_log WHERE org_id = $1", &[cx.org.as_str()]).await, 13);
}

both_engines!(
    lesson_16_every_use_of_a_key_is_in_a_trail_that_shows_when_it_was_touched,
    entries_written_at_once_still_form_one_chain,
);
