//! How long a clean-up is tried again by itself, whatever a provider asks for.

use std::time::Duration;

use ava::{
    domain::{
        ids::OperationId,
        operation::OperationState,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{cx::Cx, integrations::disconnect::disconnect},
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{connect_twilio, ready},
    sandbox::NUMBER,
    traces::assert_cleaned_up,
};

const HOUR_MS: i64 = 3_600_000;

async fn vapi_answers(app: &TestApp, kind: FaultKind, retry_after_secs: u32) {
    let fault = NewFault::next_call(SandboxProvider::Vapi, kind);
    app.sandbox.inject(&NewFault { remaining: 10_000, retry_after_secs, ..fault }).await;
}

/// Runs the operation until it asks for help; returns its longest wait in milliseconds.
async fn worn_out(app: &TestApp, cx: &Cx, operation: &OperationId) -> i64 {
    let mut longest = 0;
    for _ in 0..200 {
        app.run_due().await;
        let view = app.operation(cx, operation).await;
        let Some(next) = view.next_attempt_at else {
            assert_eq!(view.state, OperationState::NeedsAttention, "{:?}", view.steps);
            return longest;
        };
        longest = longest.max(next - app.now());
        app.clock.advance(Duration::from_millis(u64::try_from(next - app.now()).unwrap()));
    }
    panic!("it is tried again for ever");
}

async fn lesson_31_no_answer_of_a_provider_keeps_help_away(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    vapi_answers(&app, FaultKind::RateLimited, 400_000).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    let began = app.now();
    let longest = worn_out(&app, &cx, &operation).await;
    assert!(longest <= 3 * HOUR_MS, "{longest} ms");
    let hours = (app.now() - began) / HOUR_MS;
    assert!((72..76).contains(&hours), "{hours} h");
}

async fn a_cleanup_that_another_key_wakes_has_its_patience_again(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    vapi_answers(&app, FaultKind::Unavailable, 0).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    worn_out(&app, &cx, &operation).await;
    connect_twilio(&cx).await;
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "after all").await;
}

both_engines!(
    lesson_31_no_answer_of_a_provider_keeps_help_away,
    a_cleanup_that_another_key_wakes_has_its_patience_again,
);
