//! Signing up, and the data that colleagues share.

use ava::{
    domain::{
        problem::{Field, ProblemKind, Rule},
        role::Role,
        text::Odd,
    },
    server::auth::service::create_account,
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{anybody, colleague, connect_vapi, overview, owner, sign_up_form},
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
    assert_eq!((problem.kind, problem.field), (ProblemKind::EmailTaken, Some(Field::Email)));
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
    let required = ProblemKind::Invalid(Rule::Required);
    assert_eq!(said(|form| form.org_name = "  ".into()).await, (Some(Field::OrgName), required));
    assert_eq!(said(|form| form.name.clear()).await, (Some(Field::Name), required));
    assert_eq!(said(|form| form.email = "ana".into()).await.0, Some(Field::Email));
    assert_eq!(said(|form| form.password = "short".into()).await.0, Some(Field::Password));
    assert_eq!(
        said(|form| form.org_name = "a\u{0}b".into()).await,
        (Some(Field::OrgName), ProblemKind::Invalid(Rule::TextCharacter(Odd { char: '\0', at: 2 })))
    );
    let nothing = create_account(&app.services, &Default::default(), anybody()).await.err().unwrap();
    assert_eq!(nothing.field, Some(Field::OrgName));
    let others = [Field::Name, Field::Email, Field::Password].map(|field| (field, Rule::Required));
    assert_eq!(nothing.also, others, "all of it at once");
    assert_eq!(app.count("users", &[]).await, 0);
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
    a_colleague_sees_the_same_org,
);
