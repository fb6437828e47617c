//! Another choice, or another secret, while a key is in use.

use super::*;

async fn a_choice_that_changes_while_the_key_is_made_leaves_none(app: TestApp) {
    for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
        let app = TestApp::on(app.database).await;
        let cx = wanted(&app).await;
        app.sandbox.inject(&at_keys("POST", kind)).await;
        let operation = import(&cx, NUMBER).await;
        let engine = app.engine.clone();
        app.clock.advance(Duration::from_secs(1));
        let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
        app.sandbox.held().await;
        save(&cx, &twilio_form()).await.unwrap();
        app.sandbox.release().await;
        working.await.unwrap();
        app.settle().await;
        let view = app.operation(&cx, &operation).await;
        assert_eq!(view.state, OperationState::Done, "{kind:?}: {:?}", view.steps);
        assert_eq!(at_vapi(&app, NUMBER).await, None, "{kind:?}");
        assert_no_stray_keys(&app, "changed").await;
        assert!(app.sandbox.keys().await.is_empty(), "{kind:?}");
    }
}

async fn another_token_leaves_the_key_and_carries_nothing(app: TestApp) {
    let cx = with_key(&app).await;
    let key = the_key(&app).await;
    let token = "canaryrotatedtoken5a5a5a5a5a5a5a";
    app.sandbox.rotate_token(TWILIO_SID, token).await;
    let form = TwilioForm { auth_token: token.into(), ..twilio_form_with_key() };
    save(&cx, &form).await.unwrap();
    app.settle().await;
    assert_eq!(app.count("operations WHERE kind = 'carry_secret'", &[]).await, 0);
    assert_eq!(the_key(&app).await, key);
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    assert_eq!(at_vapi(&app, SECOND_NUMBER).await, Some(key));
}

async fn the_choice_can_change_both_ways(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    app.settle().await;
    let key = the_key(&app).await;
    for number in [NUMBER, SECOND_NUMBER] {
        assert_eq!(at_vapi(&app, number).await.as_ref(), Some(&key));
        assert!(has_token(&app, number).await, "no request takes it back");
    }
    let carried = latest(&cx, OperationKind::CarrySecret).await;
    assert_eq!(receipt(&carried, StepKind::CarryToVapi), Some(Action::CarriedBesideToken));
    assert_eq!(card_of(&cx, Provider::Twilio).await.tokens_at_vapi, 2, "and the card says so");
    save(&cx, &twilio_form()).await.unwrap();
    assert_eq!(app.sandbox.keys().await.len(), 1, "Vapi signs in with it until it has the token");
    app.settle().await;
    let carried = latest(&cx, OperationKind::CarrySecret).await;
    assert_eq!(carried.state, OperationState::Done);
    assert_eq!(
        receipts(&carried),
        [
            (StepKind::CarryToVapi, Action::CarriedSecret),
            (StepKind::CarryToVapi, Action::CarriedSecret),
            (StepKind::RevokeKey, Action::RevokedKey),
        ]
    );
    for number in [NUMBER, SECOND_NUMBER] {
        assert!(has_token(&app, number).await, "which counts before the key that is revoked");
    }
    assert!(app.sandbox.keys().await.is_empty());
    assert!(overview(&cx).await.cleanups.is_empty());
    // Nothing is left to do with the next save, or with leaving.
    save(&cx, &twilio_form()).await.unwrap();
    assert_eq!(latest(&cx, OperationKind::CarrySecret).await.id, carried.id);
    assert!(!preview(&cx, Provider::Twilio).await.unwrap().does(Happening::KeyRevoked));
}

async fn a_change_of_mind_before_the_token_was_carried_keeps_vapi_signed_in(app: TestApp) {
    let cx = with_key(&app).await;
    let first = the_key(&app).await;
    save(&cx, &twilio_form()).await.unwrap();
    save(&cx, &twilio_form_with_key()).await.unwrap();
    let down = NewFault {
        method: Some("PATCH".into()),
        remaining: 100,
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)
    };
    app.sandbox.inject(&down).await;
    app.run_due().await;
    assert_eq!(at_vapi(&app, NUMBER).await.as_ref(), Some(&first));
    let there: Vec<_> = app.sandbox.keys().await.into_iter().map(|key| key.sid).collect();
    assert!(there.contains(&first) && there.len() == 2, "not revoked before Vapi has the other: {there:?}");
    app.sandbox.clear().await;
    app.settle().await;
    let key = the_key(&app).await;
    assert_ne!(key, first);
    assert_eq!(at_vapi(&app, NUMBER).await, Some(key));
}

async fn an_import_that_saw_the_former_secret_gives_the_new_one(app: TestApp) {
    let cx = with_key(&app).await;
    let post = NewFault {
        method: Some("POST".into()),
        path_contains: Some("/phone-number".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldAfter)
    };
    app.sandbox.inject(&post).await;
    import(&cx, SECOND_NUMBER).await;
    let engine = app.engine.clone();
    app.clock.advance(Duration::from_secs(1));
    let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    save(&cx, &twilio_form()).await.unwrap();
    app.run_due().await;
    assert!(app.sandbox.keys().await.is_empty(), "revoked meanwhile");
    app.sandbox.release().await;
    working.await.unwrap();
    app.settle().await;
    assert!(has_token(&app, SECOND_NUMBER).await, "Vapi would have a revoked key alone");
}

async fn a_number_that_is_brought_again_is_rid_of_the_token(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    app.settle().await;
    assert_eq!(card_of(&cx, Provider::Twilio).await.tokens_at_vapi, 1);
    numbers::remove(&cx, overview(&cx).await.numbers.remove(0).id).await.unwrap();
    app.settle().await;
    import(&cx, NUMBER).await;
    app.settle().await;
    assert_eq!(at_vapi(&app, NUMBER).await, Some(the_key(&app).await));
    assert!(!has_token(&app, NUMBER).await);
    assert_eq!(card_of(&cx, Provider::Twilio).await.tokens_at_vapi, 0);
}

async fn an_api_key_of_ones_own_takes_its_place(app: TestApp) {
    let cx = with_key(&app).await;
    let digits = TWILIO_SID.trim_start_matches("AC");
    let by_key = TwilioForm {
        auth: "api_key".to_owned(),
        api_key_sid: format!("SK{digits}"),
        api_key_secret: digits.into(),
        auth_token: "".into(),
        ..twilio_form_with_key()
    };
    save(&cx, &by_key).await.unwrap();
    app.settle().await;
    assert_eq!(at_vapi(&app, NUMBER).await, Some(by_key.api_key_sid));
    assert!(app.sandbox.keys().await.is_empty(), "the token that was stored revoked it");
    assert_forgotten(&app, "by API key").await;
}

both_engines!(
    a_choice_that_changes_while_the_key_is_made_leaves_none,
    another_token_leaves_the_key_and_carries_nothing,
    the_choice_can_change_both_ways,
    a_change_of_mind_before_the_token_was_carried_keeps_vapi_signed_in,
    an_import_that_saw_the_former_secret_gives_the_new_one,
    a_number_that_is_brought_again_is_rid_of_the_token,
    an_api_key_of_ones_own_takes_its_place,
);
