//! Signing in and out over HTTP, and what must not end a session.

use ava::domain::{
    problem::Kind,
    sandbox::{FaultKind, NewFault, SandboxProvider},
};
use reqwest::header::{ACCEPT, SET_COOKIE};
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::Browser,
    people::{account_fields, sign_up_form},
    sandbox::VAPI_KEY,
};

async fn signed_in(browser: &Browser) -> bool {
    let answer = browser.rpc("read/Account", &[]).await;
    assert!(answer.status == 200 || answer.problem().kind == Kind::SignedOut);
    answer.status == 200
}

async fn each_sign_in_is_a_device_that_can_be_signed_out(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let account = account_fields(&form);
    let laptop = server.visitor();
    assert_eq!(laptop.rpc("sign_up", &account).await.status, 200);
    let phone = server.visitor();
    assert_eq!(phone.rpc("log_in", &account[2..]).await.status, 200);
    assert_ne!(laptop.session(), phone.session());
    let seen: Value = laptop.ask("read/Account", &[]).await;
    let devices = seen["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 2);
    let other = devices.iter().find(|device| device["current"] == false).unwrap();
    let id = other["id"].as_str().unwrap();
    assert_eq!(laptop.rpc("revoke_device", &[("device", id)]).await.status, 200);
    assert!(!signed_in(&phone).await && signed_in(&laptop).await);
    assert_eq!(laptop.rpc("revoke_device", &[("device", id)]).await.problem().kind, Kind::NotFound);

    let old = laptop.session().unwrap();
    assert_eq!(laptop.rpc("log_out", &[]).await.status, 200);
    let thief = server.visitor();
    thief.set_cookie("sid", &old);
    assert!(!signed_in(&thief).await, "the id of a session that was ended is worth nothing");
}

async fn lesson_50_no_error_costs_the_session(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for kind in [FaultKind::Unauthorized, FaultKind::ServerError, FaultKind::Garbage, FaultKind::Reset] {
        let fault = NewFault { remaining: 10, ..NewFault::next_call(SandboxProvider::Vapi, kind) };
        app.sandbox.inject(&fault).await;
        browser.rpc("integrations/save-vapi", &[("form[key]", VAPI_KEY)]).await;
        app.sandbox.clear().await;
        assert!(signed_in(&browser).await, "{kind:?}");
    }
    for path in ["/dashboard/nowhere", "/dashboard/agents/none"] {
        assert_eq!(browser.page(path).await.status, 404);
        assert!(signed_in(&browser).await, "{path}");
    }
    let elsewhere = crate::support::browser::Server::start(app.another_node(3).await).await;
    let after_a_restart = Browser::at(elsewhere.addr);
    after_a_restart.set_cookie("sid", &browser.session().unwrap());
    assert!(signed_in(&after_a_restart).await);
}

#[tokio::test]
async fn the_cookie_is_for_this_site_and_no_script() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let visitor = server.visitor();
    let form = sign_up_form();
    let body =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(account_fields(&form)).finish();
    let answer = visitor
        .request(reqwest::Method::POST, "/rpc/sign_up")
        .header(ACCEPT, "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    for part in ["sid=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_sign_in_leads_back_to_the_page_that_asked_and_never_to_another_site() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let form = sign_up_form();
    let account = account_fields(&form);
    assert_eq!(server.visitor().rpc("sign_up", &account).await.status, 200);
    for (next, leads_to) in [
        ("/dashboard/agents", "/dashboard/agents"),
        ("//evil.example", "/dashboard/integrations"),
        ("https://evil.example", "/dashboard/integrations"),
        ("", "/dashboard/integrations"),
    ] {
        let visitor = server.visitor();
        let fields = [account[2], account[3], ("form[next]", next)];
        let answer = visitor.form("/login", "log_in", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (302, leads_to), "{next}");
        assert_eq!(visitor.page(leads_to).await.status, 200);
    }
}

both_engines!(each_sign_in_is_a_device_that_can_be_signed_out, lesson_50_no_error_costs_the_session);
