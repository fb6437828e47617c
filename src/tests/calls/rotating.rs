//! Another address for the events of calls.

use ava::{
    domain::{
        agent::HookState,
        ids::AgentId,
        operation::{Action, OperationKind, OperationState, StepKind, StepState},
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::{self, operations::rotate_hook::rotate},
        calls::events,
        cx::Cx,
        integrations::disconnect::disconnect,
        operations::service,
        vapi_hooks,
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{CALL, call, event, target};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent, agent_form, latest, owner, ready},
    sandbox::{ELSEWHERE_URL, VAPI_KEY},
};

async fn urls(app: &TestApp) -> Vec<Value> {
    let there = app.sandbox.vapi(Method::GET, "/assistant", VAPI_KEY, json!({})).await;
    let there = there.as_array().unwrap();
    there.iter().map(|assistant| assistant["server"]["url"].clone()).collect()
}

/// Two agents that are at Vapi.
async fn two(app: &TestApp) -> (Cx, [AgentId; 2]) {
    let (cx, first, _) = ready(app).await;
    let second = agents::service::create(&cx, &agent_form("Desk")).await.unwrap();
    app.settle().await;
    (cx, [first, second])
}

async fn every_assistant_gets_the_new_address_and_the_former_one_ends(app: TestApp) {
    let (cx, ids) = two(&app).await;
    let former = target(&cx).await;
    let operation = rotate(&cx).await.unwrap();
    assert_eq!(rotate(&cx).await.unwrap(), operation, "there is one at a time");
    assert_eq!(app.count("operations WHERE kind = 'rotate_hook'", &[]).await, 1);
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done);
    let told: Vec<_> =
        view.steps.iter().map(|step| (step.kind, step.receipt.as_ref().unwrap().action)).collect();
    assert_eq!(
        told,
        [
            (StepKind::MakeHook, Action::MadeHook),
            (StepKind::TellAssistant, Action::ToldAssistant),
            (StepKind::TellAssistant, Action::ToldAssistant),
            (StepKind::EndHook, Action::EndedHook),
        ]
    );
    let new = target(&cx).await;
    assert!(new.url != former.url && new.secret != former.secret);
    assert_eq!(urls(&app).await, [json!(new.url), json!(new.url)]);
    assert_eq!(app.texts("SELECT nonce FROM hooks", &[]).await, [new.nonce.as_str()]);
    for id in ids {
        assert_eq!(agent(&cx, &id).await.hook, Some(HookState::Set));
    }
    assert_eq!(app.count("audit_log WHERE action = 'hook_rotated'", &[]).await, 1);
}

async fn the_former_address_answers_until_the_last_assistant_has_the_new_one(app: TestApp) {
    let (cx, _) = two(&app).await;
    let former = vapi_hooks::Hook { org: cx.org.clone(), nonce: target(&cx).await.nonce };
    let operation = rotate(&cx).await.unwrap();
    // The second assistant cannot be told yet.
    let fault = NewFault {
        method: Some("PATCH".to_owned()),
        skip: 1,
        remaining: 9,
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)
    };
    app.sandbox.inject(&fault).await;
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    let new = vapi_hooks::Hook { org: cx.org.clone(), nonce: target(&cx).await.nonce };
    assert_ne!(new, former);
    for hook in [&former, &new] {
        let url = vapi_hooks::Target::of(&app.services, &cx.org, &hook.nonce).url;
        let token = &url[url.rfind('/').unwrap() + 1..];
        assert_eq!(vapi_hooks::of_token(&app.services, token).await.unwrap().as_ref(), Some(hook));
    }
    let going = call(CALL, "nobody", "in-progress");
    let body = json!({ "message": event("hang", &going, app.now(), json!({})) }).to_string();
    events::receive(&app.services, &former, body.as_bytes()).await.unwrap();
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_eq!(app.texts("SELECT nonce FROM hooks", &[]).await, [new.nonce]);
}

