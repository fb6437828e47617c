//! The tools at `/mcp`, called as clients do.

use std::{collections::BTreeSet, time::Duration};

use ava::domain::api_token::Scope;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Server},
    program::Program,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// The last revision whose clients begin with a handshake, and the first without one.
const WITH_HANDSHAKE: &str = "2025-11-25";
const WITHOUT: &str = "2026-07-28";

fn sent(program: &Program, version: &str, method: &str, params: Value) -> RequestBuilder {
    let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let mut request = program
        .request(Method::POST, "/mcp")
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .header("mcp-protocol-version", version)
        .header("mcp-method", method);
    if let Some(name) = body["params"]["name"].as_str() {
        request = request.header("mcp-name", name);
    }
    request.body(body.to_string())
}

async fn asked(program: &Program, method: &str, params: Value) -> Value {
    let answer = program.send(method, sent(program, WITH_HANDSHAKE, method, params)).await;
    assert_eq!(answer.status, 200, "{method}: {}", answer.body);
    let said: Value = answer.json();
    assert_eq!(said["id"], 7, "{said}");
    said
}

/// Calls a tool as a client that cannot ask its person.
async fn call(program: &Program, tool: &str, arguments: Value) -> Value {
    let said = asked(program, "tools/call", json!({ "name": tool, "arguments": arguments })).await;
    assert!(said["error"].is_null(), "{tool}: {said}");
    said["result"].clone()
}

/// Calls a tool, which must succeed; returns its structured content.
async fn done(program: &Program, tool: &str, arguments: Value) -> Value {
    let result = call(program, tool, arguments).await;
    assert_ne!(result["isError"], true, "{tool}: {result}");
    let structured = result["structuredContent"].clone();
    let text = result["content"][0]["text"].as_str().unwrap();
    if !structured.is_null() {
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), structured, "{tool}");
    }
    structured
}

/// The content of an error, which has to be text alone: clients check structured content against the schema of
/// the tool's answers.
fn told(result: &Value) -> Value {
    assert!(result["isError"] == true && result["structuredContent"].is_null(), "{result}");
    serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap()
}

/// The code of the problem that a tool answers with.
async fn refused(program: &Program, tool: &str, arguments: Value) -> String {
    let result = call(program, tool, arguments).await;
    told(&result)["code"].as_str().unwrap_or_default().to_owned()
}

