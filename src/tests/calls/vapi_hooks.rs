//! The address, its secret, and the assistants that have them.

use std::time::Duration;

use ava::{
    domain::{agent::HookState, ids::AgentId, provider::Provider},
    server::{
        agents::{event_address, service::update},
        cx::Cx,
        integrations::disconnect::disconnect,
        numbers::drift,
        vapi_hooks::Target,
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{CALL, assistant, call, event, target};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{agent, agent_form, connect_vapi, make_agent, owner, ready},
    sandbox::{ELSEWHERE_URL, VAPI_KEY},
};

async fn there(app: &TestApp) -> Value {
    let path = format!("/assistant/{}", assistant(app).await);
    app.sandbox.vapi(Method::GET, &path, VAPI_KEY, json!({})).await
}

/// Saves the agent by another name, which is pushed to its assistant.
async fn renames(app: &TestApp, cx: &Cx, id: &AgentId, name: &str) {
    let version = agent(cx, id).await.version;
    update(cx, id.clone(), &agent_form(name), version).await.unwrap();
    app.settle().await;
}

/// Makes two organisations that Vapi sends events; returns their targets.
async fn two_targets(app: &TestApp) -> [Target; 2] {
    let (cx, ..) = ready(app).await;
    let stranger = owner(app).await;
    connect_vapi(&stranger).await;
    make_agent(&stranger).await;
    app.settle().await;
    [target(&cx).await, target(&stranger).await]
}

async fn every_assistant_is_told_where_to_send_events(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let (target, there) = (target(&cx).await, there(&app).await);
    assert_eq!(there["server"]["url"], target.url);
    assert_eq!(there["server"]["headers"]["x-vapi-secret"], target.secret);
    assert_eq!(there["serverMessages"].as_array().map(Vec::len), Some(5));
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Set));
    assert!(target.url.starts_with(app.services.config.public_url.as_str()));
}

async fn a_server_of_somebody_elses_stays(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let theirs = json!({ "server": { "url": ELSEWHERE_URL }, "serverMessages": ["hang"] });
    app.sandbox.set_assistant(&assistant(&app).await, theirs.clone()).await;
    drift::compare(&cx).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Changed));
    renames(&app, &cx, &id, "Desk").await;
    assert_eq!(there(&app).await["server"], theirs["server"]);
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Elsewhere));

    app.sandbox.set_assistant(&assistant(&app).await, json!({ "server": null })).await;
    renames(&app, &cx, &id, "Reception").await;
    assert_eq!(there(&app).await["server"]["url"], target(&cx).await.url);
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Set));
}

/// An installation that is reached by another name from now on finds its own address by its signature.
async fn an_address_of_a_former_name_is_ours(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let target = target(&cx).await;
    let token = &target.url[target.url.rfind('/').unwrap() + 1..];
    let named = json!({ "server": { "url": format!("https://former.example/hooks/vapi/{token}") } });
    app.sandbox.set_assistant(&assistant(&app).await, named).await;
    renames(&app, &cx, &id, "Desk").await;
    assert_eq!(there(&app).await["server"]["url"], target.url);
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Set));
}

async fn after_vapi_is_disconnected_no_address_answers(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(app.count("hooks", &[]).await, 0);
    app.settle().await;
    assert_eq!(app.count("hooks", &[]).await, 0);
}

async fn assistants_from_before_there_was_an_address_are_told(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    app.sandbox
        .set_assistant(&assistant(&app).await, json!({ "server": null, "serverMessages": null }))
        .await;
    app.execute("UPDATE agents SET hook = NULL, hook_state = NULL", &[]).await;
    app.execute("DELETE FROM hooks", &[]).await;
    assert_eq!(event_address::enqueue_due(&app.services).await.unwrap(), 1);
    assert_eq!(event_address::enqueue_due(&app.services).await.unwrap(), 0, "it is under way");
    app.settle().await;
    assert_eq!(there(&app).await["server"]["url"], target(&cx).await.url);
    assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Set));
    assert_eq!(event_address::enqueue_due(&app.services).await.unwrap(), 0);
}

