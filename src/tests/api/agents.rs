//! Agents by the API.

use std::collections::BTreeSet;

use ava::{
    domain::{api_token::Scope, role::Role},
    server::agents::service,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, deleted, done, ended, is_nobodys, program_of, refusal, replaced};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent_form, colleague, owner, prepared},
    program::Program,
};

fn desk() -> Value {
    json!({
        "name": "Desk", "greeting": "Good morning.", "instructions": "Be brief.", "language": "en",
        "voice": { "provider": "vapi", "id": "Elliot" },
    })
}

async fn one_is_made_replaced_copied_and_deleted(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let made = program.ask(Method::POST, "/api/agents", Some(&desk())).await;
    let agent: Value = made.json();
    let path = format!("/api/agents/{}", agent["id"].as_str().unwrap());
    assert_eq!((made.status, made.header("location")), (201, path.as_str()), "{agent}");
    assert_eq!((&agent["max_duration"], &agent["temperature"]), (&json!(10), &json!(0.7)));
    assert_eq!((&agent["speaks_first"], &agent["numbers"]), (&json!("agent"), &json!([])));
    let read = program.get(&path).await;
    assert_eq!((read.header("etag"), read.header("etag")), (made.header("etag"), "\"1\""));

    // What was read can be sent back, with a change.
    let mut body = desk();
    for name in ["speaks_first", "model", "temperature", "max_duration"] {
        body[name] = agent[name].clone();
    }
    body["name"] = json!("Front desk");
    body["max_duration"] = json!(15);
    let answer = replaced(&program, &path, "\"1\"", &body).await;
    assert_eq!((answer.status, answer.header("etag")), (200, "\"2\""), "{}", answer.body);
    let changed: Value = answer.json();
    assert_eq!((&changed["name"], &changed["max_duration"]), (&json!("Front desk"), &json!(15)));
    for of_another in ["\"1\"", "W/\"2\"", "\"two\""] {
        let refused = replaced(&program, &path, of_another, &desk()).await;
        assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"), "{of_another}");
    }
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["name"], "Front desk");
    let whichever = done(&program, Method::PUT, &path, desk()).await;
    assert_eq!((&whichever["name"], &whichever["version"]), (&json!("Desk"), &json!(3)));

    let copy = done(&program, Method::POST, &format!("{path}/duplicate"), Value::Null).await;
    assert_eq!(copy["name"], "Desk 2");
    let refused = deleted(&program, &path, "\"2\"").await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    let deleted = deleted(&program, &path, "\"3\"").await;
    assert_eq!(deleted.status, 202, "{}", deleted.body);
    let deleted: Value = deleted.json();
    assert_eq!(deleted["kind"], "delete_agent");
    assert_eq!(ended(&program, &deleted).await["state"], "done");
    assert_eq!(program.get(&path).await.status, 404);
}

async fn what_breaks_a_rule_is_told_by_its_field(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    for (name, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(41))),
        ("greeting", json!("")),
        ("instructions", json!("")),
        ("voice", json!({ "provider": "vapi", "id": "" })),
        ("temperature", json!(2.5)),
        ("max_duration", json!(0)),
    ] {
        let mut body = desk();
        body[name] = value.clone();
        let refused = program.ask(Method::POST, "/api/agents", Some(&body)).await;
        assert_eq!(refusal(&refused), (422, "invalid".into(), name.into()), "{value}");
    }
    let mut body = desk();
    (body["name"], body["instructions"]) = (json!(""), json!(""));
    let refused: Value = program.ask(Method::POST, "/api/agents", Some(&body)).await.json();
    assert_eq!((&refused["field"], &refused["also"][0]["field"]), (&json!("name"), &json!("instructions")));
    for (name, value) in [("language", json!("tlh")), ("speaks_first", json!(1)), ("colour", json!("red"))] {
        let mut body = desk();
        body[name] = value;
        let refused = program.ask(Method::POST, "/api/agents", Some(&body)).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "body"), "{name}");
    }
    assert_eq!(app.count("agents", &[]).await, 1);
}

async fn the_list_has_pages_and_a_search(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..30 {
        service::create(&cx, &agent_form(&format!("Agent {nth:02}"))).await.unwrap();
    }
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let (names, pages) = all_pages(&program, "/api/agents", "name").await;
    let different: BTreeSet<&str> = names.iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!((names.len(), different.len(), pages), (30, 30, 2));
    let (found, _) = all_pages(&program, "/api/agents?search=agent%2007", "name").await;
    assert_eq!(found, [json!("Agent 07")]);
    for query in ["after=1", "after=", "before=x", "search=a&search=b"] {
        let refused = program.get(&format!("/api/agents?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
}

async fn they_are_of_one_organisation(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let server = app.serve().await;
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    assert_eq!(all_pages(&stranger, "/api/agents", "id").await, (vec![], 1));
    let path = format!("/api/agents/{id}");
    is_nobodys(
        &stranger,
        &[
            (Method::GET, path.clone(), Value::Null),
            (Method::PUT, path.clone(), desk()),
            (Method::POST, format!("{path}/duplicate"), Value::Null),
            (Method::DELETE, path.clone(), Value::Null),
        ],
    )
    .await;
    let program = program_of(&app, &server, &cx).await;
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["name"], "Reception");
}

async fn a_token_and_its_person_have_to_may_it(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let server = app.serve().await;
    let (org, user) = (cx.org.as_str(), cx.user.as_str());
    let path = format!("/api/agents/{id}");
    let reader = Program::of(&app, &server, org, user, &[Scope::AgentsRead]).await;
    let writer = Program::of(&app, &server, org, user, &[Scope::AgentsWrite]).await;
    let viewer = program_of(&app, &server, &colleague(&app, &cx, Role::Viewer).await).await;
    let writes =
        [(Method::POST, "/api/agents"), (Method::PUT, path.as_str()), (Method::DELETE, path.as_str())];
    for (method, path) in writes {
        let body = Some(desk()).filter(|_| method != Method::DELETE);
        for (program, expected) in [(&reader, "scope_missing"), (&viewer, "forbidden")] {
            let refused = program.ask(method.clone(), path, body.as_ref()).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, expected), "{method} {path}");
        }
    }
    for path in ["/api/agents", &path] {
        let refused = writer.get(path).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "scope_missing"), "{path}");
        done(&reader, Method::GET, path, Value::Null).await;
        done(&viewer, Method::GET, path, Value::Null).await;
    }
    assert_eq!(app.count("agents", &[]).await, 1);
}

both_engines!(
    one_is_made_replaced_copied_and_deleted,
    what_breaks_a_rule_is_told_by_its_field,
    the_list_has_pages_and_a_search,
    they_are_of_one_organisation,
    a_token_and_its_person_have_to_may_it,
);
