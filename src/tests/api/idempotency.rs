//! `Idempotency-Key`: what a program asks for twice is done once.

use std::time::Duration;

use ava::server::{
    contacts::imports::service as imports,
    cx::Cx,
    idempotency::{self, Once},
    notifications::service as notifications,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::code;
use crate::support::{
    app::TestApp,
    both_engines,
    browser::{Answer, Server},
    people::{owner, prepared},
    program::Program,
    sandbox::{NUMBER, SECOND_NUMBER},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn program(app: &TestApp, server: &Server, cx: &Cx) -> Program {
    let every = ava::domain::api_token::Scope::ALL;
    Program::of(app, server, cx.org.as_str(), cx.user.as_str(), &every).await
}

async fn import(program: &Program, number: &str, key: &str) -> Answer {
    let request = program
        .request(Method::POST, "/api/numbers")
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(json!({ "number": number }).to_string());
    program.send("import", request).await
}

async fn asked(app: &TestApp) -> usize {
    app.count("audit_log WHERE action = 'import_asked'", &[]).await
}

async fn the_first_answer_is_given_again(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    let first = import(&program, NUMBER, "one").await;
    assert_eq!(first.status, 202, "{}", first.body);
    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(asked(&app).await, 1);
    let again = import(&program, NUMBER, "one").await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!((again.status, &again.body), (202, &first.body));
    for name in ["location", "content-type"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_eq!(asked(&app).await, 1, "nothing is done twice");

    let other = import(&program, SECOND_NUMBER, "one").await;
    assert_eq!((other.status, code(&other).as_str()), (422, "idempotency_key_reused"));
    assert_eq!(asked(&app).await, 1);
    assert_eq!(import(&program, SECOND_NUMBER, "two").await.status, 202);
    for key in ["", "a b", &"k".repeat(256)] {
        let refused = import(&program, NUMBER, key).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "idempotency_key_malformed"), "{key}");
    }
    // Another token has its own keys.
    let another = self::program(&app, &server, &cx).await;
    assert_eq!(import(&another, SECOND_NUMBER, "one").await.header("idempotency-replayed"), "");
}

async fn a_key_holds_for_a_day(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    import(&program, NUMBER, "one").await;
    let hour = Duration::from_secs(3600);
    app.clock.advance(DAY - hour);
    assert_eq!(import(&program, NUMBER, "one").await.header("idempotency-replayed"), "true");
    app.clock.advance(hour + Duration::from_secs(1));
    let other = import(&program, SECOND_NUMBER, "one").await;
    assert_eq!((other.status, other.header("idempotency-replayed")), (202, ""), "{}", other.body);
    let db = &app.services.db;
    assert_eq!(idempotency::sweep(db, app.now()).await.unwrap(), 0);
    assert_eq!(idempotency::sweep(db, app.now() + 24 * 3_600_000 + 1).await.unwrap(), 1);
    assert_eq!(app.count("api_idempotency", &[]).await, 0);
}

/// A request that was refused before anything was done may be put right under the same key.
async fn a_refusal_holds_no_key(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    let refused = import(&program, "four", "one").await;
    assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid"));
    assert_eq!(app.count("api_idempotency", &[]).await, 0);
    let import = import(&program, NUMBER, "one").await;
    assert_eq!((import.status, import.header("idempotency-replayed")), (202, ""));
}

async fn two_at_once_are_one(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    let all = futures::future::join_all((0..8).map(|_| import(&program, NUMBER, "one"))).await;
    for answer in &all {
        match answer.status {
            202 => {}
            409 => {
                assert_eq!(code(answer), "idempotency_key_under_way");
                assert!(!answer.header("retry-after").is_empty());
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    let ids: std::collections::BTreeSet<String> = all
        .iter()
        .filter(|answer| answer.status == 202)
        .map(|answer| answer.json::<Value>()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(asked(&app).await, 1);
}

/// The process died between the commit and the answer.
async fn an_effect_without_an_answer_is_not_done_again(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    import(&program, NUMBER, "one").await;
    let lose = "UPDATE api_idempotency SET status = NULL, headers = NULL, body = NULL, problem = NULL";
    assert_eq!(app.execute(lose, &[]).await, 1);
    let under_way = import(&program, NUMBER, "one").await;
    assert_eq!((under_way.status, code(&under_way).as_str()), (409, "idempotency_key_under_way"));
    app.clock.advance(Duration::from_secs(6 * 60));
    let lost = import(&program, NUMBER, "one").await;
    assert_eq!((lost.status, code(&lost).as_str()), (409, "answer_lost"));
    assert_eq!(asked(&app).await, 1);
}

/// An opening of the stored key, which comes before a check at the provider, is no effect: where that
/// fails, the request may be sent again under its key.
async fn what_is_written_on_the_way_is_no_effect(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program(&app, &server, &cx).await;
    let connect = async |key: &str| {
        let body = json!({ "provider": "twilio", "account_sid": "AC", "auth_token": key });
        let request = program
            .request(Method::PUT, "/api/integrations/twilio")
            .header("content-type", "application/json")
            .header("idempotency-key", "one")
            .body(body.to_string());
        program.send("connect", request).await
    };
    assert_eq!(connect("wrong").await.status, 422);
    let opened = "audit_log WHERE action = 'credential_opened'";
    assert!(app.count(opened, &[]).await > 0);
    assert_eq!(app.count("api_idempotency", &[]).await, 0);
    assert_eq!(connect("wronger").await.header("idempotency-replayed"), "");
}

/// Also what leaves no entry in the log has the key in its transaction, so that it is done once.
async fn what_is_no_deed_takes_the_key_along(app: TestApp) {
    let cx = owner(&app).await;
    let once = |key: &str| {
        let [key, other] = [key, "one"].map(str::to_owned);
        Once::new(cx.org.clone(), other.clone(), key, other.clone(), app.services.random.uuid())
    };
    let keyed = |key: &str| Cx { once: Some(once(key)), ..cx.clone() };
    let held = async || app.count("api_idempotency WHERE status IS NULL", &[]).await;
    let list = imports::bring(&keyed("bring"), b"Ana;+33 1 84 88 00 12").await.unwrap();
    assert_eq!(held().await, 1);
    let twice = imports::bring(&keyed("bring"), b"Ana;+33 1 84 88 00 12").await.unwrap_err();
    assert_eq!(twice.code(), "idempotency_key_under_way");
    assert_eq!((app.count("contact_imports", &[]).await, held().await), (1, 1), "rolled back");
    imports::discard(&keyed("discard"), &list).await.unwrap();
    notifications::read_all(&keyed("read"), &app.services.random.id()).await.unwrap();
    assert_eq!(held().await, 3);
}

both_engines!(
    what_is_no_deed_takes_the_key_along,
    the_first_answer_is_given_again,
    a_key_holds_for_a_day,
    a_refusal_holds_no_key,
    two_at_once_are_one,
    an_effect_without_an_answer_is_not_done_again,
    what_is_written_on_the_way_is_no_effect,
);
