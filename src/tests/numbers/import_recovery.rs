//! Imports in trouble, each kind with a story of its own.

use std::time::Duration;

use ava::{
    domain::{
        operation::{ImportOutcome, OperationState, WaitingFor},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{integrations::service::save, numbers, operations::service},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    app::Database,
    calls::Target,
    faults::{journey::Journey, lasting, trouble::Disturbed},
    people::{overview, twilio_form, vapi_form},
    sandbox::{NUMBER, Sandbox, VAPI_KEY},
};

#[tokio::test]
async fn lesson_22_an_import_that_cannot_be_proved_says_so_and_is_not_done() {
    let run = Journey::Import.start(Database::Sqlite).await;
    let hold = NewFault {
        path_contains: Some("/phone-number/".into()),
        method: Some("GET".into()),
        ..lasting(SandboxProvider::Vapi, FaultKind::Unavailable)
    };
    run.app.sandbox.inject(&hold).await;
    run.app.run_due().await;
    run.app.sandbox.clear().await;
    let number = run.app.sandbox.at_vapi(NUMBER).await.remove(0);
    let path = format!("/phone-number/{}", number.id);
    run.app.sandbox.vapi(Method::PATCH, &path, VAPI_KEY, json!({ "assistantId": null })).await;
    run.app.settle().await;
    let view = run.view().await;
    assert_eq!(view.state, OperationState::Failed);
    assert_eq!(view.steps.last().unwrap().problem.as_ref().unwrap().code(), "not_proved");
    assert!(view.can_retry && view.outcome == Some(ImportOutcome::Imported));
    assert!(overview(&run.cx).await.numbers[0].proved_at.is_none());
    let again = service::retry(&run.cx, run.operation()).await.unwrap();
    run.app.settle().await;
    assert_eq!(run.app.state(&run.cx, &again).await, OperationState::Done, "a retry binds it again");
    let assistant = run.assert_one_assistant("retried").await;
    Sandbox::assert_answers(&run.app.sandbox.snapshot().await, NUMBER, &assistant);
}

#[tokio::test]
async fn lesson_35_a_number_whose_import_was_not_answered_is_found_again() {
    let run = Journey::Import.start(Database::Sqlite).await;
    let post = Target {
        provider: SandboxProvider::Vapi,
        method: "POST".into(),
        path: "/phone-number".into(),
        nth: 0,
    };
    run.app.sandbox.inject(&post.fault(FaultKind::HoldAfter)).await;
    run.app.run_due().await;
    assert_eq!(run.app.sandbox.at_vapi(NUMBER).await.len(), 1, "it is live, and nobody was told");
    assert_eq!(run.view().await.state, OperationState::Retrying);
    run.to_the_end().await;
    run.assert_ended_right(Journey::Import, "after a lost answer").await;
    let calls = run.app.sandbox.calls_after(run.since).await;
    assert_eq!(calls.iter().filter(|call| call.method == "POST").count(), 1, "not asked for twice");
}

#[tokio::test]
async fn lesson_24_a_number_whose_import_was_not_answered_can_lose_its_agent() {
    let run = Journey::Import.start(Database::Sqlite).await;
    let post = Target {
        provider: SandboxProvider::Vapi,
        method: "POST".into(),
        path: "/phone-number".into(),
        nth: 0,
    };
    run.app.sandbox.inject(&post.fault(FaultKind::HoldAfter)).await;
    run.app.run_due().await;
    assert!(run.app.sandbox.at_vapi(NUMBER).await[0].assistant_id.is_some(), "bound, and nobody was told");
    let number = overview(&run.cx).await.numbers.remove(0).id;
    numbers::service::unassign(&run.cx, number.clone()).await.unwrap();
    run.app.settle().await;
    assert_eq!(run.app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    let again = numbers::service::assign(&run.cx, number, run.agent.clone()).await.unwrap();
    run.app.settle().await;
    assert_eq!(run.app.state(&run.cx, &again).await, OperationState::Done);
    let assistant = run.assert_one_assistant("assigned again").await;
    Sandbox::assert_answers(&run.app.sandbox.snapshot().await, NUMBER, &assistant);
}

#[tokio::test]
async fn a_key_can_be_replaced_while_its_provider_is_down() {
    let run = Journey::Import.start(Database::Sqlite).await;
    run.app.sandbox.inject(&NewFault::next_call(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    run.app.run_due().await;
    let down = |provider| lasting(provider, FaultKind::Unavailable);
    run.app.sandbox.inject(&down(SandboxProvider::Twilio)).await;
    save(&run.cx, &twilio_form()).await.unwrap();
    run.app.sandbox.clear().await;
    run.app.clock.advance(Duration::from_secs(60));
    run.app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    run.app.settle().await;
    assert_eq!(run.view().await.waiting_for, Some(WaitingFor::Provider(Provider::Vapi)));
    run.app.sandbox.inject(&down(SandboxProvider::Vapi)).await;
    save(&run.cx, &vapi_form(VAPI_KEY)).await.unwrap();
    run.app.sandbox.clear().await;
    run.app.settle().await;
    run.assert_ended_right(Journey::Import, "after two outages").await;
}
