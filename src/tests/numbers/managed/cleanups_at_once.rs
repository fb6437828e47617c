//! Two clean-ups at once of one managed number: Vapi is disconnected and the
//! number released, in whatever order their calls come.

use std::time::Duration;

use ava::{
    domain::{
        ids::OperationId,
        number::NumberState,
        operation::{Action, OperationState, StepKind},
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx, integrations::disconnect::disconnect, numbers::service as numbers, operations::service,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::LASTING,
    managed::{
        assert_billed_is_shown, billed, bought, buy, offer, plant_tokens, release, the_number, without_twilio,
    },
    people::connect_vapi,
    traces::assert_forgotten,
};

fn fault(provider: SandboxProvider, kind: FaultKind, method: &str, path: &str) -> NewFault {
    NewFault {
        method: Some(method.to_owned()),
        path_contains: Some(path.to_owned()),
        ..NewFault::next_call(provider, kind)
    }
}

fn lasting(fault: NewFault) -> NewFault {
    NewFault { remaining: LASTING, ..fault }
}

async fn assert_nothing_left(app: &TestApp, cx: &Cx, operations: &[&OperationId], case: &str) {
    for operation in operations {
        let view = app.operation(cx, operation).await;
        assert_eq!(view.state, OperationState::Done, "{case}: {:?}", view.steps);
        assert!(view.steps.iter().all(|step| step.receipt.is_some()), "{case}: {:?}", view.steps);
    }
    let snapshot = app.sandbox.snapshot().await;
    assert!(snapshot.vapi_numbers.is_empty(), "{case}: {:?}", snapshot.vapi_numbers);
    assert!(snapshot.assistants.is_empty(), "{case}: {:?}", snapshot.assistants);
    assert_eq!(billed(&snapshot), Vec::<String>::new(), "{case}");
    let left = "phone_numbers WHERE state <> 'released' OR released_at IS NULL";
    assert_eq!(app.count(left, &[]).await, 0, "{case}");
    plant_tokens(&app.sandbox).await;
    assert_forgotten(app, case).await;
}

async fn a_number_released_while_vapi_is_being_left_leaves_nothing(app: TestApp) {
    let calls = [
        (SandboxProvider::Vapi, "DELETE", "/phone-number/"),
        (SandboxProvider::Vapi, "GET", "/phone-number?"),
        (SandboxProvider::Twilio, "GET", "/IncomingPhoneNumbers/PN"),
        (SandboxProvider::Vapi, "DELETE", "/assistant/"),
    ];
    for (provider, method, path) in calls {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let app = TestApp::on(app.database).await;
            let case = format!("{method} {path} {kind:?}");
            let cx = without_twilio(&app).await;
            let details = bought(&app, &cx, 0).await;
            app.sandbox.inject(&fault(provider, kind, method, path)).await;
            let left = disconnect(&cx, Provider::Vapi).await.unwrap();
            let engine = app.engine.clone();
            app.clock.advance(Duration::from_secs(1));
            let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
            app.sandbox.held().await;
            let released = release(&cx, &details).await;
            app.run_due().await;
            assert_eq!(
                app.state(&cx, &released).await,
                OperationState::Done,
                "{case}: Vapi holds up nothing"
            );
            assert_billed_is_shown(&app, &case).await;
            app.sandbox.release().await;
            working.await.unwrap();
            app.settle().await;
            assert_nothing_left(&app, &cx, &[&left, &released], &case).await;
        }
    }
}

async fn vapi_left_while_a_number_is_being_released_leaves_nothing(app: TestApp) {
    for (provider, path) in
        [(SandboxProvider::Vapi, "/phone-number/"), (SandboxProvider::Twilio, "/IncomingPhoneNumbers/")]
    {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let app = TestApp::on(app.database).await;
            let case = format!("{path} {kind:?}");
            let cx = without_twilio(&app).await;
            let details = bought(&app, &cx, 0).await;
            app.sandbox.inject(&fault(provider, kind, "DELETE", path)).await;
            let released = release(&cx, &details).await;
            let engine = app.engine.clone();
            app.clock.advance(Duration::from_secs(1));
            let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
            app.sandbox.held().await;
            let left = disconnect(&cx, Provider::Vapi).await.unwrap();
            app.run_due().await;
            assert_billed_is_shown(&app, &case).await;
            app.sandbox.release().await;
            working.await.unwrap();
            app.settle().await;
            assert_nothing_left(&app, &cx, &[&left, &released], &case).await;
        }
    }
}

