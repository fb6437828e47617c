//! Two people on one agent: both here, or one of them at Vapi's console.

use ava::{
    domain::{
        agent::{AgentForm, ConflictForm, Facet, SyncState},
        ids::AgentId,
        operation::{OperationState, WaitingFor},
        problem::{Field, ProblemKind},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::{
            decisions::{conflict, decide},
            service::update,
            sync,
        },
        cx::Cx,
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    people::{agent, agent_form, prepared},
    sandbox::VAPI_KEY,
};

const THEIR_GREETING: &str = "Good day from the console.";

async fn assistant(app: &TestApp, cx: &Cx, id: &AgentId) -> Value {
    at_vapi(app, Method::GET, cx, id, json!({})).await
}

async fn change_at_vapi(app: &TestApp, cx: &Cx, id: &AgentId, change: Value) {
    at_vapi(app, Method::PATCH, cx, id, change).await;
}

async fn at_vapi(app: &TestApp, method: Method, cx: &Cx, id: &AgentId, body: Value) -> Value {
    let assistant = agent(cx, id).await.vapi_assistant_id.unwrap();
    app.sandbox.vapi(method, &format!("/assistant/{assistant}"), VAPI_KEY, body).await
}

/// An agent that was renamed here to "Desk", and that got another greeting and a tool at Vapi.
async fn contradicting(app: &TestApp) -> (Cx, AgentId) {
    let (cx, id) = prepared(app).await;
    let mut model = assistant(app, &cx, &id).await["model"].clone();
    model["toolIds"] = json!(["tool-1"]);
    change_at_vapi(app, &cx, &id, json!({ "firstMessage": THEIR_GREETING, "model": model })).await;
    update(&cx, id.clone(), &agent_form("Desk"), 1).await.unwrap();
    app.settle().await;
    (cx, id)
}

fn all(side: &str) -> ConflictForm {
    ConflictForm { keep: side.to_owned(), ..ConflictForm::default() }
}

async fn what_somebody_changed_at_vapi_waits_for_a_decision(app: TestApp) {
    let (cx, id) = contradicting(&app).await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.spec.name.as_str()), (SyncState::Conflict, "Desk"));
    assert_eq!(view.problem.unwrap().code(), "changed_at_vapi");
    let operation = app.operation(&cx, &view.operation.unwrap()).await;
    assert_eq!(
        (operation.state, operation.waiting_for),
        (OperationState::Waiting, Some(WaitingFor::Conflict))
    );
    let there = assistant(&app, &cx, &id).await;
    assert_eq!((&there["name"], &there["firstMessage"]), (&json!("Reception"), &json!(THEIR_GREETING)));
    let shown = conflict(&cx, id.clone()).await.unwrap();
    let facets: Vec<Facet> = shown.differences.iter().map(|difference| difference.facet).collect();
    assert_eq!(facets, [Facet::Name, Facet::Greeting]);
    assert!(shown.differences.iter().all(|difference| difference.takeable));
    // Another save does not end the conflict.
    update(&cx, id.clone(), &agent_form("Front desk"), 2).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Conflict);
    assert_eq!(assistant(&app, &cx, &id).await["firstMessage"], THEIR_GREETING);
}

async fn ours_can_be_kept(app: TestApp) {
    let (cx, id) = contradicting(&app).await;
    decide(&cx, id.clone(), &all("ours"), 2).await.unwrap();
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version, view.problem), (SyncState::Synced, 3, None));
    let there = assistant(&app, &cx, &id).await;
    assert_eq!((&there["name"], &there["firstMessage"]), (&json!("Desk"), &json!(view.spec.greeting)));
    assert_eq!(there["model"]["toolIds"], json!(["tool-1"]), "what AVA does not set stays");
    assert_eq!(app.count("audit_log WHERE action = 'conflict_decided'", &[]).await, 1);
}

async fn theirs_can_be_taken(app: TestApp) {
    let (cx, id) = contradicting(&app).await;
    decide(&cx, id.clone(), &all("theirs"), 2).await.unwrap();
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.spec.name.as_str(), view.spec.greeting.as_str()), ("Reception", THEIR_GREETING));
    assert_eq!(view.sync, SyncState::Synced);
    assert_eq!(assistant(&app, &cx, &id).await["name"], "Reception");
    assert!(conflict(&cx, id).await.unwrap().differences.is_empty());
}

