//! The key is made once, before the first number goes to Vapi.

use super::*;

async fn vapi_gets_a_key_of_its_own_instead_of_the_token(app: TestApp) {
    let cx = wanted(&app).await;
    assert!(app.sandbox.keys().await.is_empty(), "not before it is needed");
    let first = import(&cx, NUMBER).await;
    app.settle().await;
    let key = the_key(&app).await;
    assert_eq!(at_vapi(&app, NUMBER).await.as_ref(), Some(&key));
    assert_eq!(on_card(&cx).await.sid(), Some(key.as_str()));
    let view = app.operation(&cx, &first).await;
    assert_eq!(receipt(&view, StepKind::MakeKey), Some(Action::MadeKey), "{:?}", view.steps);
    let second = import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &second).await;
    assert_eq!(receipt(&view, StepKind::MakeKey), Some(Action::KeyThere), "{:?}", view.steps);
    assert_eq!(at_vapi(&app, SECOND_NUMBER).await, Some(the_key(&app).await));
    assert_eq!(app.count("audit_log WHERE action = 'key_made'", &[]).await, 1);
    assert_forgotten(&app, "made").await;
}

async fn without_the_choice_vapi_gets_what_was_given(app: TestApp) {
    let (cx, _, operation) = ready(&app).await;
    assert_eq!(receipt(&app.operation(&cx, &operation).await, StepKind::MakeKey), Some(Action::KeyUnwanted));
    assert_eq!(at_vapi(&app, NUMBER).await, None);
    let calls = app.sandbox.calls().await;
    assert!(calls.iter().all(|call| !call.path.contains(KEYS)), "and Twilio is not asked");
}

async fn where_twilio_refuses_vapi_gets_the_token_and_the_card_says_so(app: TestApp) {
    for (method, kind) in [("GET", FaultKind::Forbidden), ("POST", FaultKind::Unauthorized)] {
        let app = TestApp::on(app.database).await;
        let cx = wanted(&app).await;
        app.sandbox.inject(&at_keys(method, kind)).await;
        let operation = import(&cx, NUMBER).await;
        app.settle().await;
        let view = app.operation(&cx, &operation).await;
        assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
        assert_eq!(receipt(&view, StepKind::MakeKey), Some(Action::KeyNotGranted));
        assert!(matches!(on_card(&cx).await.state, KeyState::Refused { .. }));
        assert_eq!(at_vapi(&app, NUMBER).await, None);
        // Another save asks for the key again, and it is carried.
        save(&cx, &twilio_form_with_key()).await.unwrap();
        app.settle().await;
        let carried = latest(&cx, OperationKind::CarrySecret).await;
        assert_eq!(
            receipts(&carried),
            [(StepKind::MakeKey, Action::MadeKey), (StepKind::CarryToVapi, Action::CarriedBesideToken)]
        );
        assert_eq!(at_vapi(&app, NUMBER).await, Some(the_key(&app).await));
    }
}

async fn a_token_that_opens_nothing_any_more_is_no_refusal_of_keys(app: TestApp) {
    let cx = wanted(&app).await;
    app.sandbox.inject(&at_keys("POST", FaultKind::Unauthorized)).await;
    let account = NewFault {
        path_contains: Some(format!("/Accounts/{TWILIO_SID}.json")),
        ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::Unauthorized)
    };
    app.sandbox.inject(&account).await;
    let operation = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(
        (view.state, view.waiting_for),
        (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Twilio)))
    );
    save(&cx, &twilio_form_with_key()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_eq!(at_vapi(&app, NUMBER).await, Some(the_key(&app).await));
}

async fn lesson_33_a_lost_answer_leaves_one_key(app: TestApp) {
    let app = TestApp::with_timeout(app.database, 300).await;
    let cx = wanted(&app).await;
    app.sandbox.inject(&at_keys("POST", FaultKind::HoldAfter)).await;
    let operation = import(&cx, NUMBER).await;
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    let lost = the_key(&app).await;
    app.sandbox.release().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let key = the_key(&app).await;
    assert_ne!(key, lost, "nobody has the secret of the first");
    assert_eq!(at_vapi(&app, NUMBER).await, Some(key));
}

async fn two_imports_at_once_make_one_key(app: TestApp) {
    let cx = wanted(&app).await;
    app.sandbox.inject(&at_keys("POST", FaultKind::HoldAfter)).await;
    let first = import(&cx, NUMBER).await;
    let engine = app.engine.clone();
    app.clock.advance(Duration::from_secs(1));
    let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    let second = import(&cx, SECOND_NUMBER).await;
    app.run_due().await;
    assert_eq!(app.operation(&cx, &second).await.waiting_for, Some(WaitingFor::Operation));
    app.sandbox.release().await;
    working.await.unwrap();
    app.settle().await;
    for (operation, number) in [(first, NUMBER), (second, SECOND_NUMBER)] {
        assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
        assert_eq!(at_vapi(&app, number).await, Some(the_key(&app).await));
    }
}

async fn an_adopted_number_gets_the_key_and_keeps_the_token(app: TestApp) {
    let cx = wanted(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    assert_eq!(at_vapi(&app, NUMBER).await, None);
    import(&cx, NUMBER).await;
    app.settle().await;
    assert_eq!(at_vapi(&app, NUMBER).await, Some(the_key(&app).await));
    assert!(has_token(&app, NUMBER).await);
    assert_eq!(card_of(&cx, Provider::Twilio).await.tokens_at_vapi, 1, "and the card says so");
}

both_engines!(
    vapi_gets_a_key_of_its_own_instead_of_the_token,
    without_the_choice_vapi_gets_what_was_given,
    where_twilio_refuses_vapi_gets_the_token_and_the_card_says_so,
    a_token_that_opens_nothing_any_more_is_no_refusal_of_keys,
    lesson_33_a_lost_answer_leaves_one_key,
    two_imports_at_once_make_one_key,
    an_adopted_number_gets_the_key_and_keeps_the_token,
);
