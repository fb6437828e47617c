//! Disconnecting a Google account: the consent is taken back there, unless somebody else here
//! goes on with it.

use ava::{
    domain::{
        integrations::Checked,
        operation::{Action, OperationState, OperationView, StepKind},
        problem::Right,
        provider::google_calendar::PROVIDER,
        removal::Happening,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::{disconnect, preview},
            service::check,
        },
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    google::{ACCOUNT, AtGoogle, connect, connect_as},
    people::{card_of, owner},
};

fn receipt(view: &OperationView) -> Option<(Action, Option<String>)> {
    let step = view.steps.iter().find(|step| step.kind == StepKind::RevokeConsent)?;
    step.receipt.as_ref().map(|receipt| (receipt.action, receipt.object.clone()))
}

async fn disconnected(app: &TestApp, cx: &Cx) -> OperationView {
    let operation = disconnect(cx, PROVIDER).await.unwrap();
    assert!(card_of(cx, PROVIDER).await.credential.is_none(), "gone here at once");
    assert_eq!(app.count("google_grants WHERE org_id = $1", &[cx.org.as_str()]).await, 0);
    app.settle().await;
    app.operation(cx, &operation).await
}

async fn lesson_05_disconnecting_takes_the_consent_back_at_google(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    let view = preview(&cx, PROVIDER).await.unwrap();
    assert_eq!(view.account.as_deref(), Some(ACCOUNT));
    assert!(view.does(Happening::ConsentRevoked));
    let view = disconnected(&app, &cx).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert_eq!(receipt(&view), Some((Action::RevokedConsent, Some(ACCOUNT.to_owned()))));
    assert!(app.sandbox.consents().await.is_empty());
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
}

async fn a_consent_that_lacks_a_right_is_taken_back_as_well(app: TestApp) {
    let cx = owner(&app).await;
    let lesser = AtGoogle { unticked: &["calendar.events.owned"], ..AtGoogle::agrees(ACCOUNT) };
    let refused = connect_as(&cx, lesser).await.unwrap_err();
    assert_eq!(refused.kind, ava::domain::problem::ProblemKind::MissingRight(Right::WriteEvents));
    let view = disconnected(&app, &cx).await;
    assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::RevokedConsent));
    assert!(app.sandbox.consents().await.is_empty());
}

async fn a_consent_that_another_organisation_uses_stays(app: TestApp) {
    let (one, other) = (owner(&app).await, owner(&app).await);
    connect(&one, ACCOUNT).await.unwrap();
    assert!(preview(&one, PROVIDER).await.unwrap().does(Happening::ConsentRevoked), "nobody else has it");
    connect(&other, ACCOUNT).await.unwrap();
    for cx in [&one, &other] {
        let view = preview(cx, PROVIDER).await.unwrap();
        assert!(view.does(Happening::ConsentStays) && !view.does(Happening::ConsentRevoked));
        let told = serde_json::to_string(&view).unwrap();
        let their = if cx.org == one.org { &other.org } else { &one.org };
        assert!(!told.contains(their.as_str()), "the other is not named: {told}");
    }
    let view = disconnected(&app, &one).await;
    assert_eq!(view.state, OperationState::Done);
    assert_eq!(receipt(&view), Some((Action::ConsentStillUsed, Some(ACCOUNT.to_owned()))));
    assert_eq!(check(&other, PROVIDER).await, Ok(Checked::Accepted));
    assert!(preview(&other, PROVIDER).await.unwrap().does(Happening::ConsentRevoked), "it is the last one");
    let view = disconnected(&app, &other).await;
    assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::RevokedConsent), "the last one");
    assert!(app.sandbox.consents().await.is_empty());
}

/// Google's answers lie between what is looked up and what is done.
async fn a_consent_that_is_being_given_is_not_taken_back_by_another_organisations_end(app: TestApp) {
    let (one, other) = (owner(&app).await, owner(&app).await);
    connect(&one, ACCOUNT).await.unwrap();
    let operation = disconnect(&one, PROVIDER).await.unwrap();
    let asked = NewFault {
        path_contains: Some("/userinfo".to_owned()),
        ..NewFault::next_call(SandboxProvider::Google, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&asked).await;
    let meanwhile = async {
        app.sandbox.held().await;
        app.run_due().await;
        let view = app.operation(&one, &operation).await;
        assert_eq!(view.state, OperationState::Retrying, "it waits for its turn: {:?}", view.steps);
        app.sandbox.release().await;
    };
    let (connected, ()) = futures::join!(connect(&other, ACCOUNT), meanwhile);
    assert_eq!(connected, Ok(Checked::Accepted));
    app.settle().await;
    let view = app.operation(&one, &operation).await;
    assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::ConsentStillUsed));
    assert_eq!(check(&other, PROVIDER).await, Ok(Checked::Accepted));
    assert_eq!(app.count("google_accounts", &[]).await, 0, "every turn is over");
}

async fn a_consent_that_is_given_again_before_it_is_taken_back_stays(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    let operation = disconnect(&cx, PROVIDER).await.unwrap();
    connect(&cx, ACCOUNT).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::ConsentStillUsed));
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
}

async fn what_is_taken_back_at_google_already_is_over(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    app.sandbox.remove_access(ACCOUNT).await;
    let view = disconnected(&app, &cx).await;
    assert_eq!(view.state, OperationState::Done);
    assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::AlreadyGone));
}

async fn a_google_that_is_away_is_asked_again_until_the_consent_is_gone(app: TestApp) {
    let cx = owner(&app).await;
    for kind in [FaultKind::Unavailable, FaultKind::ServerError, FaultKind::Reset, FaultKind::RateLimited] {
        connect(&cx, ACCOUNT).await.unwrap();
        let fault = NewFault {
            path_contains: Some("/revoke".to_owned()),
            remaining: 5,
            ..NewFault::next_call(SandboxProvider::Google, kind)
        };
        app.sandbox.inject(&fault).await;
        let view = disconnected(&app, &cx).await;
        assert_eq!(view.state, OperationState::Done, "{kind:?}: {:?}", view.steps);
        assert_eq!(receipt(&view).map(|(action, _)| action), Some(Action::RevokedConsent), "{kind:?}");
        assert!(app.sandbox.consents().await.is_empty(), "{kind:?}");
        app.sandbox.clear().await;
    }
}

both_engines! {
    lesson_05_disconnecting_takes_the_consent_back_at_google,
    a_consent_that_lacks_a_right_is_taken_back_as_well,
    a_consent_that_another_organisation_uses_stays,
    a_consent_that_is_being_given_is_not_taken_back_by_another_organisations_end,
    a_consent_that_is_given_again_before_it_is_taken_back_stays,
    what_is_taken_back_at_google_already_is_over,
    a_google_that_is_away_is_asked_again_until_the_consent_is_gone,
}
