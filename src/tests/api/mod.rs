//! The API for programs: who gets in, what is done once, and the jobs of the pages.

mod agents;
mod appointments;
mod as_on_pages;
mod audit;
mod calls;
mod contacts;
mod coverage;
mod idempotency;
mod jobs;
mod limits;
mod members;
mod middleware;
mod notifications;
mod openapi;
mod tenants;

use std::time::Duration;

use ava::{domain::api_token::Scope, server::cx::Cx};
use reqwest::{
    Method,
    header::{CONTENT_TYPE, IF_MATCH},
};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    browser::{Answer, Server},
    program::Program,
    sandbox::{TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// The code of a problem, whose document must be whole.
#[track_caller]
fn code(answer: &Answer) -> String {
    let problem: Value = answer.json();
    assert_eq!(answer.header("content-type"), "application/problem+json", "{problem}");
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(problem["status"], answer.status);
    assert!(problem["title"].is_string() && problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
    assert_eq!(problem["correlation_id"], answer.header("x-correlation-id"));
    problem["code"].as_str().unwrap().to_owned()
}

/// Sends a request that must succeed, and returns its answer.
async fn done(program: &Program, method: Method, path: &str, body: Value) -> Value {
    let body = Some(body).filter(|body| !body.is_null());
    let answer = program.ask(method.clone(), path, body.as_ref()).await;
    assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.body);
    if answer.status == 202 {
        let operation: Value = answer.json();
        let location = format!("/api/operations/{}", operation["id"].as_str().unwrap());
        assert_eq!(answer.header("location"), location, "{method} {path}");
    }
    assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

/// Asks until the operation is over; returns it.
async fn ended(program: &Program, operation: &Value) -> Value {
    let path = format!("/api/operations/{}", operation["id"].as_str().unwrap());
    let mut last = Value::Null;
    for _ in 0..1200 {
        last = done(program, Method::GET, &path, Value::Null).await;
        if ["done", "failed", "stopped"].contains(&last["state"].as_str().unwrap()) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never ended: {last}");
}

/// Connects the accounts by the API.
async fn connect(program: &Program) {
    let vapi = json!({ "provider": "vapi", "key": VAPI_KEY });
    let vapi = done(program, Method::PUT, "/api/integrations/vapi", vapi).await;
    assert_eq!(vapi["credential"]["status"], "connected", "{vapi}");
    let twilio = json!({ "provider": "twilio", "account_sid": TWILIO_SID, "auth_token": TWILIO_TOKEN });
    let twilio = done(program, Method::PUT, "/api/integrations/twilio", twilio).await;
    assert_eq!(twilio["credential"]["settings"]["account_sid"], TWILIO_SID, "{twilio}");
}

/// A program of somebody, whose token has every scope.
async fn program_of(app: &TestApp, server: &Server, cx: &Cx) -> Program {
    Program::of(app, server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await
}

/// Deletes what is of that version.
async fn deleted(program: &Program, path: &str, version: &str) -> Answer {
    program.send(path, program.request(Method::DELETE, path).header(IF_MATCH, version)).await
}

/// Replaces what is of that version.
async fn replaced(program: &Program, path: &str, version: &str, body: &Value) -> Answer {
    let request = program.request(Method::PUT, path).header(IF_MATCH, version);
    program.send(path, request.header(CONTENT_TYPE, "application/json").body(body.to_string())).await
}

/// The status of what is refused, the code of its problem, and the field.
#[track_caller]
fn refusal(answer: &Answer) -> (u16, String, String) {
    let field = answer.json::<Value>()["field"].as_str().unwrap_or_default().to_owned();
    (answer.status, code(answer), field)
}

/// Reads all pages of a list; returns what they have under a name, and the number of pages.
async fn all_pages(program: &Program, path: &str, name: &str) -> (Vec<Value>, usize) {
    let (mut all, mut pages) = (Vec::new(), 0);
    let mut next = path.to_owned();
    loop {
        let page = done(program, Method::GET, &next, Value::Null).await;
        all.extend(page["items"].as_array().unwrap().iter().map(|item| item[name].clone()));
        pages += 1;
        let Some(after) = page["next"].as_str() else { return (all, pages) };
        let joint = if path.contains('?') { '&' } else { '?' };
        next = format!("{path}{joint}after={after}");
    }
}

/// Asserts that a program of another organisation finds nothing at these addresses.
async fn is_nobodys(stranger: &Program, asked: &[(Method, String, Value)]) {
    for (method, path, body) in asked {
        let body = Some(body).filter(|body| !body.is_null());
        let refused = stranger.ask(method.clone(), path, body).await;
        assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"), "{method} {path}");
    }
}
