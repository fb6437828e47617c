//! The Twilio API key that AVA makes for Vapi: one, held by Vapi instead of the
//! Auth Token, and revoked once nothing uses it.

use std::time::Duration;

use ava::{
    domain::{
        integrations::TwilioForm,
        operation::{Action, OperationKind, OperationState, OperationView, StepKind, WaitingFor},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::{disconnect, preview},
            service::connect_twilio,
        },
        operations::service as operations,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        connect_vapi, import, other_twilio_form, overview, prepared, ready, twilio_form, twilio_form_with_key,
    },
    sandbox::{NUMBER, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    traces::{assert_forgotten, assert_no_stray_keys, assert_taken_back},
};

const KEYS: &str = "/Keys";

fn at_keys(method: &str, kind: FaultKind) -> NewFault {
    NewFault {
        method: Some(method.into()),
        path_contains: Some(KEYS.into()),
        ..NewFault::next_call(SandboxProvider::Twilio, kind)
    }
}

fn receipts(view: &OperationView) -> Vec<(StepKind, Action)> {
    view.steps.iter().filter_map(|step| Some((step.kind, step.receipt.as_ref()?.action))).collect()
}

fn receipt(view: &OperationView, kind: StepKind) -> Option<Action> {
    receipts(view).into_iter().find(|(of, _)| *of == kind).map(|(_, action)| action)
}

async fn latest(cx: &Cx, kind: OperationKind) -> OperationView {
    let all = operations::list(cx, None).await.unwrap().operations;
    all.into_iter().find(|operation| operation.kind == kind).unwrap()
}

/// What the card says.
async fn on_card(cx: &Cx) -> VapiKey {
    let credential = overview(cx).await.twilio.credential.unwrap();
    credential.config.vapi_key().unwrap().clone()
}

async fn the_key(app: &TestApp) -> String {
    let keys = app.sandbox.keys().await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].sid.clone()
}

async fn at_vapi(app: &TestApp, number: &str) -> Option<String> {
    app.sandbox.key_at_vapi(VAPI_KEY, number).await
}

/// Vapi and Twilio connected, an agent at Vapi, and a key wanted.
async fn wanted(app: &TestApp) -> Cx {
    let (cx, _) = prepared(app).await;
    connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
    cx
}

