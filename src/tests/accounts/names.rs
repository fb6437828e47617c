//! Another name for a person.

use ava::domain::{
    account::MAX_PERSON_NAME,
    problem::{Field, ProblemKind, Rule},
};
use serde_json::Value;

use crate::support::{app::TestApp, both_engines, browser::Browser, people::sign_up_form};

const ACCOUNT: &str = "/dashboard/account";
const ENDPOINT: &str = "account/change_name";

async fn name_of(browser: &Browser) -> Value {
    browser.ask::<Value>("read/Account", &[]).await["viewer"]["name"].take()
}

async fn a_person_has_another_name_wherever_they_are_named(app: TestApp) {
    let server = app.serve().await;
    let (form, ana, ben) = (sign_up_form(), server.visitor(), server.owner().await);
    ana.sign_up(&form).await;
    let bens = name_of(&ben).await;
    let sent = ana.form(ACCOUNT, ENDPOINT, &[("form[name]", "  Ana\u{ad}  Morel-Dupré ")]).await;
    assert_eq!((sent.status, sent.header("location")), (302, ACCOUNT));
    let page = ana.page(ACCOUNT).await.body;
    assert!(page.contains("Your name is changed."), "{page}");
    assert_eq!(name_of(&ana).await, "Ana Morel-Dupré");
    for path in ["/dashboard/team", "/dashboard/audit"] {
        let page = ana.page(path).await.body;
        assert!(page.contains("Ana Morel-Dupré"), "{path}: {page}");
    }
    let changes = app.text("SELECT changes FROM audit_log WHERE action = 'name_changed'", &[]).await;
    assert!(changes.contains(&form.name) && changes.contains("Ana Morel-Dupré"), "{changes}");

    let long = "x".repeat(MAX_PERSON_NAME as usize + 1);
    for (name, rule) in
        [("", Rule::Required), (" \u{ad} ", Rule::Required), (long.as_str(), Rule::TooLong(MAX_PERSON_NAME))]
    {
        let problem = ana.rpc(ENDPOINT, &[("form[name]", name)]).await.problem();
        assert_eq!(
            (problem.kind, problem.field),
            (ProblemKind::Invalid(rule), Some(Field::Name)),
            "{name:?}"
        );
    }
    assert_eq!(name_of(&ana).await, "Ana Morel-Dupré");
    assert_eq!(name_of(&ben).await, bens, "nobody else's");
}

both_engines! { a_person_has_another_name_wherever_they_are_named }
