//! Safeguards of an installation: the demo account ends with stub mode, browsers that
//! come past the proxy are told so, and a database role that no policy binds is refused.

use ava::{
    domain::{
        demo::{DEMO_EMAIL, DEMO_PASSWORD},
        problem::{Field, ProblemKind},
    },
    server::demo,
};
use reqwest::{
    RequestBuilder,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, ORIGIN},
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Browser, Server},
    people::{account_fields, sign_up_form},
    sandbox::client,
};

const REAL_PROVIDERS: (&str, &str) = ("INTEGRATIONS_STUB_MODE", "false");
const HTTPS: (&str, &str) = ("AVA_PUBLIC_URL", "https://ava.example.com");

async fn lesson_71_the_demo_account_is_of_stub_mode_only(app: TestApp) {
    demo::seed(&app.services).await.unwrap();
    let (stub, demo_login) =
        (app.serve().await, [("form[email]", DEMO_EMAIL), ("form[password]", DEMO_PASSWORD)]);
    let before = stub.visitor();
    assert_eq!(before.rpc("log_in", &demo_login).await.status, 200);
    assert_eq!(before.rpc("read/Account", &[]).await.status, 200);

    let in_use = app.node_with(5, &[REAL_PROVIDERS]).await.unwrap();
    let server = Server::start(in_use.clone()).await;
    let browser = Browser::at(server.addr);
    browser.set_cookie("sid", &before.session().unwrap());
    assert_eq!(
        browser.rpc("read/Account", &[]).await.problem().kind,
        ProblemKind::SignedOut,
        "not even still"
    );
    assert!(demo::close(&in_use).await.unwrap(), "it is told of at the start");
    assert_eq!(app.count("sessions WHERE user_id IS NOT NULL", &[]).await, 0);
    let visitor = server.visitor();
    assert_eq!(visitor.rpc("log_in", &demo_login).await.problem().kind, ProblemKind::WrongLogin);
    let mut form = sign_up_form();
    form.email = DEMO_EMAIL.to_uppercase();
    let problem = visitor.rpc("sign_up", &account_fields(&form)).await.problem();
    assert_eq!((problem.kind, problem.field), (ProblemKind::EmailTaken, Some(Field::Email)));
    visitor.sign_up(&sign_up_form()).await;

    assert_eq!(stub.visitor().rpc("log_in", &demo_login).await.status, 200, "there it stays");
}

async fn a_database_that_never_was_in_stub_mode_has_no_demo_account(app: TestApp) {
    let in_use = app.node_with(5, &[REAL_PROVIDERS]).await.unwrap();
    assert!(!demo::close(&in_use).await.unwrap());
}

fn log_in_from(origin: &str, server: &Server) -> RequestBuilder {
    client()
        .post(format!("http://{}/rpc/log_in", server.addr))
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ORIGIN, origin)
        .body("form[email]=ana@clinic.example&form[password]=whatever")
}

#[tokio::test]
async fn whoever_comes_over_plain_http_where_cookies_need_https_is_told_so() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = Server::start(app.node_with(5, &[HTTPS]).await.unwrap()).await;
    for path in ["/login", "/signup"] {
        for (language, said) in [("en", "This page came over plain http"), ("fr", "sans chiffrement")] {
            let page = client()
                .get(format!("http://{}{path}", server.addr))
                .header(ACCEPT, "text/html")
                .header(ACCEPT_LANGUAGE, language);
            let page = page.send().await.unwrap().text().await.unwrap();
            assert!(page.contains(said) && page.contains("https://ava.example.com/login"), "{page}");
        }
    }
    let origin = format!("http://{}", server.addr);
    let refused = log_in_from(&origin, &server).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("plain_http"));
    // A browser that came by the proxy asks like this.
    let page = server.visitor().page("/login").await;
    assert!(!page.body.contains("plain http"), "{}", page.body);
    let plain = app.serve().await;
    let origin = format!("http://{}", plain.addr);
    let answer = log_in_from(&origin, &plain).send().await.unwrap();
    assert_eq!(answer.status(), 401, "an installation on plain http takes it");
}

#[tokio::test]
async fn lesson_47_production_refuses_a_role_that_no_policy_binds() {
    let app = TestApp::on(Database::Postgres).await;
    let superuser = app.url().replace("//ava@", "//postgres@");
    let production = [("AVA_ENV", "production"), HTTPS, ("DATABASE_URL", &superuser)];
    let error = app.node_with(5, &production).await.err().unwrap().to_string();
    assert!(error.contains("superuser") && error.contains("createuser"), "{error}");
    assert!(app.node_with(6, &production[..2]).await.is_ok());
}

#[tokio::test]
async fn what_a_connection_needs_is_set_once_it_stands() {
    let app = TestApp::on(Database::Postgres).await;
    for (setting, value) in [("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "1min")] {
        assert_eq!(app.text("SELECT current_setting($1)", &[setting]).await, value);
    }
}

both_engines!(
    lesson_71_the_demo_account_is_of_stub_mode_only,
    a_database_that_never_was_in_stub_mode_has_no_demo_account,
);
