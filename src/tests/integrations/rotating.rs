//! Another Auth Token for the org's own account: Vapi has it before it is the only one, and what
//! fails before that leaves everything as it was.

use ava::{
    domain::{
        operation::{Action, OperationKind, OperationState, OperationView, StepKind},
        problem::ProblemKind,
        provider::{Provider, twilio::TwilioForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::disconnect,
            operations::rotate::rotate,
            service::{check, save},
        },
        operations::service::retry,
    },
};
use reqwest::Method;

use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        agent, by_api_key, card_of, import, latest, owner, prepared, ready, twilio_form, twilio_form_with_key,
    },
    sandbox::{NUMBER, SECOND_NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN},
    traces::{assert_cleaned_up, assert_forgotten},
};

const SECONDARY: &str = "/twilio-accounts/v1/AuthTokens/Secondary";

/// Whether the token opens the account.
pub async fn opens(sandbox: &Sandbox, token: &str) -> bool {
    let account = format!("/twilio/2010-04-01/Accounts/{TWILIO_SID}.json");
    sandbox.twilio_status(Method::GET, &account, (TWILIO_SID, token)).await == 200
}

/// Asserts that the account has no token beside this one.
pub async fn assert_no_second(sandbox: &Sandbox, token: &str, case: &str) {
    let status = sandbox.twilio_status(Method::DELETE, SECONDARY, (TWILIO_SID, token)).await;
    assert_eq!(status, 404, "{case}: a second token is left");
}

async fn another_token_reaches_vapi_before_it_is_the_only_one(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    let row = app.text("SELECT id FROM org_credentials WHERE provider = 'twilio'", &[]).await;
    let operation = rotate(&cx).await.unwrap();
    assert_eq!(rotate(&cx).await.unwrap(), operation, "the second of two clicks");
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    let steps: Vec<_> = view.steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        steps,
        [
            StepKind::MakeToken,
            StepKind::CheckToken,
            StepKind::CarryToVapi,
            StepKind::CarryToVapi,
            StepKind::ProveToken,
            StepKind::PromoteToken,
            StepKind::CheckAgain,
        ]
    );
    assert!(view.steps.iter().all(|step| step.receipt.is_some()), "{:?}", view.steps);
    let token = app.sandbox.token_at_vapi(NUMBER).await.unwrap();
    assert_eq!(app.sandbox.token_at_vapi(SECOND_NUMBER).await.as_ref(), Some(&token));
    assert!(opens(&app.sandbox, &token).await && !opens(&app.sandbox, TWILIO_TOKEN).await);
    assert_no_second(&app.sandbox, &token, "promoted").await;
    check(&cx, Provider::Twilio).await.unwrap();
    let same = "org_credentials WHERE provider = 'twilio' AND id = $1 AND status = 'connected'";
    assert_eq!(app.count(same, &[&row]).await, 1, "in the same row");
    for action in ["token_made", "token_renewed"] {
        assert_eq!(app.count("audit_log WHERE action = $1", &[action]).await, 1, "{action}");
    }
    let asked = "audit_log WHERE action = 'operation_asked' AND subject = 'rotate_token:twilio'";
    assert_eq!(app.count(asked, &[]).await, 1, "one was asked for");
    assert_forgotten(&app, "rotated").await;
    let assistant = agent(&cx, &reception).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
    // What was made with the former token is taken back by the new one.
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_cleaned_up(&app, &[NUMBER, SECOND_NUMBER], "disconnected").await;
}

async fn nobody_saves_or_disconnects_while_the_token_is_replaced(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let operation = rotate(&cx).await.unwrap();
    let refused = save(&cx, &twilio_form()).await.unwrap_err();
    assert_eq!((refused.kind, refused.http_status()), (ProblemKind::TokenUnderWay, 409));
    let refused = disconnect(&cx, Provider::Twilio).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::TokenUnderWay);
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let former = save(&cx, &twilio_form()).await.unwrap_err();
    assert_eq!(former.kind, ProblemKind::KeyRefused(Provider::Twilio), "the former one opens nothing");
    // A secret that is being carried is not replaced at the same time.
    app.sandbox.inject(&NewFault { remaining: 1000, ..of_vapi("PATCH", FaultKind::Unavailable) }).await;
    save(&cx, &TwilioForm { auth_token: "".into(), ..by_api_key() }).await.unwrap();
    assert_eq!(rotate(&cx).await.unwrap_err().kind, ProblemKind::TokenUnderWay);
}

fn of_vapi(method: &str, kind: FaultKind) -> NewFault {
    NewFault { method: Some(method.into()), ..NewFault::next_call(SandboxProvider::Vapi, kind) }
}

/// Lets the clean-up that follows a failed rotation come to its end.
async fn undone(app: &TestApp, cx: &Cx) -> OperationView {
    app.settle().await;
    let undo = latest(cx, OperationKind::UndoRotation).await;
    if undo.state == OperationState::NeedsAttention {
        retry(cx, undo.id.clone()).await.unwrap();
        app.settle().await;
    }
    app.operation(cx, &undo.id).await
}