async fn lesson_31_a_number_is_released_here_once_it_is_at_twilio(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let refusal = fault(SandboxProvider::Twilio, FaultKind::Unavailable, "DELETE", "/IncomingPhoneNumbers/");
    app.sandbox.inject(&lasting(refusal)).await;
    let left = disconnect(&cx, Provider::Vapi).await.unwrap();
    let released = release(&cx, &details).await;
    app.run_due().await;
    assert_eq!(app.state(&cx, &left).await, OperationState::Done);
    assert_eq!(app.state(&cx, &released).await, OperationState::Retrying);
    assert_billed_is_shown(&app, "not released yet").await;
    app.sandbox.clear().await;
    app.settle().await;
    assert_nothing_left(&app, &cx, &[&left, &released], "after the outage").await;
}

async fn a_managed_number_leaves_vapi_by_whatever_name(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let e164 = details.number.e164.as_str();
    app.sandbox.change_at_vapi(e164, "name", "Front desk").await;
    let left = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &left).await, OperationState::Done);
    assert!(app.sandbox.at_vapi(e164).await.is_empty());
    let parked = the_number(&cx, e164).await.unwrap();
    assert_eq!((parked.number.state, parked.vapi_phone_id), (NumberState::Unassigned, None));
}

async fn lesson_31_what_is_billed_ends_at_twilio_and_by_nobodys_word(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    let refusal = fault(SandboxProvider::Twilio, FaultKind::Unavailable, "DELETE", "/IncomingPhoneNumbers/");
    app.sandbox.inject(&lasting(refusal)).await;
    let operation = release(&cx, &details).await;
    app.run_due().await;
    assert_eq!(service::close_by_hand(&cx, operation.clone()).await.unwrap_err().kind, ProblemKind::Stale);
    app.sandbox.clear().await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    let step = view.steps.iter().find(|step| step.kind == StepKind::ReleaseAtTwilio).unwrap();
    let receipt = step.receipt.clone().unwrap();
    assert_eq!((receipt.action, receipt.provider), (Action::ReleasedNumber, Some(Provider::Twilio)));
    assert_eq!(receipt.object, details.twilio_sid, "on what it was done");
    let shown = numbers::get(&cx, details.number.id.clone()).await.unwrap().number;
    assert_eq!(shown.number.state, NumberState::Released);
    assert_eq!(app.count("number_orders", &[]).await, 0, "nothing of an address is left");
    // No other org has to wait any more.
    app.clock.advance(Duration::from_secs(60));
    let other = without_twilio(&app).await;
    let again = buy(&other, &offer(&other, 0).await).await;
    app.settle().await;
    let view = app.operation(&other, &again).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
}

async fn a_release_waits_for_no_cleanup_that_needs_a_hand(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let refusal = fault(SandboxProvider::Vapi, FaultKind::Unauthorized, "DELETE", "/");
    app.sandbox.inject(&lasting(refusal)).await;
    let left = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &left).await, OperationState::NeedsAttention);
    let released = release(&cx, &details).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &released).await, OperationState::Done);
    assert_eq!(app.state(&cx, &left).await, OperationState::NeedsAttention);
    app.sandbox.clear().await;
    app.sandbox.delete_at_vapi(details.number.e164.as_str()).await;
    let assistant = app.sandbox.assistants().await.remove(0).id;
    app.sandbox.delete_assistant(&assistant).await;
    service::close_by_hand(&cx, left.clone()).await.unwrap();
    app.settle().await;
    assert_nothing_left(&app, &cx, &[&left, &released], "by hand").await;
}

async fn a_number_that_leaves_vapi_is_not_compared_meanwhile(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    app.sandbox.inject(&lasting(fault(SandboxProvider::Vapi, FaultKind::Unavailable, "DELETE", "/"))).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.run_due().await;
    connect_vapi(&cx).await;
    ava::server::numbers::drift::compare(&cx).await.unwrap();
    app.run_due().await;
    assert_eq!(app.count("number_findings", &[]).await, 0);
    app.sandbox.clear().await;
    app.settle().await;
}

both_engines!(
    a_number_released_while_vapi_is_being_left_leaves_nothing,
    vapi_left_while_a_number_is_being_released_leaves_nothing,
    lesson_31_a_number_is_released_here_once_it_is_at_twilio,
    a_managed_number_leaves_vapi_by_whatever_name,
    lesson_31_what_is_billed_ends_at_twilio_and_by_nobodys_word,
    a_release_waits_for_no_cleanup_that_needs_a_hand,
    a_number_that_leaves_vapi_is_not_compared_meanwhile,
);
