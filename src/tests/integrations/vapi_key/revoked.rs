//! No key of AVA's is left in the account once nothing uses it.

use super::*;

async fn what_a_lost_answer_left_goes_with_the_disconnecting(app: TestApp) {
    let app = TestApp::with_timeout(app.database, 300).await;
    let cx = wanted(&app).await;
    app.sandbox.inject(&at_keys("POST", FaultKind::HoldAfter)).await;
    import(&cx, NUMBER).await;
    app.run_due().await;
    the_key(&app).await;
    app.sandbox.release().await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_forgotten(&app, "disconnected").await;
}

async fn disconnecting_twilio_revokes_the_key(app: TestApp) {
    let cx = with_key(&app).await;
    assert!(preview(&cx, Provider::Twilio).await.unwrap().does(Happening::KeyRevoked));
    let key = the_key(&app).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(
        receipts(&view),
        [
            (StepKind::LetEnd, Action::NothingUnderWay),
            (StepKind::RemoveAtVapi, Action::RemovedNumber),
            (StepKind::RestoreAtTwilio, Action::RestoredWebhooks),
            (StepKind::RevokeKey, Action::RevokedKey),
            (StepKind::ShredKeys, Action::ShreddedKeys),
        ]
    );
    let revoked = view.steps.iter().find(|step| step.kind == StepKind::RevokeKey).unwrap();
    assert_eq!(revoked.receipt.as_ref().unwrap().object, Some(key));
    assert_cleaned_up(&app, &[NUMBER], "disconnected").await;
    assert_eq!(app.count("audit_log WHERE action = 'key_revoked'", &[]).await, 1);
}

async fn a_key_that_twilio_does_not_let_go_asks_for_a_hand(app: TestApp) {
    let cx = with_key(&app).await;
    app.sandbox.inject(&at_keys("DELETE", FaultKind::Forbidden)).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::NeedsAttention);
    let page = operations::page(&cx, operation.clone()).await.unwrap();
    let left = serde_json::to_string(&page.by_hand).unwrap();
    assert!(left.contains(&the_key(&app).await) && left.contains("ava-"), "{left}");
    operations::retry(&cx, operation.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "tried again").await;
}

async fn disconnecting_vapi_revokes_what_it_held(app: TestApp) {
    let cx = with_key(&app).await;
    let former = the_key(&app).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(on_card(&cx).await.state, KeyState::Wanted);
    app.settle().await;
    assert!(app.sandbox.keys().await.is_empty());
    assert_cleaned_up(&app, &[NUMBER], "Vapi disconnected").await;
    connect_vapi(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let key = the_key(&app).await;
    assert_ne!(key, former);
    assert_eq!(at_vapi(&app, NUMBER).await, Some(key));
}

async fn lesson_04_connected_again_while_the_former_key_is_revoked(app: TestApp) {
    let cx = with_key(&app).await;
    let former = the_key(&app).await;
    let down = lasting(SandboxProvider::Vapi, FaultKind::Unavailable);
    app.sandbox.inject(&down).await;
    let cleanup = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    app.sandbox.clear().await;
    // The new connection has made its key before the former one is revoked.
    app.sandbox.inject(&NewFault { remaining: 3, ..at_keys("DELETE", FaultKind::Unavailable) }).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    let again = import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done);
    let key = the_key(&app).await;
    assert_ne!(key, former);
    assert_eq!(at_vapi(&app, SECOND_NUMBER).await, Some(key));
    assert_cleaned_up(&app, &[NUMBER], "the former").await;
}

async fn another_account_leaves_no_key_in_the_former(app: TestApp) {
    for with_a_number in [true, false] {
        let app = TestApp::on(app.database).await;
        let cx = with_key(&app).await;
        if !with_a_number {
            let id = overview(&cx).await.numbers.remove(0).id;
            ava::server::numbers::service::remove(&cx, id).await.unwrap();
            app.settle().await;
            assert_eq!(app.sandbox.keys().await.len(), 1, "for the next number");
        }
        let other = TwilioForm { switch: with_a_number, vapi_key: true, ..other_twilio_form() };
        save(&cx, &other).await.unwrap();
        app.settle().await;
        assert!(app.sandbox.keys().await.is_empty());
        assert_cleaned_up(&app, &[NUMBER], "another account").await;
    }
}

async fn keys_of_others_are_left_alone(app: TestApp) {
    let (first, _) = prepared(&app).await;
    save(&first, &twilio_form_with_key()).await.unwrap();
    app.sandbox.key_by_hand(TWILIO_SID, TWILIO_TOKEN, "ava-of-somebody").await;
    import(&first, NUMBER).await;
    app.settle().await;
    disconnect(&first, Provider::Twilio).await.unwrap();
    app.settle().await;
    let left = app.sandbox.keys().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].friendly_name, "ava-of-somebody");
}

both_engines!(
    what_a_lost_answer_left_goes_with_the_disconnecting,
    disconnecting_twilio_revokes_the_key,
    a_key_that_twilio_does_not_let_go_asks_for_a_hand,
    disconnecting_vapi_revokes_what_it_held,
    lesson_04_connected_again_while_the_former_key_is_revoked,
    another_account_leaves_no_key_in_the_former,
    keys_of_others_are_left_alone,
);
