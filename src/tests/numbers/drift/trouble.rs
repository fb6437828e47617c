//! A provider that does not answer while AVA compares.

use ava::{
    domain::{
        credential::CredentialStatus,
        locale::Locale,
        operation::{OperationState, WaitingFor},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::numbers::drift::{compare, enqueue_due},
};

use super::hands::{HOUR, VAPI_WEBHOOK, page, the_finding};
use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{card_of, connect_twilio, ready},
    sandbox::{ELSEWHERE_URL, NUMBER},
};

async fn lesson_31_a_provider_that_is_down_takes_nothing_back(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    let finding = the_finding(&app, &cx).await;
    let down = NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable);
    app.sandbox.inject(&NewFault { remaining: 100_000, ..down }).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", VAPI_WEBHOOK).await;
    let operation = compare(&cx).await.unwrap();
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    let shown = page(&cx).await;
    assert_eq!(shown.findings, std::slice::from_ref(&finding));
    let problem = shown.comparison.unwrap().problem.unwrap();
    assert!(problem.sentence(Locale::En).contains("Vapi"), "it says who did not answer");
    assert_eq!(compare(&cx).await.unwrap(), operation, "asked again, it is the same");

    // The comparison gives up when the next one is due anyway, which takes its place.
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Failed);
    assert_eq!(app.count("operations WHERE kind = 'compare_numbers'", &[]).await, 1, "the last is kept");
    assert_eq!(page(&cx).await.findings, [finding], "nothing is lost");
    app.sandbox.clear().await;
    app.clock.advance(HOUR);
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 1);
    app.settle().await;
    let shown = page(&cx).await;
    assert_eq!(shown.comparison.unwrap().state, OperationState::Done);
    assert!(shown.findings.is_empty());
}

async fn a_key_that_is_refused_shows_on_its_card(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    let operation = compare(&cx).await.unwrap();
    app.run_due().await;
    assert_eq!(
        app.operation(&cx, &operation).await.waiting_for,
        Some(WaitingFor::Provider(Provider::Twilio))
    );
    let card = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert_eq!(card.status, CredentialStatus::Refused);
    app.sandbox.clear().await;
    connect_twilio(&cx).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done, "it goes on with the new key");
}

both_engines!(lesson_31_a_provider_that_is_down_takes_nothing_back, a_key_that_is_refused_shows_on_its_card);
