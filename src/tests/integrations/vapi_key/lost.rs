//! A key that somebody deletes in the Twilio console: Vapi can no longer sign in.

use super::*;

async fn deleted(app: &TestApp) -> (Cx, String) {
    let cx = with_key(app).await;
    let key = the_key(app).await;
    app.sandbox.delete_key(TWILIO_SID, TWILIO_TOKEN, &key).await;
    (cx, key)
}

async fn is_made_anew(app: &TestApp, cx: &Cx, lost: &str) {
    let replaced = TwilioForm { auth_token: "".into(), ..twilio_form_with_key() };
    save(cx, &replaced).await.unwrap();
    app.settle().await;
    let key = the_key(app).await;
    assert_ne!(key, lost);
    assert_eq!(at_vapi(app, NUMBER).await, Some(key));
    let carried = latest(cx, OperationKind::CarrySecret).await;
    assert_eq!(carried.state, OperationState::Done, "{:?}", carried.steps);
    let card = card_of(cx, Provider::Twilio).await.credential.unwrap();
    assert_eq!((card.status, card.problem), (CredentialStatus::Connected, None));
    assert_forgotten(app, "made anew").await;
}

async fn lesson_01_a_check_notices_it_and_a_save_makes_another(app: TestApp) {
    let (cx, lost) = deleted(&app).await;
    let refused = check(&cx, Provider::Twilio).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::VapiKeyGone);
    let card = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert_eq!(card.status, CredentialStatus::Refused);
    assert_eq!(card.problem.unwrap().kind, ProblemKind::VapiKeyGone);
    is_made_anew(&app, &cx, &lost).await;
    assert_eq!(check(&cx, Provider::Twilio).await.unwrap(), Checked::Accepted);
}

async fn a_comparison_notices_it_and_goes_on_once_there_is_another(app: TestApp) {
    let (cx, lost) = deleted(&app).await;
    let comparison = compare(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &comparison).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Provider(Provider::Twilio)), "{:?}", view.steps);
    let card = card_of(&cx, Provider::Twilio).await.credential.unwrap();
    assert_eq!(card.problem.unwrap().kind, ProblemKind::VapiKeyGone);
    is_made_anew(&app, &cx, &lost).await;
    assert_eq!(app.state(&cx, &comparison).await, OperationState::Done);
}

async fn a_twilio_that_does_not_say_is_no_deletion(app: TestApp) {
    let kinds = [
        FaultKind::Unauthorized,
        FaultKind::Forbidden,
        FaultKind::RateLimited,
        FaultKind::ServerError,
        FaultKind::Reset,
        FaultKind::Garbage,
        FaultKind::Hang,
    ];
    for kind in kinds {
        let app = TestApp::with_timeout(app.database, 300).await;
        let cx = with_key(&app).await;
        app.sandbox.inject(&NewFault { remaining: 100, ..at_keys("GET", kind) }).await;
        assert_eq!(check(&cx, Provider::Twilio).await, Ok(Checked::Accepted), "{kind:?}");
    }
}

both_engines!(
    lesson_01_a_check_notices_it_and_a_save_makes_another,
    a_comparison_notices_it_and_goes_on_once_there_is_another,
    a_twilio_that_does_not_say_is_no_deletion,
);