#[tokio::test]
async fn lesson_45_only_the_address_and_its_secret_are_taken() {
    let app = TestApp::on(Database::Sqlite).await;
    let [mine, theirs] = two_targets(&app).await;
    let server = app.serve().await;
    let visitor = server.visitor();
    let going = call(CALL, &assistant(&app).await, "in-progress");
    let body = json!({ "message": event("hang", &going, app.now(), json!({})) });
    let post = async |url: &str, secret: Option<&str>, body: String| {
        let path = &url[url.find("/hooks/").unwrap()..];
        let mut request =
            visitor.request(Method::POST, path).header("content-type", "application/json").body(body);
        if let Some(secret) = secret {
            request = request.header("X-Vapi-Secret", secret);
        }
        visitor.send(path, request).await.status
    };
    let text = body.to_string();
    let other = format!("{}0", &mine.url[..mine.url.len() - 1]);
    let nobodys = if other == mine.url { format!("{}1", &mine.url[..mine.url.len() - 1]) } else { other };
    for (url, secret) in [
        (&mine.url, None),
        (&mine.url, Some("")),
        (&mine.url, Some(theirs.secret.as_str())),
        (&nobodys, Some(mine.secret.as_str())),
        (&mine.url[..mine.url.len() - 1].to_owned(), Some(mine.secret.as_str())),
    ] {
        assert_eq!(post(url, secret, text.clone()).await, 404, "{url}");
    }
    assert_eq!(app.count("call_events", &[]).await, 0);
    assert_eq!(post(&mine.url, Some(&mine.secret), text.clone()).await, 204);
    for odd in ["", "{", "[]", "\u{0}", r#"{"message":{"type":"hang","x":"\ud800"}}"#] {
        assert_eq!(post(&mine.url, Some(&mine.secret), odd.to_owned()).await, 204, "{odd}");
    }
    // Larger than any form, as the report of a long call is.
    let long = json!({ "message": { "type": "conversation-update", "text": "x".repeat(1024 * 1024) } });
    assert_eq!(post(&mine.url, Some(&mine.secret), long.to_string()).await, 204);
    assert_eq!(post(&nobodys, Some(&mine.secret), long.to_string()).await, 413, "of no hook, it is not read");
    let tools = json!({ "message": event("tool-calls", &going, app.now(), json!({
        "toolCallList": [{ "id": "t-1", "function": { "name": "nothing", "arguments": "{}" } }],
    })) });
    assert_eq!(post(&mine.url, Some(&mine.secret), tools.to_string()).await, 200);
    app.clock.advance(Duration::from_secs(1));
}

#[tokio::test]
async fn lesson_63_what_a_proxy_changes_of_an_event_does_not_matter_and_whose_secret_it_has_does() {
    let app = TestApp::on(Database::Sqlite).await;
    let [mine, theirs] = two_targets(&app).await;
    let server = app.serve().await;
    let visitor = server.visitor();
    let going = call(CALL, &assistant(&app).await, "in-progress");
    let path = &mine.url[mine.url.find("/hooks/").unwrap()..];
    let changed: [&[(&str, &str)]; 4] = [
        &[("x-forwarded-host", "elsewhere.example"), ("x-forwarded-proto", "https")],
        &[("forwarded", "for=192.0.2.7;host=elsewhere.example;proto=http"), ("x-forwarded-for", "nobody")],
        &[("via", "1.1 elsewhere"), ("x-real-ip", "192.0.2.7"), ("accept-encoding", "br")],
        &[("content-type", "text/plain"), ("user-agent", ""), ("x-vapi-signature", "0")],
    ];
    for (secret, status, rows) in [(&mine.secret, 204, 4), (&theirs.secret, 404, 4)] {
        for (headers, nth) in changed.iter().zip(0..) {
            let message = event("hang", &going, app.now() + nth, json!({}));
            let body = serde_json::to_string_pretty(&json!({ "message": message })).unwrap();
            let address = format!("{path}?by=proxy");
            let request = visitor.request(Method::POST, &address).header("X-VAPI-SECRET", secret.as_str());
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            let answer = visitor.send(&address, request.body(body)).await;
            assert_eq!(answer.status, status, "{headers:?}");
        }
        assert_eq!(app.count("call_events", &[]).await, rows);
    }
}

both_engines!(
    every_assistant_is_told_where_to_send_events,
    a_server_of_somebody_elses_stays,
    an_address_of_a_former_name_is_ours,
    after_vapi_is_disconnected_no_address_answers,
    assistants_from_before_there_was_an_address_are_told,
);
