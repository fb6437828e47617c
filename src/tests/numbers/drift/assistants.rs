//! A change that somebody makes to an assistant at Vapi is noticed by the comparison,
//! with or without a number that it answers.

use ava::{
    domain::{
        agent::{ConflictForm, SyncState},
        operation::{OperationKind, OperationState},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::{
            decisions::{conflict, decide},
            service::{create, update},
        },
        numbers::{answering_agents::remake, drift::compare},
    },
};
use reqwest::Method;
use serde_json::json;

use super::hands::{assistant, found};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent, agent_form, overview, prepared, ready},
    sandbox::VAPI_KEY,
};

const THEIR_GREETING: &str = "Lakeside, what do you want?";

async fn greets(app: &TestApp, assistant: &str, greeting: &str) {
    let path = format!("/assistant/{assistant}");
    app.sandbox.vapi(Method::PATCH, &path, VAPI_KEY, json!({ "firstMessage": greeting })).await;
}

async fn lesson_25_an_assistant_that_was_deleted_at_vapi_is_noticed_without_a_push(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let former = assistant(&cx, &id).await;
    app.sandbox.delete_assistant(&former).await;
    let before = app.sandbox.last_seq().await;
    assert!(found(&app, &cx).await.is_empty(), "no number differs");
    let calls = app.sandbox.calls_after(before).await;
    assert!(calls.iter().all(|call| call.method == "GET"), "it is not made again by itself");
    let view = agent(&cx, &id).await;
    assert_eq!(
        (view.sync, view.problem.map(|problem| problem.code())),
        (SyncState::Gone, Some("gone_at_provider"))
    );
    assert!(!overview(&cx).await.agents[0].synced);
    remake(&cx, id.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced);
    assert_ne!(assistant(&cx, &id).await, former);
}

async fn an_assistant_that_was_changed_at_vapi_waits_for_a_decision_without_a_push(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let there = assistant(&cx, &id).await;
    greets(&app, &there, THEIR_GREETING).await;
    assert!(found(&app, &cx).await.is_empty());
    let view = agent(&cx, &id).await;
    assert_eq!(
        (view.sync, view.problem.map(|problem| problem.code())),
        (SyncState::Conflict, Some("changed_at_vapi"))
    );
    let shown = conflict(&cx, id.clone()).await.unwrap();
    assert_eq!((shown.theirs.greeting.as_str(), shown.differences.len()), (THEIR_GREETING, 1));
    assert!(overview(&cx).await.numbers[0].answers(), "it answers all the same");
    let theirs = ConflictForm { keep: ConflictForm::THEIRS.into(), ..ConflictForm::default() };
    decide(&cx, id.clone(), &theirs, view.version).await.unwrap();
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.spec.greeting.as_str()), (SyncState::Synced, THEIR_GREETING));
    found(&app, &cx).await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Synced, "nothing differs any more");
}

async fn an_agent_that_changes_here_meanwhile_is_not_judged(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    greets(&app, &assistant(&cx, &id).await, THEIR_GREETING).await;
    let hold = NewFault {
        path_contains: Some("IncomingPhoneNumbers".into()),
        ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&hold).await;
    let operation = compare(&cx).await.unwrap();
    let engine = app.engine.clone();
    app.clock.advance(std::time::Duration::from_secs(1));
    let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    update(&cx, id.clone(), &agent_form("Front desk"), 1).await.unwrap();
    app.sandbox.release().await;
    working.await.unwrap();
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    app.settle().await;
    // The mirroring that was under way met the change.
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version), (SyncState::Conflict, 2));
    let sync = app.operation(&cx, &view.operation.unwrap()).await;
    assert_eq!((sync.kind, sync.state), (OperationKind::SyncAgent, OperationState::Waiting));
}

async fn lesson_41_assistants_are_read_to_the_end_of_their_list(app: TestApp) {
    let (cx, first) = prepared(&app).await;
    for nth in 0..120 {
        app.sandbox.assistant_by_hand(VAPI_KEY, &format!("Theirs {nth}")).await;
    }
    let last = create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let before = app.sandbox.last_seq().await;
    found(&app, &cx).await;
    let calls = app.sandbox.calls_after(before).await;
    let of_assistants: Vec<_> = calls.iter().filter(|call| call.path.contains("assistant")).collect();
    assert_eq!(of_assistants.len(), 2, "two pages, and none alone: {of_assistants:?}");
    for id in [&first, &last] {
        assert_eq!(agent(&cx, id).await.sync, SyncState::Synced);
    }
}

both_engines!(
    lesson_25_an_assistant_that_was_deleted_at_vapi_is_noticed_without_a_push,
    an_assistant_that_was_changed_at_vapi_waits_for_a_decision_without_a_push,
    an_agent_that_changes_here_meanwhile_is_not_judged,
    lesson_41_assistants_are_read_to_the_end_of_their_list,
);