async fn a_change_of_somebody_elses_is_neither_waited_for_nor_overwritten(app: TestApp) {
    let (cx, [changed, elsewhere]) = two(&app).await;
    let there = app.sandbox.vapi(Method::GET, "/assistant", VAPI_KEY, json!({})).await;
    let of = |name: &str| {
        let all = there.as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (of("Reception"), of("Desk"));
    app.sandbox.set_assistant(&first, json!({ "firstMessage": "Somebody else’s." })).await;
    app.sandbox.set_assistant(&second, json!({ "server": { "url": ELSEWHERE_URL } })).await;
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    let left = view
        .steps
        .iter()
        .filter(|step| step.receipt.as_ref().is_some_and(|receipt| receipt.action == Action::LeftServer));
    assert_eq!(left.count(), 1);
    let after = app.sandbox.vapi(Method::GET, &format!("/assistant/{first}"), VAPI_KEY, json!({})).await;
    assert_eq!(after["firstMessage"], "Somebody else’s.");
    assert_eq!(after["server"]["url"], target(&cx).await.url);
    assert_eq!(urls(&app).await.iter().filter(|url| **url == ELSEWHERE_URL).count(), 1);
    assert_eq!(agent(&cx, &changed).await.hook, Some(HookState::Set));
    assert_eq!(agent(&cx, &elsewhere).await.hook, Some(HookState::Elsewhere));
    assert_eq!(app.count("hooks", &[]).await, 1);
}

async fn an_assistant_that_is_gone_holds_up_nothing(app: TestApp) {
    let (cx, _) = two(&app).await;
    let there = app.sandbox.assistants().await;
    app.sandbox.delete_assistant(&there[0].id).await;
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert_eq!(view.steps.iter().filter(|step| step.state == StepState::Skipped).count(), 1);
    assert_eq!(app.count("hooks", &[]).await, 1);
}

/// The assistant was not there when the steps were planned, and was given the former address.
async fn an_assistant_that_comes_meanwhile_is_told_at_the_end(app: TestApp) {
    let (cx, [first, _]) = two(&app).await;
    let former = target(&cx).await;
    rotate(&cx).await.unwrap();
    app.execute(
        "DELETE FROM operation_steps WHERE kind = 'tell_assistant' AND agent_id = $1",
        &[first.as_str()],
    )
    .await;
    app.settle().await;
    let new = target(&cx).await;
    assert_ne!(new.url, former.url);
    assert_eq!(urls(&app).await, [json!(new.url), json!(new.url)]);
    assert_eq!(app.count("hooks", &[]).await, 1);
}

async fn it_needs_vapi_and_ends_with_it(app: TestApp) {
    let nobody = owner(&app).await;
    assert_eq!(rotate(&nobody).await.unwrap_err().kind, ProblemKind::NotConnected(Provider::Vapi));
    let (cx, _) = two(&app).await;
    let operation = rotate(&cx).await.unwrap();
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Stopped);
    assert_eq!(app.count("hooks", &[]).await, 0);
}

async fn a_rotation_that_failed_is_tried_again_with_the_assistants_there_are(app: TestApp) {
    let (cx, _) = two(&app).await;
    let operation = rotate(&cx).await.unwrap();
    let fault = NewFault {
        method: Some("PATCH".to_owned()),
        remaining: 999,
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)
    };
    app.sandbox.inject(&fault).await;
    app.run_due().await;
    app.execute("UPDATE operations SET retry_until = 0 WHERE kind = 'rotate_hook'", &[]).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Failed);
    app.sandbox.clear().await;
    let again = service::retry(&cx, operation).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert_eq!(latest(&cx, OperationKind::RotateHook).await.id, again);
    assert_eq!(app.count("hooks", &[]).await, 1);
}

both_engines!(
    every_assistant_gets_the_new_address_and_the_former_one_ends,
    the_former_address_answers_until_the_last_assistant_has_the_new_one,
    a_change_of_somebody_elses_is_neither_waited_for_nor_overwritten,
    an_assistant_that_is_gone_holds_up_nothing,
    an_assistant_that_comes_meanwhile_is_told_at_the_end,
    it_needs_vapi_and_ends_with_it,
    a_rotation_that_failed_is_tried_again_with_the_assistants_there_are,
);
