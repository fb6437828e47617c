//! The API for programs: who gets in, what is done once, and the jobs of the pages.

mod document;
mod entrance;
mod idempotency;
mod jobs;
mod limits;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    browser::Answer,
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

/// What a request answers that must succeed.
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
