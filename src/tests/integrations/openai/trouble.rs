//! Answers that are lost, refusals, and saves in between: never two credentials, never a former key.

use super::*;

async fn lesson_33_a_creation_whose_answer_is_lost_is_found_and_not_made_twice(app: TestApp) {
    let app = TestApp::with_timeout(app.database, 300).await;
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&at_credentials("POST", FaultKind::HoldAfter)).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.run_due().await;
    let known = hand_over(&cx).await;
    assert!(known.asked && !known.is_given(), "one may be there: {known:?}");
    assert_eq!(app.sandbox.keys_at_vapi().await.len(), 1);
    app.sandbox.release().await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
    let known = hand_over(&cx).await;
    assert!(known.is_given() && !known.asked, "{known:?}");
}

async fn lesson_35_a_creation_whose_answer_is_lost_is_taken_back_with_either_side(app: TestApp) {
    for provider in [Provider::Vapi, Provider::Openai] {
        let app = TestApp::with_timeout(app.database, 300).await;
        let cx = owner(&app).await;
        connect_vapi(&cx).await;
        app.sandbox.inject(&at_credentials("POST", FaultKind::HoldAfter)).await;
        save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
        app.run_due().await;
        disconnect(&cx, provider).await.unwrap();
        app.sandbox.release().await;
        app.settle().await;
        assert!(app.sandbox.keys_at_vapi().await.is_empty(), "{provider:?}");
        assert_forgotten(&app, "lost").await;
    }
}

async fn lesson_26_a_key_that_is_saved_while_another_is_given_wins(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&at_credentials("POST", FaultKind::HoldAfter)).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    let meanwhile = async {
        app.sandbox.held().await;
        save(&cx, &openai_form_for_vapi(OTHER_OPENAI_KEY)).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), meanwhile);
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OTHER_OPENAI_KEY)]);
    assert!(hand_over(&cx).await.is_given());
}

async fn a_box_that_is_unticked_while_the_key_is_given_wins(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&at_credentials("POST", FaultKind::HoldAfter)).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    let meanwhile = async {
        app.sandbox.held().await;
        save(&cx, &openai_form("")).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), meanwhile);
    app.settle().await;
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
    assert_eq!(hand_over(&cx).await, HandOver::default());
}

async fn a_vapi_key_that_is_refused_is_waited_for(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.run_due().await;
    let view = operation(&cx).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Provider(Provider::Vapi)), "{:?}", view.steps);
    app.sandbox.clear().await;
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
}

async fn a_vapi_that_refuses_the_key_is_said_on_the_card_and_asked_again(app: TestApp) {
    let cx = handed_over(&app).await;
    app.execute("UPDATE org_credentials SET public_config = $1 WHERE provider = 'openai'", &[
        r#"{"openai":{"region":"global","hand_over":{"state":{"failed":{"at":1}},"credential":null,"asked":false}}}"#,
    ])
    .await;
    save(&cx, &openai_form_for_vapi("")).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)], "and the one before is not left");
    assert!(hand_over(&cx).await.is_given());
}

async fn lesson_20_every_failing_call_of_the_hand_over_ends_right(app: TestApp) {
    let kinds = [
        FaultKind::RateLimited,
        FaultKind::ServerError,
        FaultKind::Unavailable,
        FaultKind::Reset,
        FaultKind::Garbage,
        FaultKind::HoldAfter,
        FaultKind::Hang,
    ];
    for (method, kind) in
        ["GET", "POST", "DELETE"].into_iter().flat_map(|method| kinds.map(|kind| (method, kind)))
    {
        let app = TestApp::with_timeout(app.database, 300).await;
        let cx = handed_over(&app).await;
        app.sandbox.inject(&NewFault { remaining: 4, ..at_credentials(method, kind) }).await;
        save(&cx, &openai_form_for_vapi(OTHER_OPENAI_KEY)).await.unwrap();
        app.run_due().await;
        let view = operation(&cx).await;
        assert!(view.state != OperationState::Failed, "{method} {kind:?}: {:?}", view.steps);
        app.sandbox.clear().await;
        app.sandbox.release().await;
        app.settle().await;
        assert_eq!(app.sandbox.keys_at_vapi().await, [end(OTHER_OPENAI_KEY)], "{method} {kind:?}");
        let view = operation(&cx).await;
        assert_eq!(
            operations::page(&cx, view.id.clone()).await.unwrap().operation.state,
            OperationState::Done
        );
    }
}

both_engines!(
    lesson_33_a_creation_whose_answer_is_lost_is_found_and_not_made_twice,
    lesson_35_a_creation_whose_answer_is_lost_is_taken_back_with_either_side,
    lesson_26_a_key_that_is_saved_while_another_is_given_wins,
    a_box_that_is_unticked_while_the_key_is_given_wins,
    a_vapi_key_that_is_refused_is_waited_for,
    a_vapi_that_refuses_the_key_is_said_on_the_card_and_asked_again,
    lesson_20_every_failing_call_of_the_hand_over_ends_right,
);
