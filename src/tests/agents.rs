//! Agents and their assistants at Vapi.

use ava::{
    domain::{
        agent::SyncState,
        operation::OperationState,
        problem::Kind,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::agents::{
        repo,
        service::{create, list, update},
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent, agent_form, connect_vapi, make_agent, overview, owner, prepared, ready},
    sandbox::{NUMBER, VAPI_KEY},
};

async fn at_vapi(app: &TestApp, id: &str) -> Value {
    app.sandbox.vapi(Method::GET, &format!("/assistant/{id}"), VAPI_KEY, json!({})).await
}

async fn an_agent_is_made_at_vapi_once(app: TestApp) {
    let cx = owner(&app).await;
    let id = make_agent(&cx).await;
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::Pending, "Vapi is not connected yet");
    connect_vapi(&cx).await;
    app.settle().await;
    let view = agent(&cx, &id).await;
    assert_eq!(view.sync, SyncState::InStep);
    let assistants = app.sandbox.assistants().await;
    assert_eq!(assistants.len(), 1);
    assert_eq!(Some(&assistants[0].id), view.vapi_assistant_id.as_ref());
    update(&cx, id.clone(), &agent_form("Front desk"), view.version).await.unwrap();
    app.settle().await;
    let assistants = app.sandbox.assistants().await;
    assert_eq!((assistants.len(), assistants[0].name.as_deref()), (1, Some("Front desk")));
}

async fn a_save_over_somebody_elses_is_refused(app: TestApp) {
    let cx = owner(&app).await;
    let id = make_agent(&cx).await;
    update(&cx, id.clone(), &agent_form("First"), 1).await.unwrap();
    let stale = update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap_err();
    assert_eq!(stale.kind, Kind::Stale);
    assert_eq!(agent(&cx, &id).await.spec.name, "First");
}

async fn lesson_26_vapi_gets_what_was_committed_and_nothing_older(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let hold = NewFault {
        method: Some("PATCH".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&hold).await;
    update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap();
    let save_meanwhile = async {
        app.sandbox.held().await;
        update(&cx, id.clone(), &agent_form("Third"), 2).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), save_meanwhile);
    app.settle().await;
    let assistants = app.sandbox.assistants().await;
    assert_eq!((assistants.len(), assistants[0].name.as_deref()), (1, Some("Third")));
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version), (SyncState::InStep, 3));
}

async fn a_failure_of_an_older_version_is_not_one_of_the_newer(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    let mut tx = app.services.db.write(cx.scope()).await.unwrap();
    assert!(!repo::sync_failed(&mut tx, &cx.org, &id, Some(0)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(agent(&cx, &id).await.sync, SyncState::InStep);

    let hold = NewFault {
        method: Some("PATCH".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&hold).await;
    update(&cx, id.clone(), &agent_form("Second"), 1).await.unwrap();
    let before = app.sandbox.last_seq().await;
    let meanwhile = async {
        app.sandbox.held().await;
        update(&cx, id.clone(), &agent_form("Third"), 2).await.unwrap();
        app.sandbox.delete_assistant(&assistant).await;
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), meanwhile);
    let pushed = app.sandbox.calls_after(before).await;
    assert_eq!(pushed.iter().filter(|call| call.method == "PATCH").count(), 2, "the newer one is tried too");
    let view = agent(&cx, &id).await;
    assert_eq!((view.sync, view.version), (SyncState::Failed, 3));
    assert_eq!(app.state(&cx, &view.operation.unwrap()).await, OperationState::Failed);
}

async fn lesson_27_a_field_can_be_cleared(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    assert_eq!(at_vapi(&app, &assistant).await["firstMessage"], "Good morning, Lakeside Clinic.");
    let mut form = agent_form("Reception");
    form.greeting = String::new();
    form.speaks_first = "caller".into();
    update(&cx, id.clone(), &form, 1).await.unwrap();
    app.settle().await;
    let greeting = at_vapi(&app, &assistant).await["firstMessage"].clone();
    assert!(greeting.is_null() || greeting == "", "{greeting}");
    assert_eq!(agent(&cx, &id).await.spec.greeting, "");
}

async fn lesson_25_a_deleted_assistant_is_not_made_again_behind_its_back(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    app.sandbox.delete_assistant(&assistant).await;
    update(&cx, id.clone(), &agent_form("Reception 2"), 1).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.assistants().await.is_empty());
    let view = agent(&cx, &id).await;
    assert_eq!(view.sync, SyncState::Failed);
    let operation = app.operation(&cx, &view.operation.unwrap()).await;
    assert_eq!(operation.steps[0].problem.as_ref().unwrap().code(), "gone_at_provider");
    assert!(operation.can_retry);
}

async fn lesson_20_saved_is_not_called_synced_before_vapi_has_it(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let down = NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable);
    app.sandbox.inject(&NewFault { remaining: 1000, ..down }).await;
    update(&cx, id.clone(), &agent_form("Front desk"), 1).await.unwrap();
    app.run_due().await;
    let view = agent(&cx, &id).await;
    assert_eq!((view.spec.name.as_str(), view.sync), ("Front desk", SyncState::Pending));
    assert!(!overview(&cx).await.agents[0].in_step);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(agent(&cx, &id).await.sync, SyncState::InStep);
    assert!(overview(&cx).await.agents[0].in_step);
}

async fn lesson_24_syncing_an_agent_binds_no_number(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Somebody").await;
    let number = app.sandbox.at_vapi(NUMBER).await.remove(0);
    let path = format!("/phone-number/{}", number.id);
    app.sandbox.vapi(Method::PATCH, &path, VAPI_KEY, json!({ "assistantId": theirs })).await;
    update(&cx, id, &agent_form("Renamed"), 1).await.unwrap();
    create(&cx, &agent_form("Another")).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
}

async fn a_refused_form_saves_nothing(app: TestApp) {
    let cx = owner(&app).await;
    for name in ["", "\u{7}", &"x".repeat(41)] {
        assert!(create(&cx, &agent_form(name)).await.is_err(), "{name:?}");
    }
    assert!(list(&cx).await.unwrap().agents.is_empty());
    assert_eq!(app.count("operations", &[]).await, 0);
    assert!(overview(&cx).await.agents.is_empty());
}

both_engines!(
    an_agent_is_made_at_vapi_once,
    a_save_over_somebody_elses_is_refused,
    lesson_26_vapi_gets_what_was_committed_and_nothing_older,
    a_failure_of_an_older_version_is_not_one_of_the_newer,
    lesson_27_a_field_can_be_cleared,
    lesson_25_a_deleted_assistant_is_not_made_again_behind_its_back,
    lesson_20_saved_is_not_called_synced_before_vapi_has_it,
    lesson_24_syncing_an_agent_binds_no_number,
    a_refused_form_saves_nothing,
);