async fn each_field_can_be_decided_by_itself(app: TestApp) {
    let (cx, id) = contradicting(&app).await;
    let mut choice = all("chosen");
    choice.sides.insert("greeting".into(), "theirs".into());
    choice.sides.insert("name".into(), "ours".into());
    assert_eq!(decide(&cx, id.clone(), &choice, 1).await.unwrap_err().kind, ProblemKind::Stale);
    decide(&cx, id.clone(), &choice, 2).await.unwrap();
    assert_eq!(
        decide(&cx, id.clone(), &choice, 3).await.unwrap_err().kind,
        ProblemKind::Stale,
        "decided already"
    );
    app.settle().await;
    let there = assistant(&app, &cx, &id).await;
    assert_eq!((&there["name"], &there["firstMessage"]), (&json!("Desk"), &json!(THEIR_GREETING)));
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
}

async fn a_change_after_the_decision_is_another_conflict(app: TestApp) {
    let (cx, id) = contradicting(&app).await;
    change_at_vapi(&app, &cx, &id, json!({ "firstMessage": "And once more." })).await;
    decide(&cx, id.clone(), &all("ours"), 2).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Conflict);
    assert_eq!(conflict(&cx, id.clone()).await.unwrap().theirs.greeting, "And once more.");
    decide(&cx, id.clone(), &all("ours"), 3).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
}

async fn what_ava_does_not_offer_cannot_be_taken(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let model = json!({ "provider": "anthropic", "model": "claude-3-opus-20240229" });
    change_at_vapi(&app, &cx, &id, json!({ "model": model })).await;
    update(&cx, id.clone(), &agent_form("Desk"), 1).await.unwrap();
    app.settle().await;
    let shown = conflict(&cx, id.clone()).await.unwrap();
    let model = shown.differences.iter().find(|difference| difference.facet == Facet::Model).unwrap();
    assert!(!model.takeable);
    let refused = decide(&cx, id.clone(), &all("theirs"), 2).await.unwrap_err();
    assert!(matches!(refused.field, Some(Field::Model | Field::Instructions)), "{refused:?}");
    decide(&cx, id.clone(), &all("ours"), 2).await.unwrap();
    app.settle().await;
    assert_eq!(assistant(&app, &cx, &id).await["model"]["provider"], "openai");
}

async fn what_ava_sent_itself_is_no_conflict(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap();
    // The push arrived, and its worker was killed before it had the answer.
    let there = AgentForm::from(&agent_form("Reception").parse().unwrap());
    let sent = AgentForm::from(&agent_form("Second").parse().unwrap());
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    sync::sending(&mut tx, &id, &there, &sent).await.unwrap();
    tx.commit().await.unwrap();
    change_at_vapi(&app, &cx, &id, json!({ "name": "Second" })).await;
    update(&cx, id.clone(), &agent_form("Third"), 2).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
    assert_eq!(assistant(&app, &cx, &id).await["name"], "Third");
}

async fn the_first_push_after_an_upgrade_is_ours(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    app.execute("UPDATE agents SET synced_spec = NULL", &[]).await;
    change_at_vapi(&app, &cx, &id, json!({ "firstMessage": THEIR_GREETING })).await;
    update(&cx, id.clone(), &agent_form("Desk"), 1).await.unwrap();
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!(view.sync, SyncState::Synced);
    assert_eq!(assistant(&app, &cx, &id).await["firstMessage"], json!(view.spec.greeting));
}

async fn a_newer_version_that_agrees_is_no_conflict(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let hold = NewFault {
        method: Some("GET".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap();
    change_at_vapi(&app, &cx, &id, json!({ "name": "Third" })).await;
    app.sandbox.inject(&hold).await;
    let save_meanwhile = async {
        app.sandbox.held().await;
        update(&cx, id.clone(), &agent_form("Third"), 2).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), save_meanwhile);
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version), (SyncState::Synced, 3));
}

fn fields<'a>(id: &'a str, version: &'a str, name: &'a str, greeting: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("version", version),
        ("form[name]", name),
        ("form[greeting]", greeting),
        ("form[speaks_first]", "agent"),
        ("form[instructions]", "Book appointments."),
        ("form[language]", "en"),
        ("form[voice]", "vapi:Elliot"),
        ("form[model]", "gpt-4.1-mini"),
        ("form[temperature]", "0.7"),
        ("form[max_duration]", "10"),
    ]
}

