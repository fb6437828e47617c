//! Whichever side is disconnected, and whenever the box is unticked: Vapi has the key no more.

use super::*;

async fn unticking_takes_the_key_back(app: TestApp) {
    let cx = handed_over(&app).await;
    save(&cx, &openai_form("")).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
    assert_eq!(hand_over(&cx).await, HandOver::default());
    assert_eq!(receipts(&operation(&cx).await), [Action::KeyTakenBack]);
    assert_eq!(app.count("audit_log WHERE action = 'key_taken_back'", &[]).await, 1);
    save(&cx, &openai_form_for_vapi("")).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)], "and ticking gives it again");
}

async fn lesson_05_disconnecting_openai_takes_the_key_back(app: TestApp) {
    let cx = handed_over(&app).await;
    assert!(preview(&cx, Provider::Openai).await.unwrap().does(Happening::KeyTakenBack));
    let cleanup = disconnect(&cx, Provider::Openai).await.unwrap();
    assert!(card_of(&cx, Provider::Openai).await.credential.is_none(), "gone here at once");
    app.settle().await;
    let view = app.operation(&cx, &cleanup).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    let done = [Action::NothingUnderWay, Action::KeyTakenBack, Action::ShreddedKeys];
    assert_eq!(receipts(&view), done);
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
    assert_forgotten(&app, "OpenAI").await;
}

async fn lesson_05_disconnecting_vapi_takes_the_key_back_and_the_next_vapi_gets_it(app: TestApp) {
    let cx = handed_over(&app).await;
    assert!(preview(&cx, Provider::Vapi).await.unwrap().does(Happening::KeyTakenBack));
    let cleanup = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done);
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
    assert_eq!(hand_over(&cx).await, HandOver::chosen(true), "it is still wanted");
    assert_forgotten(&app, "Vapi").await;
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
}

async fn lesson_05_both_are_disconnected_in_either_order(app: TestApp) {
    for order in [[Provider::Vapi, Provider::Openai], [Provider::Openai, Provider::Vapi]] {
        for settled in [false, true] {
            let app = TestApp::on(app.database).await;
            let cx = handed_over(&app).await;
            for provider in order {
                disconnect(&cx, provider).await.unwrap();
                if settled {
                    app.settle().await;
                }
            }
            app.settle().await;
            assert!(app.sandbox.keys_at_vapi().await.is_empty(), "{order:?} {settled}");
            let left = "operations WHERE state NOT IN ('done', 'stopped')";
            assert_eq!(app.count(left, &[]).await, 0, "{order:?} {settled}");
            assert_forgotten(&app, "both").await;
        }
    }
}

async fn lesson_32_another_vapi_organisation_gets_the_key_and_the_former_has_it_no_more(app: TestApp) {
    let cx = handed_over(&app).await;
    make_agent(&cx).await;
    app.settle().await;
    let form = VapiForm { switch: true, ..vapi_form(OTHER_VAPI_KEY) };
    save(&cx, &form).await.unwrap();
    app.settle().await;
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!(snapshot.vapi_credentials.len(), 1, "{:?}", snapshot.vapi_credentials);
    assert_eq!(snapshot.vapi_credentials[0].org_id, snapshot.assistants[0].org_id);
    assert!(hand_over(&cx).await.is_given());
}

async fn disconnecting_stops_a_key_that_waits_for_vapi(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    let waiting = operation(&cx).await.id;
    disconnect(&cx, Provider::Openai).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &waiting).await, OperationState::Stopped);
    connect_vapi(&cx).await;
    app.settle().await;
    assert!(app.sandbox.keys_at_vapi().await.is_empty());
}

async fn lesson_06_a_vapi_that_is_away_gets_the_key_only_once_the_former_is_taken_back(app: TestApp) {
    let cx = handed_over(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.run_due().await;
    app.sandbox.clear().await;
    // The clean-up has yet to delete by name; the key that is given again must not go with it.
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
    assert!(hand_over(&cx).await.is_given());
    assert_forgotten(&app, "again").await;
}

both_engines!(
    unticking_takes_the_key_back,
    lesson_05_disconnecting_openai_takes_the_key_back,
    lesson_05_disconnecting_vapi_takes_the_key_back_and_the_next_vapi_gets_it,
    lesson_05_both_are_disconnected_in_either_order,
    lesson_32_another_vapi_organisation_gets_the_key_and_the_former_has_it_no_more,
    disconnecting_stops_a_key_that_waits_for_vapi,
    lesson_06_a_vapi_that_is_away_gets_the_key_only_once_the_former_is_taken_back,
);
