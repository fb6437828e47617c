//! Disconnecting with a stored key that cannot be opened any more: the key is asked for
//! again, and taken.

use ava::{
    domain::{operation::OperationState, provider::Provider},
    server::integrations::disconnect::disconnect,
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{connect_twilio, connect_vapi, ready},
    sandbox::{NUMBER, OWN_SMS_URL, OWN_VOICE_URL},
    traces::assert_cleaned_up,
};

async fn a_disconnect_that_asks_for_the_twilio_secret_takes_it_and_ends(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.damage("twilio").await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::NeedsAttention);
    connect_twilio(&cx).await;
    app.settle().await;
    let ended = app.operation(&cx, &operation).await;
    assert_eq!(ended.state, OperationState::Done, "{:?}", ended.steps);
    let there = app.sandbox.at_twilio(NUMBER).await;
    assert_eq!((there.voice_url.as_str(), there.sms_url.as_str()), (OWN_VOICE_URL, OWN_SMS_URL));
    assert_cleaned_up(&app, &[NUMBER], "with the key that was entered again").await;
}

async fn a_disconnect_that_asks_for_the_vapi_key_takes_it_and_ends(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.damage("vapi").await;
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::NeedsAttention);
    assert_eq!(app.sandbox.assistants().await.len(), 1);
    connect_vapi(&cx).await;
    app.settle().await;
    let ended = app.operation(&cx, &operation).await;
    assert_eq!(ended.state, OperationState::Done, "{:?}", ended.steps);
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
}

both_engines!(
    a_disconnect_that_asks_for_the_twilio_secret_takes_it_and_ends,
    a_disconnect_that_asks_for_the_vapi_key_takes_it_and_ends,
);
