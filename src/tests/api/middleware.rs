//! The API lets tokens in, and answers everybody else with a problem.

use ava::domain::api_token::Scope;
use reqwest::{Method, header::COOKIE};
use serde_json::json;

use super::code;
use crate::support::{app::TestApp, both_engines, browser::Browser, program::Program};

async fn a_request_without_a_token_is_told_so_in_its_language(app: TestApp) {
    let server = app.serve().await;
    let nobody = Program::with(&server, "");
    let refused = nobody.get("/api/numbers").await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    assert_eq!(refused.header("content-language"), "en");
    code(&refused);
    let request = nobody.request(Method::GET, "/api/numbers").header("accept-language", "fr-CA, en;q=0.5");
    let french = nobody.send("in French", request).await;
    assert_eq!(french.header("content-language"), "fr");
    assert_ne!(french.json::<serde_json::Value>()["detail"], refused.json::<serde_json::Value>()["detail"]);
    let unknown = Program::with(&server, &format!("ava_{}", "x".repeat(49)));
    assert_eq!(unknown.get("/api/numbers").await.status, 401);
}

async fn no_cookie_works_here_and_no_token_on_the_pages(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    let session = format!("sid={}", owner.session().unwrap());
    let nobody = Program::with(&server, "");
    for path in ["/api/numbers", "/api/integrations", "/api/operations"] {
        let request = nobody.request(Method::GET, path).header(COOKIE, &session);
        assert_eq!(nobody.send(path, request).await.status, 401, "{path}");
    }
    let program = Program::of_owner(&app, &server).await;
    assert_eq!(program.get("/api/numbers").await.status, 200);
    let dashboard = program.request(Method::GET, "/dashboard/integrations").header("accept", "text/html");
    let dashboard = program.send("a page", dashboard).await;
    assert_ne!(dashboard.status, 200, "{}", dashboard.body);
    let refused = program.send("a function", program.request(Method::POST, "/rpc/read")).await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    // As for whoever is signed out: a browser asks again once it has a session.
    let live = program.send("live events", program.request(Method::GET, "/events")).await;
    assert_eq!((live.status, live.body.as_str()), (204, ""));
}

/// A browser adds no token by itself, so that a program may say that it comes from wherever it is.
async fn programs_of_other_sites_are_no_forgers(app: TestApp) {
    let server = app.serve().await;
    let _owner: Browser = server.owner().await;
    let program = Program::of_owner(&app, &server).await;
    let request = program
        .request(Method::POST, "/api/numbers/compare")
        .header("origin", "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site");
    let answer = program.send("from another site", request).await;
    // Nothing is connected: the request got as far as that.
    assert_eq!((answer.status, code(&answer).as_str()), (409, "not_connected"));
}

async fn what_cannot_be_read_is_refused_with_its_reason(app: TestApp) {
    let server = app.serve().await;
    let _owner: Browser = server.owner().await;
    let program = Program::of_owner(&app, &server).await;
    for (method, path, status, expected) in [
        (Method::GET, "/api/nothing", 404, "not_found"),
        (Method::GET, "/api/numbers/mine", 404, "not_found"),
        (Method::GET, "/api/operations/0190a5e2-7c1b-7def-8123-0123456789ab", 404, "not_found"),
        (Method::PUT, "/api/numbers", 405, "wrong_method"),
        (Method::GET, "/api/numbers?page=2", 400, "query"),
        (Method::GET, "/api/numbers?show=all", 400, "query"),
        (Method::GET, "/api/numbers?search=%00", 400, "query"),
        (Method::GET, "/api/operations?after=1", 400, "query"),
        (Method::POST, "/api/numbers/compare?wait=31", 400, "query"),
        (Method::POST, "/api/numbers/compare?waits=3", 400, "query"),
        (Method::GET, "/api/services?page=2", 400, "query"),
        (Method::GET, "/api/agents/0190a5e2-7c1b-7def-8123-0123456789ab?wait=3", 400, "query"),
        (Method::POST, "/api/numbers", 415, "media_type"),
    ] {
        let answer = program.ask(method.clone(), path, None).await;
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected), "{method} {path}");
    }
    assert_eq!(program.get("/api/services?").await.status, 200);
    for (body, status, expected) in [
        (json!({}), 400, "body"),
        (json!({ "number": 3 }), 400, "body"),
        (json!({ "number": "+1\u{0}" }), 400, "body"),
        (json!({ "number": "+14153100001", "colour": "red" }), 400, "body"),
        (json!({ "number": "four" }), 422, "invalid"),
    ] {
        let answer = program.ask(Method::POST, "/api/numbers", Some(&body)).await;
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected), "{body}");
    }
    let invalid = program.ask(Method::POST, "/api/numbers", Some(&json!({ "number": "four" }))).await;
    assert_eq!(invalid.json::<serde_json::Value>()["field"], "number");
    let other = json!({ "provider": "vapi", "key": "x" });
    let other = program.ask(Method::PUT, "/api/integrations/twilio", Some(&other)).await;
    assert_eq!((other.status, code(&other).as_str()), (422, "other_provider"));
}

async fn a_token_does_what_its_scopes_say(app: TestApp) {
    let server = app.serve().await;
    let _owner: Browser = server.owner().await;
    let org = app.text("SELECT id FROM orgs", &[]).await;
    let user = app.text("SELECT id FROM users", &[]).await;
    let reader = Program::of(&app, &server, &org, &user, &[Scope::NumbersRead]).await;
    assert_eq!(reader.get("/api/numbers").await.status, 200);
    let refused = reader.get("/api/operations").await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    code(&refused);
    let import = json!({ "number": "+14153100001" });
    assert_eq!(reader.ask(Method::POST, "/api/numbers", Some(&import)).await.status, 403);
    assert_eq!(app.count("operations", &[]).await, 0);
}

both_engines!(
    a_request_without_a_token_is_told_so_in_its_language,
    no_cookie_works_here_and_no_token_on_the_pages,
    programs_of_other_sites_are_no_forgers,
    what_cannot_be_read_is_refused_with_its_reason,
    a_token_does_what_its_scopes_say,
);