async fn a_rotation_that_fails_leaves_everything_as_it_was(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    // The second number is refused, when the first one has the new token already.
    app.sandbox.inject(&NewFault { skip: 1, ..of_vapi("PATCH", FaultKind::Forbidden) }).await;
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Failed, "{:?}", view.steps);
    let undo = undone(&app, &cx).await;
    assert_eq!(undo.state, OperationState::Done, "{:?}", undo.steps);
    let receipts: Vec<_> =
        undo.steps.iter().map(|step| (step.kind, step.receipt.as_ref().unwrap().action)).collect();
    assert_eq!(
        receipts[1..],
        [
            (StepKind::ReturnToken, Action::ReturnedToken),
            (StepKind::ReturnToken, Action::ReturnedToken),
            (StepKind::DeleteToken, Action::DeletedToken),
            (StepKind::ShredKeys, Action::ShreddedKeys),
        ]
    );
    for number in [NUMBER, SECOND_NUMBER] {
        assert_eq!(app.sandbox.token_at_vapi(number).await.as_deref(), Some(TWILIO_TOKEN), "{number}");
    }
    assert!(opens(&app.sandbox, TWILIO_TOKEN).await);
    assert_no_second(&app.sandbox, TWILIO_TOKEN, "undone").await;
    check(&cx, Provider::Vapi).await.unwrap();
    check(&cx, Provider::Twilio).await.unwrap();
    assert_eq!(app.count("audit_log WHERE action = 'token_deleted'", &[]).await, 1);
    assert_forgotten(&app, "undone").await;
    // Trying again begins anew.
    let again = retry(&cx, operation).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert!(!opens(&app.sandbox, TWILIO_TOKEN).await);
}

async fn a_second_token_of_somebody_elses_is_left_to_them(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let theirs = (TWILIO_SID, TWILIO_TOKEN);
    assert_eq!(app.sandbox.twilio_status(Method::POST, SECONDARY, theirs).await, 201);
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Failed);
    assert_eq!(view.failure().map(|problem| problem.kind), Some(ProblemKind::SecondToken));
    assert_eq!(app.count("operations WHERE kind = 'undo_rotation'", &[]).await, 0);
    assert_eq!(app.sandbox.twilio_status(Method::DELETE, SECONDARY, theirs).await, 204, "it is there");
    assert_forgotten(&app, "refused").await;
}

async fn a_number_with_a_key_of_its_own_needs_no_token(app: TestApp) {
    let (cx, ..) = prepared(&app).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    import(&cx, NUMBER).await;
    app.settle().await;
    let (key, keys) = (app.sandbox.key_at_vapi(NUMBER).await, app.sandbox.keys().await.len());
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert!(view.steps.iter().all(|step| step.kind != StepKind::CarryToVapi));
    assert_eq!((app.sandbox.key_at_vapi(NUMBER).await, app.sandbox.keys().await.len()), (key, keys));
    assert_eq!(app.sandbox.token_at_vapi(NUMBER).await, None);
    assert!(!opens(&app.sandbox, TWILIO_TOKEN).await);
    check(&cx, Provider::Twilio).await.unwrap();
    assert_forgotten(&app, "rotated").await;
}

/// Vapi prefers a token to the key beside it, so that the token is replaced there, too.
async fn a_token_beside_a_key_is_replaced_as_well(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    save(&cx, &by_api_key()).await.unwrap();
    app.settle().await;
    assert_eq!(card_of(&cx, Provider::Twilio).await.tokens_at_vapi, 1);
    let operation = rotate(&cx).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let token = app.sandbox.token_at_vapi(NUMBER).await.unwrap();
    assert!(opens(&app.sandbox, &token).await && !opens(&app.sandbox, TWILIO_TOKEN).await);
    assert!(app.sandbox.key_at_vapi(NUMBER).await.is_some());
    assert_eq!(app.count("operations WHERE kind = 'carry_secret' AND state <> 'done'", &[]).await, 0);
}

async fn a_token_that_twilio_refuses_is_not_replaced(app: TestApp) {
    let nobody = owner(&app).await;
    assert_eq!(rotate(&nobody).await.unwrap_err().kind, ProblemKind::NotConnected(Provider::Twilio));
    let (cx, ..) = ready(&app).await;
    app.sandbox.rotate_token(TWILIO_SID, "canaryanothertoken5a5a5a5a5a5a5a").await;
    check(&cx, Provider::Twilio).await.unwrap_err();
    assert_eq!(rotate(&cx).await.unwrap_err().kind, ProblemKind::KeyRefused(Provider::Twilio));
}

both_engines!(
    another_token_reaches_vapi_before_it_is_the_only_one,
    nobody_saves_or_disconnects_while_the_token_is_replaced,
    a_rotation_that_fails_leaves_everything_as_it_was,
    a_second_token_of_somebody_elses_is_left_to_them,
    a_number_with_a_key_of_its_own_needs_no_token,
    a_token_beside_a_key_is_replaced_as_well,
    a_token_that_twilio_refuses_is_not_replaced,
);
