//! Vapi gets the key once, in whatever order both are connected, and each new one in its place.

use super::*;

async fn a_key_that_is_handed_over_is_at_vapi_once(app: TestApp) {
    let cx = handed_over(&app).await;
    let known = hand_over(&cx).await;
    assert!(known.is_given() && known.credential.is_some() && !known.asked, "{known:?}");
    let view = operation(&cx).await;
    assert_eq!((view.state, receipts(&view)), (OperationState::Done, vec![Action::KeyGiven]));
    assert_eq!(view.steps[0].receipt.as_ref().unwrap().object, known.credential);
    assert_eq!(app.count("audit_log WHERE action = 'key_handed_over'", &[]).await, 1);
    let since = app.sandbox.last_seq().await;
    assert_eq!(
        save(&cx, &OpenaiForm { key: "".into(), ..openai_form_for_vapi("") }).await,
        Ok(Checked::Accepted)
    );
    app.settle().await;
    let calls = app.sandbox.calls_after(since).await;
    assert!(calls.iter().all(|call| call.provider == SandboxProvider::Openai), "Vapi has it already");
}

async fn a_key_that_is_not_handed_over_stays_here(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    save(&cx, &openai_form(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.snapshot().await.vapi_credentials.is_empty());
    assert_eq!(app.count("operations WHERE kind = 'hand_over_key'", &[]).await, 0);
    assert_eq!(hand_over(&cx).await, HandOver::default());
}

async fn lesson_18_the_key_waits_for_vapi_and_is_given_by_itself(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    let view = operation(&cx).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Provider(Provider::Vapi)), "{:?}", view.steps);
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
    assert!(hand_over(&cx).await.is_given());
    assert_eq!(app.count("operations WHERE state NOT IN ('done', 'stopped')", &[]).await, 0);
}

async fn a_new_key_takes_the_place_of_the_former_at_vapi(app: TestApp) {
    let cx = handed_over(&app).await;
    let before = hand_over(&cx).await.credential;
    save(&cx, &openai_form_for_vapi(OTHER_OPENAI_KEY)).await.unwrap();
    assert_eq!(hand_over(&cx).await.state, HandOverState::Wanted, "not called given before it is");
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OTHER_OPENAI_KEY)]);
    assert_ne!(hand_over(&cx).await.credential, before);
}

async fn a_key_that_openai_did_not_take_yet_replaces_none_at_vapi(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Openai, FaultKind::Unavailable)).await;
    assert_eq!(save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await, Ok(Checked::Later));
    app.run_due().await;
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
    assert_eq!(operation(&cx).await.waiting_for, Some(WaitingFor::Provider(Provider::Openai)));
    app.sandbox.clear().await;
    app.verify_keys().await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
}

async fn a_key_of_a_region_is_not_handed_over_and_one_before_it_is_taken_back(app: TestApp) {
    let cx = handed_over(&app).await;
    save(&cx, &openai_form_for_vapi("sk-proj-sandbox-eu")).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.keys_at_vapi().await.is_empty(), "Vapi could not use it");
    let known = config(&cx).await;
    assert!(known.hand_over.is_wanted() && !known.goes_to_vapi() && !known.hand_over.leaves_traces());
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
}

async fn a_vapi_that_keeps_no_keys_is_said_so_and_asked_again_with_the_next_save(app: TestApp) {
    for ending in ["a04", "a05"] {
        let app = TestApp::on(app.database).await;
        let cx = owner(&app).await;
        save(&cx, &vapi_form(&format!("00000000-0000-4000-8000-000000000{ending}"))).await.unwrap();
        save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
        app.settle().await;
        let known = hand_over(&cx).await;
        assert!(matches!(known.state, HandOverState::NotOffered { .. }), "{ending}: {known:?}");
        let view = operation(&cx).await;
        assert_eq!((view.state, receipts(&view)), (OperationState::Done, vec![Action::KeyNotKept]));
        let vapi = card_of(&cx, Provider::Vapi).await.credential.unwrap();
        assert_eq!(vapi.status, CredentialStatus::Connected, "its key works for the rest");
        // A Vapi that keeps keys gets it.
        save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
        app.settle().await;
        assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)], "{ending}");
    }
}

async fn a_key_that_a_person_gave_vapi_is_left_alone(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    let body = serde_json::json!({ "provider": "openai", "apiKey": "sk-proj-by-hand-0000", "name": "Ours" });
    app.sandbox.vapi(reqwest::Method::POST, "/credential", VAPI_KEY, body).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    disconnect(&cx, Provider::Openai).await.unwrap();
    app.settle().await;
    let left = app.sandbox.snapshot().await.vapi_credentials;
    assert_eq!(left.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(), ["Ours"]);
}

async fn a_key_that_somebody_deletes_at_vapi_is_noticed_and_given_again_by_a_save(app: TestApp) {
    let cx = handed_over(&app).await;
    let id = hand_over(&cx).await.credential.unwrap();
    let path = format!("/credential/{id}");
    app.sandbox.vapi(reqwest::Method::DELETE, &path, VAPI_KEY, serde_json::json!({})).await;
    app.clock.advance(std::time::Duration::from_secs(3600));
    enqueue_due(&app.services).await.unwrap();
    app.settle().await;
    assert!(matches!(hand_over(&cx).await.state, HandOverState::Lost { .. }));
    save(&cx, &openai_form_for_vapi("")).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
}

async fn a_broken_key_that_vapi_works_with_stops_calls(app: TestApp) {
    let cx = handed_over(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Openai, FaultKind::Unauthorized)).await;
    check(&cx, Provider::Openai).await.unwrap_err();
    let broken = Readiness::Broken { provider: Provider::Openai };
    assert_eq!(overview(&cx).await.readiness, broken);
    app.sandbox.clear().await;
    save(&cx, &openai_form("")).await.unwrap();
    app.settle().await;
    assert_ne!(overview(&cx).await.readiness, broken);
}

both_engines!(
    a_key_that_is_handed_over_is_at_vapi_once,
    a_key_that_is_not_handed_over_stays_here,
    lesson_18_the_key_waits_for_vapi_and_is_given_by_itself,
    a_new_key_takes_the_place_of_the_former_at_vapi,
    a_key_that_openai_did_not_take_yet_replaces_none_at_vapi,
    a_key_of_a_region_is_not_handed_over_and_one_before_it_is_taken_back,
    a_vapi_that_keeps_no_keys_is_said_so_and_asked_again_with_the_next_save,
    a_key_that_a_person_gave_vapi_is_left_alone,
    a_key_that_somebody_deletes_at_vapi_is_noticed_and_given_again_by_a_save,
    a_broken_key_that_vapi_works_with_stops_calls,
);