/// The same, with a number that answers.
async fn with_key(app: &TestApp) -> Cx {
    let cx = wanted(app).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    cx
}

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
        // Saved again, it is asked for again, and carried.
        connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
        app.settle().await;
        let carried = latest(&cx, OperationKind::CarrySecret).await;
        assert_eq!(
            receipts(&carried),
            [(StepKind::MakeKey, Action::MadeKey), (StepKind::CarryToVapi, Action::CarriedSecret)]
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
    assert_eq!((view.state, view.waiting_for), (OperationState::Waiting, Some(WaitingFor::Twilio)));
    connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
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
        connect_twilio(&cx, &twilio_form()).await.unwrap();
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

async fn disconnecting_twilio_revokes_the_key(app: TestApp) {
    let cx = with_key(&app).await;
    assert!(preview(&cx, Provider::Twilio).await.unwrap().revokes_key);
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
    assert_taken_back(&app, &[NUMBER], "disconnected").await;
    assert_eq!(app.count("audit_log WHERE action = 'key_revoked'", &[]).await, 1);
}

async fn a_key_that_twilio_does_not_let_go_asks_for_a_hand(app: TestApp) {
    let cx = with_key(&app).await;
    app.sandbox.inject(&at_keys("DELETE", FaultKind::Forbidden)).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Attention);
    let page = operations::page(&cx, operation.clone()).await.unwrap();
    let left = serde_json::to_string(&page.by_hand).unwrap();
    assert!(left.contains(&the_key(&app).await) && left.contains("ava-"), "{left}");
    operations::retry(&cx, operation.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_taken_back(&app, &[NUMBER], "tried again").await;
}

async fn disconnecting_vapi_revokes_what_it_held(app: TestApp) {
    let cx = with_key(&app).await;
    let former = the_key(&app).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(on_card(&cx).await.state, KeyState::Wanted);
    app.settle().await;
    assert!(app.sandbox.keys().await.is_empty());
    assert_taken_back(&app, &[NUMBER], "Vapi disconnected").await;
    connect_vapi(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let key = the_key(&app).await;
    assert_ne!(key, former);
    assert_eq!(at_vapi(&app, NUMBER).await, Some(key));
}

async fn another_token_leaves_the_key_and_carries_nothing(app: TestApp) {
    let cx = with_key(&app).await;
    let key = the_key(&app).await;
    let token = "canaryrotatedtoken5a5a5a5a5a5a5a";
    app.sandbox.rotate_token(TWILIO_SID, token).await;
    let form = TwilioForm { auth_token: token.to_owned(), ..twilio_form_with_key() };
    connect_twilio(&cx, &form).await.unwrap();
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
    connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
    app.settle().await;
    let key = the_key(&app).await;
    for number in [NUMBER, SECOND_NUMBER] {
        assert_eq!(at_vapi(&app, number).await.as_ref(), Some(&key));
    }
    connect_twilio(&cx, &twilio_form()).await.unwrap();
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
        assert_eq!(at_vapi(&app, number).await, None);
    }
    assert!(app.sandbox.keys().await.is_empty());
    assert!(overview(&cx).await.clean_ups.is_empty());
    // Nothing is left to do with the next save, or with leaving.
    connect_twilio(&cx, &twilio_form()).await.unwrap();
    assert_eq!(latest(&cx, OperationKind::CarrySecret).await.id, carried.id);
    assert!(!preview(&cx, Provider::Twilio).await.unwrap().revokes_key);
}

async fn a_change_of_mind_before_the_token_was_carried_keeps_vapi_signed_in(app: TestApp) {
    let cx = with_key(&app).await;
    let first = the_key(&app).await;
    connect_twilio(&cx, &twilio_form()).await.unwrap();
    connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
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
    connect_twilio(&cx, &twilio_form()).await.unwrap();
    app.run_due().await;
    assert!(app.sandbox.keys().await.is_empty(), "revoked meanwhile");
    app.sandbox.release().await;
    working.await.unwrap();
    app.settle().await;
    assert_eq!(at_vapi(&app, SECOND_NUMBER).await, None, "Vapi would hold a revoked key");
}

async fn an_api_key_of_ones_own_takes_its_place(app: TestApp) {
    let cx = with_key(&app).await;
    let digits = TWILIO_SID.trim_start_matches("AC");
    let by_key = TwilioForm {
        auth: "api_key".to_owned(),
        api_key_sid: format!("SK{digits}"),
        api_key_secret: digits.to_owned(),
        auth_token: String::new(),
        ..twilio_form_with_key()
    };
    connect_twilio(&cx, &by_key).await.unwrap();
    app.settle().await;
    assert_eq!(at_vapi(&app, NUMBER).await, Some(by_key.api_key_sid));
    assert!(app.sandbox.keys().await.is_empty(), "the token that was stored revoked it");
    assert_forgotten(&app, "by API key").await;
}

async fn lesson_04_connected_again_while_the_former_key_is_revoked(app: TestApp) {
    let cx = with_key(&app).await;
    let former = the_key(&app).await;
    let down =
        NewFault { remaining: 1000, ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable) };
    app.sandbox.inject(&down).await;
    let clean_up = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    app.sandbox.clear().await;
    // The new connection has made its key before the former one is revoked.
    app.sandbox.inject(&NewFault { remaining: 3, ..at_keys("DELETE", FaultKind::Unavailable) }).await;
    connect_twilio(&cx, &twilio_form_with_key()).await.unwrap();
    let again = import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert_eq!(app.state(&cx, &clean_up).await, OperationState::Done);
    let key = the_key(&app).await;
    assert_ne!(key, former);
    assert_eq!(at_vapi(&app, SECOND_NUMBER).await, Some(key));
    assert_taken_back(&app, &[NUMBER], "the former").await;
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
        connect_twilio(&cx, &other).await.unwrap();
        app.settle().await;
        assert!(app.sandbox.keys().await.is_empty());
        assert_taken_back(&app, &[NUMBER], "another account").await;
    }
}

async fn an_adopted_number_loses_the_token(app: TestApp) {
    let cx = wanted(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    assert_eq!(at_vapi(&app, NUMBER).await, None);
    import(&cx, NUMBER).await;
    app.settle().await;
    assert_eq!(at_vapi(&app, NUMBER).await, Some(the_key(&app).await));
}

async fn keys_of_others_are_left_alone(app: TestApp) {
    let (first, _) = prepared(&app).await;
    connect_twilio(&first, &twilio_form_with_key()).await.unwrap();
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
    vapi_gets_a_key_of_its_own_instead_of_the_token,
    without_the_choice_vapi_gets_what_was_given,
    where_twilio_refuses_vapi_gets_the_token_and_the_card_says_so,
    a_token_that_opens_nothing_any_more_is_no_refusal_of_keys,
    lesson_33_a_lost_answer_leaves_one_key,
    what_a_lost_answer_left_goes_with_the_disconnecting,
    two_imports_at_once_make_one_key,
    a_choice_that_changes_while_the_key_is_made_leaves_none,
    disconnecting_twilio_revokes_the_key,
    a_key_that_twilio_does_not_let_go_asks_for_a_hand,
    disconnecting_vapi_revokes_what_it_held,
    another_token_leaves_the_key_and_carries_nothing,
    the_choice_can_change_both_ways,
    a_change_of_mind_before_the_token_was_carried_keeps_vapi_signed_in,
    an_import_that_saw_the_former_secret_gives_the_new_one,
    an_api_key_of_ones_own_takes_its_place,
    lesson_04_connected_again_while_the_former_key_is_revoked,
    another_account_leaves_no_key_in_the_former,
    an_adopted_number_loses_the_token,
    keys_of_others_are_left_alone,
);
