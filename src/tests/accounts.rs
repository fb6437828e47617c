//! Signing up, and the trail that every deed leaves.

use ava::{
    domain::{
        problem::{Field, Kind, Rule},
        role::Role,
        text::Odd,
    },
    server::{audit, auth::service::create_account, db::Scope, integrations::service},
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{anybody, colleague, connect_vapi, overview, owner, sign_up_form, vapi_form},
    sandbox::VAPI_KEY,
};

async fn signing_up_makes_an_org_and_its_owner_in_one_transaction(app: TestApp) {
    let form = sign_up_form();
    let account = create_account(&app.services, &form, anybody()).await.unwrap();
    let role = app
        .text(
            "SELECT role FROM memberships WHERE org_id = $1 AND user_id = $2",
            &[account.org.as_str(), account.user.as_str()],
        )
        .await;
    assert_eq!(role, Role::Owner.code());
    let hash = app.text("SELECT password_hash FROM users WHERE id = $1", &[account.user.as_str()]).await;
    assert!(hash.starts_with("$argon2id$"), "{hash}");

    let mut again = sign_up_form();
    again.email = form.email.to_uppercase();
    let problem = create_account(&app.services, &again, anybody()).await.err().unwrap();
    assert_eq!((problem.kind, problem.field), (Kind::EmailTaken, Some(Field::Email)));
    for table in ["orgs", "users", "memberships", "audit_log"] {
        assert_eq!(app.count(table, &[]).await, 1, "{table}");
    }
}

async fn what_a_sign_up_form_breaks_is_said_on_its_field(app: TestApp) {
    let said = async |change: fn(&mut ava::domain::auth_forms::SignUpForm)| {
        let mut form = sign_up_form();
        change(&mut form);
        let problem = create_account(&app.services, &form, anybody()).await.err().unwrap();
        (problem.field, problem.kind)
    };
    let required = Kind::Invalid(Rule::Required);
    assert_eq!(said(|form| form.org_name = "  ".into()).await, (Some(Field::OrgName), required));
    assert_eq!(said(|form| form.name.clear()).await, (Some(Field::Name), required));
    assert_eq!(said(|form| form.email = "ana".into()).await.0, Some(Field::Email));
    assert_eq!(said(|form| form.password = "short".into()).await.0, Some(Field::Password));
    assert_eq!(
        said(|form| form.org_name = "a\u{0}b".into()).await,
        (Some(Field::OrgName), Kind::Invalid(Rule::TextCharacter(Odd { char: '\0', at: 2 })))
    );
    let nothing = create_account(&app.services, &Default::default(), anybody()).await.err().unwrap();
    assert_eq!(nothing.field, Some(Field::OrgName));
    let others = [Field::Name, Field::Email, Field::Password].map(|field| (field, Rule::Required));
    assert_eq!(nothing.also, others, "all of it at once");
    assert_eq!(app.count("users", &[]).await, 0);
}

async fn lesson_16_every_use_of_a_key_is_in_a_trail_that_shows_when_it_was_touched(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    service::check(&cx, ava::domain::provider::Provider::Vapi).await.unwrap();
    service::connect_vapi(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
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
        let mut tx = app.services.db.read(Scope::Org(&cx.org)).await.unwrap();
        audit::verify_chain(&app.services.audit_key, &mut tx, &cx.org).await.unwrap().broken
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
            let mut tx = app.services.db.write(by.scope()).await.unwrap();
            audit::append(&app.services, &mut tx, &by.org, &by.actor(), audit::Action::AgentChanged, "x")
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
    });
    futures::future::join_all(writers).await;
    let mut tx = app.services.db.read(cx.scope()).await.unwrap();
    assert_eq!(
        audit::verify_chain(&app.services.audit_key, &mut tx, &cx.org).await.unwrap(),
        audit::Chain { holds: 13, unkeyed: 0, broken: None }
    );
    drop(tx);
    assert_eq!(app.count("audit_log WHERE org_id = $1", &[cx.org.as_str()]).await, 13);
}

async fn a_colleague_sees_the_same_org(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    let viewer = colleague(&app, &cx, Role::Viewer).await;
    assert_eq!(overview(&viewer).await, overview(&cx).await);
}

both_engines!(
    signing_up_makes_an_org_and_its_owner_in_one_transaction,
    what_a_sign_up_form_breaks_is_said_on_its_field,
    lesson_16_every_use_of_a_key_is_in_a_trail_that_shows_when_it_was_touched,
    entries_written_at_once_still_form_one_chain,
    a_colleague_sees_the_same_org,
);