async fn the_second_of_two_editors_sees_both_versions_and_loses_nothing(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let id = browser.make_agent("Reception", "Book appointments.", "Good morning.").await;
    let path = format!("/dashboard/agents/{id}");
    let first =
        browser.form(&path, "agents/update", &fields(&id, "1", "Reception", "The first one’s.")).await;
    assert_eq!(first.status, 302, "{}", first.body);
    browser.page(&path).await;
    browser.form(&path, "agents/update", &fields(&id, "1", "Desk", "The second one’s.")).await;
    let page = browser.page(&path).await.body;
    assert!(page.contains("Saved meanwhile by Person") && page.contains("The first one’s."), "{page}");
    assert!(page.contains("The second one’s.") && page.contains("value=\"Desk\""), "what was typed stays");
    assert!(page.contains("Save mine over it"));
    assert!(page.contains("name=\"version\" value=\"2\""), "{page}");
    // A form that is refused for another reason keeps the version that it shows.
    browser.form(&path, "agents/update", &fields(&id, "1", "", "The second one’s.")).await;
    let page = browser.page(&path).await.body;
    assert!(page.contains("name=\"version\" value=\"1\""), "{page}");
    browser.form(&path, "agents/update", &fields(&id, "2", "Desk", "The second one’s.")).await;
    let page = browser.page(&path).await.body;
    assert!(page.contains("The second one’s.") && !page.contains("Saved meanwhile"), "{page}");
}

async fn a_conflict_is_decided_on_its_page_without_javascript(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let id = browser.make_agent("Reception", "Book appointments.", "Good morning.").await;
    let wanted = |sync| move |page: &ava::domain::agent::AgentPageView| page.agent.sync == sync;
    let view = browser.until("read/Agent", &[("id", &id)], wanted(SyncState::Synced)).await;
    let there = format!("/assistant/{}", view.agent.vapi_assistant_id.unwrap());
    let change = json!({ "firstMessage": THEIR_GREETING });
    app.sandbox.vapi(Method::PATCH, &there, VAPI_KEY, change).await;
    let path = format!("/dashboard/agents/{id}");
    browser.form(&path, "agents/update", &fields(&id, "1", "Desk", "Good morning.")).await;
    browser.until("read/Agent", &[("id", &id)], wanted(SyncState::Conflict)).await;
    assert!(browser.page(&path).await.body.contains("/conflict\""), "the way to the decision");
    let conflict = format!("{path}/conflict");
    let page = browser.page(&conflict).await.body;
    assert!(page.contains(THEIR_GREETING) && page.contains("Good morning."), "{page}");
    assert!(page.contains("form[sides][greeting]") && page.contains("Take all theirs"), "{page}");
    let choice = [
        ("id", id.as_str()),
        ("version", "2"),
        ("form[sides][greeting]", "theirs"),
        ("form[sides][name]", "ours"),
        ("form[keep]", "chosen"),
    ];
    let decided = browser.form(&conflict, "agents/decide", &choice).await;
    assert_eq!((decided.status, decided.header("location")), (302, path.as_str()), "{}", decided.body);
    let view = browser.until("read/Agent", &[("id", &id)], wanted(SyncState::Synced)).await;
    assert_eq!((view.agent.spec.name.as_str(), view.agent.spec.greeting.as_str()), ("Desk", THEIR_GREETING));
    assert!(browser.page(&conflict).await.body.contains("Nothing to decide"));
    let page = browser.page(&format!("{path}/delete")).await.body;
    assert!(page.contains("Delete Desk?") && page.contains("Its assistant at Vapi is deleted."), "{page}");
    let copied = browser.form(&path, "agents/duplicate", &[("id", &id)]).await;
    assert!(browser.follow(copied.header("location")).await.body.contains("Desk 2"));
    let deleted = browser.form(&path, "agents/delete", &[("id", &id)]).await;
    assert!(deleted.header("location").starts_with("/dashboard/operations/"));
    assert_eq!(browser.page(&path).await.status, 404);
}

both_engines!(
    what_somebody_changed_at_vapi_waits_for_a_decision,
    ours_can_be_kept,
    theirs_can_be_taken,
    each_field_can_be_decided_by_itself,
    a_change_after_the_decision_is_another_conflict,
    what_ava_does_not_offer_cannot_be_taken,
    what_ava_sent_itself_is_no_conflict,
    the_first_push_after_an_upgrade_is_ours,
    a_newer_version_that_agrees_is_no_conflict,
    the_second_of_two_editors_sees_both_versions_and_loses_nothing,
    a_conflict_is_decided_on_its_page_without_javascript,
);