/// The names of all properties that a schema has, however deep.
fn properties(schema: &Value) -> Vec<String> {
    let within: Vec<&Value> = match schema {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    own.chain(within.into_iter().flat_map(properties)).collect()
}

/// An organisation with an agent and a number, and a program of its owner.
pub(super) async fn ready(app: &TestApp, server: &Server) -> (Program, String) {
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let agent = browser.make_agent("Reception", "Book.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let operation = browser.import(NUMBER).await;
    let over = |page: &Value| page["operation"]["state"] == "done";
    let _: Value = browser.until("read/Operation", &[("id", &operation)], over).await;
    (Program::of_owner(app, server).await, agent)
}

/// Opening hours and a service; returns the service.
async fn bookable(program: &Program) -> String {
    let hours =
        json!({ "time_zone": "Europe/Paris", "monday": "9:00–17:00", "lead_time": 1, "days_ahead": 30 });
    let set = program.ask(Method::PUT, "/api/hours", Some(&hours)).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let service = json!({ "name": "Check-up", "length": 30 });
    let made = program.ask(Method::POST, "/api/services", Some(&service)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json::<Value>()["id"].as_str().unwrap().to_owned()
}

/// An appointment, by the tools.
async fn booked(program: &Program, service: &str) -> Value {
    let free = done(program, "appointments_slots", json!({ "service": service, "date": "2026-11-23" })).await;
    let book = json!({ "service": service, "start": free["slots"][0], "name": "Ana Morel" });
    done(program, "appointments_book", book).await
}

async fn lesson_47_a_client_finds_the_tools_that_its_token_may_call(app: TestApp) {
    let server = app.serve().await;
    let (program, _) = ready(&app, &server).await;
    let client = json!({ "name": "test", "version": "1" });
    let hello = json!({ "protocolVersion": WITH_HANDSHAKE, "capabilities": {}, "clientInfo": client });
    let hello = asked(&program, "initialize", hello).await;
    assert_eq!(hello["result"]["protocolVersion"], WITH_HANDSHAKE, "{hello}");
    assert_eq!(hello["result"]["serverInfo"]["name"], "ava");
    assert!(hello["result"]["capabilities"]["tools"].is_object());
    let listed = asked(&program, "tools/list", json!({})).await;
    let tools = listed["result"]["tools"].as_array().unwrap().clone();
    assert!(tools.len() >= 20, "{}", tools.len());
    for tool in &tools {
        let name = tool["name"].as_str().unwrap();
        assert_eq!(tool["inputSchema"]["type"], "object", "{name}");
        // Nothing that is secret is asked for, or promised.
        for (of, schema) in [("input", &tool["inputSchema"]), ("output", &tool["outputSchema"])] {
            let text = schema.to_string();
            for word in ["#/components", "\"format\":\"password\""] {
                assert!(!text.contains(word), "{name}: the {of} has {word}");
            }
            for property in properties(schema) {
                for word in ["password", "secret", "api_key", "token"] {
                    assert!(!property.contains(word), "{name}: the {of} has {property}");
                }
            }
        }
        let needs = tool["inputSchema"]["properties"].get("confirmation").is_some();
        assert_eq!(needs, ["agents_delete", "appointments_cancel"].contains(&name), "{name}");
    }
    let reader = Program::of_owner_with(&app, &server, &[Scope::AgentsRead]).await;
    let listed = asked(&reader, "tools/list", json!({})).await;
    let names: BTreeSet<&str> = listed["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(names, BTreeSet::from(["agents_get", "agents_list"]));
    // What is not listed is refused all the same.
    assert_eq!(refused(&reader, "calls_list", json!({})).await, "scope_missing");
    assert_eq!(app.count("audit_log WHERE action = 'denied'", &[]).await, 0);
}

async fn a_tool_answers_as_the_api_does(app: TestApp) {
    let server = app.serve().await;
    let (program, agent) = ready(&app, &server).await;
    let operation = app.text("SELECT MAX(id) FROM operations", &[]).await;
    let number = app.text("SELECT id FROM phone_numbers", &[]).await;
    for (tool, arguments, path) in [
        ("agents_list", json!({}), "/api/agents".to_owned()),
        ("agents_get", json!({ "id": agent }), format!("/api/agents/{agent}")),
        ("numbers_list", json!({}), "/api/numbers".to_owned()),
        ("numbers_get", json!({ "id": number }), format!("/api/numbers/{number}")),
        ("operations_list", json!({}), "/api/operations".to_owned()),
        ("operations_get", json!({ "id": operation }), format!("/api/operations/{operation}")),
        ("calls_list", json!({}), "/api/calls".to_owned()),
        ("services_list", json!({}), "/api/services".to_owned()),
        ("appointments_list", json!({}), "/api/appointments".to_owned()),
        ("contacts_find", json!({}), "/api/contacts".to_owned()),
    ] {
        let by_tool = done(&program, tool, arguments).await;
        let by_api = program.get(&path).await;
        assert_eq!(by_api.status, 200, "{path}: {}", by_api.body);
        assert_eq!(by_tool, by_api.json::<Value>(), "{tool}");
    }
    let stands = done(&program, "readiness", json!({})).await;
    assert_eq!(stands["numbers"][0]["id"], number, "{stands}");
    // A change is the person's, and written down as one that came by the token.
    let tag = program.get(&format!("/api/agents/{agent}")).await.header("etag").to_owned();
    let written = json!({
        "id": agent, "if_match": tag, "name": "Front desk", "greeting": "Hello", "speaks_first": "agent",
        "instructions": "Book.", "language": "en", "voice": { "provider": "vapi", "id": "Elliot" },
    });
    let changed = call(&program, "agents_update", written.clone()).await;
    assert_ne!(changed["isError"], true, "{changed}");
    assert_eq!(app.text("SELECT name FROM agents", &[]).await, "Front desk");
    assert_eq!(app.count("audit_log WHERE action = 'agent_changed'", &[]).await, 1);
    // The version is an old one by now.
    let again = call(&program, "agents_update", written).await;
    assert_eq!(told(&again)["status"], 412, "{again}");
    // A problem is the API's, in the language of the client.
    let lost = json!({ "name": "agents_get", "arguments": { "id": app.services.random.uuid() } });
    let lost = sent(&program, WITH_HANDSHAKE, "tools/call", lost).header("accept-language", "fr");
    let lost: Value = program.send("tools/call", lost).await.json();
    let lost = told(&lost["result"]);
    assert_eq!(lost["code"], "not_found", "{lost}");
    let sentence = lost["detail"].as_str().unwrap();
    let in_english = program.get(&format!("/api/agents/{}", app.services.random.uuid())).await;
    assert_ne!(sentence, in_english.json::<Value>()["detail"].as_str().unwrap());
    // An invalid call is refused with a reason for the model, or for the client.
    let result = call(&program, "agents_get", json!({ "ids": "x" })).await;
    let says = result["content"][0]["text"].as_str().unwrap();
    assert!(says.starts_with("There is no argument `ids`."), "{says}");
    let unknown = asked(&program, "tools/call", json!({ "name": "orgs_delete", "arguments": {} })).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
}

async fn what_destroys_waits_for_a_confirmation(app: TestApp) {
    let server = app.serve().await;
    let (program, _) = ready(&app, &server).await;
    let service = bookable(&program).await;
    let (first, second) = (booked(&program, &service).await, booked(&program, &service).await);
    let state = async |appointment: &Value| {
        let id = appointment["id"].as_str().unwrap();
        app.text("SELECT state FROM appointments WHERE id = $1", &[id]).await
    };
    let cancel = |appointment: &Value, confirmation: &Value| {
        let mut arguments = json!({ "id": appointment["id"] });
        if !confirmation.is_null() {
            arguments["confirmation"] = confirmation.clone();
        }
        arguments
    };
    let asks = call(&program, "appointments_cancel", cancel(&first, &Value::Null)).await;
    let asks = told(&asks);
    assert_eq!((&asks["code"], &asks["about"]["name"]), (&json!("confirmation_needed"), &json!("Ana Morel")));
    let given = &asks["confirmation"];
    assert_eq!(state(&first).await, "booked");

    // It is good for this call of this token alone, and for a while.
    let other = Program::of_owner(&app, &server).await;
    let forged = json!(format!("{}0", given.as_str().unwrap()));
    let later = given.as_str().unwrap().replacen('1', "2", 1);
    for (program, appointment, confirmation) in [
        (&program, &second, given),
        (&other, &first, given),
        (&program, &first, &forged),
        (&program, &first, &json!(later)),
        (&program, &first, &json!("")),
        (&program, &first, &json!(1)),
    ] {
        let code = refused(program, "appointments_cancel", cancel(appointment, confirmation)).await;
        assert_eq!(code, "confirmation_needed", "{confirmation}");
    }
    app.clock.advance(Duration::from_secs(10 * 60));
    let code = refused(&program, "appointments_cancel", cancel(&first, given)).await;
    assert_eq!(code, "confirmation_needed", "it is over");
    assert_eq!((state(&first).await, state(&second).await), ("booked".to_owned(), "booked".to_owned()));

    let asks = call(&program, "appointments_cancel", cancel(&first, &Value::Null)).await;
    let asks = told(&asks);
    let given = &asks["confirmation"];
    done(&program, "appointments_cancel", cancel(&first, given)).await;
    assert_eq!((state(&first).await, state(&second).await), ("cancelled".to_owned(), "booked".to_owned()));
    // A thing that does not exist is refused before a person is asked.
    let nobody = json!({ "id": app.services.random.uuid() });
    assert_eq!(refused(&program, "appointments_cancel", nobody).await, "not_found");
}

/// Calls a tool as a client that asks its person itself; with its answer, and the state.
async fn ask_first(
    program: &Program,
    tool: &str,
    arguments: &Value,
    answer: Option<(Value, &Value)>,
) -> Answer {
    let mut params = json!({
        "name": tool, "arguments": arguments,
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": WITHOUT,
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        },
    });
    if let Some((answer, state)) = answer {
        params["inputResponses"] = json!({ "confirm": answer });
        params["requestState"] = state.clone();
    }
    program.send(tool, sent(program, WITHOUT, "tools/call", params)).await
}

async fn a_client_that_can_ask_its_person_is_told_to(app: TestApp) {
    let server = app.serve().await;
    let (program, _) = ready(&app, &server).await;
    let service = bookable(&program).await;
    let appointment = booked(&program, &service).await;
    let arguments = json!({ "id": appointment["id"] });
    let state = "SELECT state FROM appointments";
    let asks: Value = ask_first(&program, "appointments_cancel", &arguments, None).await.json();
    let asks = &asks["result"];
    assert_eq!(asks["resultType"], "input_required", "{asks}");
    let question = &asks["inputRequests"]["confirm"];
    assert_eq!(question["method"], "elicitation/create", "{asks}");
    assert!(question["params"]["message"].as_str().unwrap().contains("name: Ana Morel"), "{asks}");
    assert_eq!(question["params"]["requestedSchema"]["required"], json!(["confirm"]), "{asks}");
    let given = &asks["requestState"];
    for (answer, confirmed) in [
        (json!({ "action": "decline" }), given),
        (json!({ "action": "cancel" }), given),
        (json!({ "action": "accept", "content": { "confirm": false } }), given),
        (json!({ "action": "accept", "content": { "confirm": true } }), &json!("1-0")),
    ] {
        let answer = ask_first(&program, "appointments_cancel", &arguments, Some((answer, confirmed))).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(app.text(state, &[]).await, "booked", "{}", answer.body);
    }
    let yes = json!({ "action": "accept", "content": { "confirm": true } });
    let answer = ask_first(&program, "appointments_cancel", &arguments, Some((yes, given))).await;
    assert_eq!(app.text(state, &[]).await, "cancelled", "{}", answer.body);
    // Nothing is asked of what only reads.
    let read: Value = ask_first(&program, "appointments_list", &json!({}), None).await.json();
    assert!(read["result"]["structuredContent"]["items"].is_array(), "{read}");
}

#[tokio::test]
async fn lesson_08_and_42_nobody_calls_a_tool_without_a_token() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let nobody = Program::with(&server, "");
    let list = || sent(&nobody, WITH_HANDSHAKE, "tools/list", json!({}));
    let cookie = format!("sid={}", browser.session().unwrap());
    for request in [list(), list().header("cookie", cookie), list().bearer_auth("ava_guessed")] {
        let answer = nobody.send("/mcp", request).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let program = Program::of_owner(&app, &server).await;
    // There are no sessions, and no stream of the server's own.
    assert_eq!(program.get("/mcp").await.status, 405);
    assert_eq!(program.ask(Method::DELETE, "/mcp", None).await.status, 405);
    let other_site = sent(&program, WITH_HANDSHAKE, "tools/list", json!({}));
    let other_site =
        other_site.header("origin", "https://elsewhere.example").header("sec-fetch-site", "cross-site");
    assert_eq!(program.send("/mcp", other_site).await.status, 403);
    for body in ["", "{", "[]", "{\"jsonrpc\":\"2.0\"}"] {
        let request = program.request(Method::POST, "/mcp").header("content-type", "application/json");
        let request = request.header("accept", "application/json, text/event-stream").body(body);
        let answer = program.send("/mcp", request).await;
        assert!((400..500).contains(&answer.status), "{body}: {} {}", answer.status, answer.body);
    }
}

both_engines!(
    a_client_that_can_ask_its_person_is_told_to,
    a_tool_answers_as_the_api_does,
    lesson_47_a_client_finds_the_tools_that_its_token_may_call,
    what_destroys_waits_for_a_confirmation,
);
