//! Access to the account that holds managed numbers: AVA has it, and Vapi by a key of
//! its own for as long as a number is in it. The org, whose Vapi shows whatever it is
//! given, never has the account's token.

use std::time::Duration;

use ava::{
    domain::{
        managed::BuyForm,
        operation::{Action, OperationState, OperationView, StepKind, WaitingFor},
        problem::{Managed, ProblemKind},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider, Snapshot, TwilioKeyRow},
    },
    server::{
        integrations::disconnect::disconnect,
        numbers::{drift, managed, service as numbers},
        operations::service,
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    invariants::assert_consistent,
    managed::{
        account, as_a_former_version_left_it, assert_platform_key_stays_home, billed, bought, buy, expose,
        offer, plant_tokens, release, secured, subaccounts, the_number, without_twilio,
    },
    people::{agent, connect_vapi},
    sandbox::Sandbox,
};

fn fault(provider: SandboxProvider, kind: FaultKind, method: &str, path: &str) -> NewFault {
    NewFault {
        method: Some(method.to_owned()),
        path_contains: Some(path.to_owned()),
        ..lasting(provider, kind)
    }
}

fn status(snapshot: &Snapshot) -> String {
    let mut inside = snapshot.twilio_accounts.iter().filter(|account| account.owner_sid.is_some());
    inside.next().unwrap().status.clone()
}

async fn keys(app: &TestApp) -> Vec<TwilioKeyRow> {
    app.sandbox.snapshot().await.twilio_keys
}

/// Whether these credentials can read the numbers of the account.
async fn opens(app: &TestApp, sid: &str, user: &str, password: &str) -> bool {
    let path = format!("/twilio/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json");
    app.sandbox.twilio_status(Method::GET, &path, (user, password)).await == 200
}

/// The outcome of each step that carries Vapi's key for a number.
fn carried(view: &OperationView) -> Vec<Action> {
    let steps = view.steps.iter().filter(|step| step.kind == StepKind::CarryToVapi);
    steps.filter_map(|step| step.receipt.as_ref()).map(|receipt| receipt.action).collect()
}

/// The number as the org's Vapi shows it, with key and secret.
async fn shown_at_vapi(app: &TestApp, number: &str) -> Value {
    app.sandbox.number_at_vapi(number).await
}

async fn lesson_78_a_tenant_sees_a_key_at_vapi_and_never_the_operators_token(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let number = details.number.e164.as_str();
    let (sid, token) = account(&app).await;
    let shown = shown_at_vapi(&app, number).await;
    assert!(shown.get("twilioAuthToken").is_none(), "{shown}");
    assert!(!shown.to_string().contains(&token));
    let (key, secret) = (shown["twilioApiKey"].as_str().unwrap(), shown["twilioApiSecret"].as_str().unwrap());
    assert_eq!(keys(&app).await.iter().map(|key| key.sid.as_str()).collect::<Vec<_>>(), [key]);
    assert!(keys(&app).await[0].friendly_name.starts_with("ava-"));
    assert!(opens(&app, &sid, key, secret).await);
    for path in [format!("{sid}.json"), format!("{sid}/Keys.json")] {
        let path = format!("/twilio/2010-04-01/Accounts/{path}");
        let answer = app.sandbox.twilio_status(Method::GET, &path, (key, secret)).await;
        assert_eq!(answer, 401, "neither the account's token nor its keys: {path}");
    }
    plant_tokens(&app.sandbox).await;
    assert_consistent(&app, "bought").await;
}

async fn lesson_78_after_the_last_release_nothing_opens_the_account(app: TestApp) {
    let cx = without_twilio(&app).await;
    let (first, second) = (bought(&app, &cx, 0).await, bought(&app, &cx, 0).await);
    let shown = shown_at_vapi(&app, first.number.e164.as_str()).await;
    let (key, secret) = (shown["twilioApiKey"].as_str().unwrap(), shown["twilioApiSecret"].as_str().unwrap());
    let (sid, token) = account(&app).await;
    let operation = release(&cx, &first).await;
    app.settle().await;
    let last = app.operation(&cx, &operation).await.steps.into_iter().rev().nth(1).unwrap();
    assert_eq!(last.receipt.unwrap().action, Action::AccountInUse, "the other number is in it");
    assert!(opens(&app, &sid, key, secret).await);
    // Such a key can buy: a number that it bought past AVA does not stay on the bill.
    let numbers_of = format!("/twilio/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json");
    assert_eq!(app.sandbox.buy_by_hand(&numbers_of, (key, secret), "+15005550006").await, 201);
    let operation = release(&cx, &second).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_eq!(status(&app.sandbox.snapshot().await), "suspended");
    assert!(keys(&app).await.is_empty() && billed(&app.sandbox.snapshot().await).is_empty());
    assert!(!opens(&app, &sid, key, secret).await && !opens(&app, &sid, &sid, &token).await);
    // The next purchase opens the account again, with another token.
    let third = bought(&app, &cx, 0).await;
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!((subaccounts(&snapshot).len(), status(&snapshot).as_str()), (1, "active"));
    assert!(!opens(&app, &sid, key, secret).await && !opens(&app, &sid, &sid, &token).await);
    let shown = shown_at_vapi(&app, third.number.e164.as_str()).await;
    assert_ne!(shown["twilioApiKey"].as_str(), Some(key));
    for action in ["account_suspended", "account_reopened", "key_made"] {
        assert!(app.count("audit_log WHERE action = $1", &[action]).await > 0, "{action}");
    }
    assert_platform_key_stays_home(&app, "reopened").await;
    assert_consistent(&app, "reopened").await;
}

async fn lesson_78_a_token_that_a_former_version_gave_away_is_renewed(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let number = details.number.e164.as_str();
    let (sid, token) = as_a_former_version_left_it(&app, &cx, number).await;
    // A holder of the token makes a key and a second token, which would outlive it.
    app.sandbox.key_by_hand(&sid, &token, "mine").await;
    let secondary = "/twilio-accounts/v1/AuthTokens/Secondary";
    assert_eq!(app.sandbox.twilio_status(Method::POST, secondary, (&sid, &token)).await, 201);
    let operation = secured(&app, &cx).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert!(!opens(&app, &sid, &sid, &token).await);
    let there = keys(&app).await;
    assert!(there.len() == 1 && there[0].friendly_name.starts_with("ava-"), "{there:?}");
    let shown = shown_at_vapi(&app, number).await;
    assert_eq!(shown["twilioApiKey"].as_str(), Some(there[0].sid.as_str()));
    // Vapi prefers a token, which opens nothing by now.
    assert!(shown.get("twilioAuthToken").is_none(), "{shown}");
    let agent = agent(&cx, &details.number.agent.clone().unwrap().0).await;
    let snapshot = app.sandbox.snapshot().await;
    Sandbox::assert_answers(&snapshot, number, agent.vapi_assistant_id.as_deref().unwrap());
    assert_eq!(carried(&view), [Action::PlacedAnew, Action::KeyThere]);
    assert_eq!(managed::exposure::enqueue_exposed(&app.services).await.unwrap(), 0, "once");
    let again = numbers::prove(&cx, details.number.id).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done, "AVA has the new token");
    assert_consistent(&app, "renewed").await;
}

/// The numbers were released before the version that suspends the account came.
async fn lesson_78_a_token_that_outlived_the_release_is_renewed_and_the_account_suspended(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    release(&cx, &details).await;
    app.settle().await;
    let (sid, token) = account(&app).await;
    app.sandbox.set_status(&sid, "active").await;
    assert!(opens(&app, &sid, &sid, &token).await);
    expose(&app, &cx).await;
    let operation = secured(&app, &cx).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_eq!(status(&app.sandbox.snapshot().await), "suspended");
    app.sandbox.set_status(&sid, "active").await;
    assert!(!opens(&app, &sid, &sid, &token).await);
}

async fn a_vapi_that_refuses_keeps_no_token_from_being_renewed(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let number = details.number.e164.as_str();
    let (sid, token) = as_a_former_version_left_it(&app, &cx, number).await;
    for kind in [FaultKind::Unavailable, FaultKind::Unauthorized] {
        app.sandbox.clear().await;
        app.sandbox
            .inject(&NewFault { method: None, ..fault(SandboxProvider::Vapi, kind, "", "/phone-number") })
            .await;
        expose(&app, &cx).await;
        let operation = secured(&app, &cx).await;
        for _ in 0..12 {
            app.run_due().await;
            app.let_time_pass().await;
        }
        assert!(!opens(&app, &sid, &sid, &token).await, "{kind:?}");
        let view = app.operation(&cx, &operation).await;
        assert!(view.state.is_open(), "{kind:?}: it has still to be carried: {:?}", view.state);
    }
    app.sandbox.clear().await;
    connect_vapi(&cx).await;
    app.settle().await;
    let shown = shown_at_vapi(&app, number).await;
    assert!(shown.get("twilioAuthToken").is_none(), "{shown}");
    assert_eq!(shown["twilioApiKey"].as_str(), Some(keys(&app).await[0].sid.as_str()));
    assert_consistent(&app, "carried later").await;
}

/// Imported again, the number would be the agent's.
async fn what_a_person_set_to_answer_at_vapi_stays_when_it_gets_a_key(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let number = details.number.e164.as_str();
    let (sid, token) = as_a_former_version_left_it(&app, &cx, number).await;
    let squad = json!({ "squadId": "5a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0007" });
    app.sandbox.settle_at_vapi(number, squad.clone()).await;
    let operation = secured(&app, &cx).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert_eq!(carried(&view), [Action::CarriedBesideToken, Action::KeyThere]);
    let shown = shown_at_vapi(&app, number).await;
    assert_eq!(shown["squadId"], squad["squadId"]);
    assert_eq!(shown["twilioApiKey"].as_str(), Some(keys(&app).await[0].sid.as_str()));
    assert!(!opens(&app, &sid, &sid, &token).await);
}

/// The number is deleted at Vapi just then, and its new id there is not known yet.
async fn lesson_78_a_number_that_is_released_while_vapi_gets_it_anew_is_left_nowhere(app: TestApp) {
    for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
        let app = TestApp::on(app.database).await;
        let cx = without_twilio(&app).await;
        let details = bought(&app, &cx, 0).await;
        as_a_former_version_left_it(&app, &cx, details.number.e164.as_str()).await;
        let once = fault(SandboxProvider::Vapi, kind, "POST", "/phone-number");
        app.sandbox.inject(&NewFault { remaining: 1, ..once }).await;
        secured(&app, &cx).await;
        let engine = app.engine.clone();
        app.clock.advance(Duration::from_secs(1));
        let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
        app.sandbox.held().await;
        let released = release(&cx, &details).await;
        app.run_due().await;
        assert_eq!(app.state(&cx, &released).await, OperationState::Retrying, "{kind:?}: it may be made");
        assert!(billed(&app.sandbox.snapshot().await).is_empty(), "{kind:?}: Twilio waits for no Vapi");
        app.sandbox.release().await;
        working.await.unwrap();
        app.settle().await;
        assert_eq!(app.state(&cx, &released).await, OperationState::Done, "{kind:?}");
        let snapshot = app.sandbox.snapshot().await;
        assert!(snapshot.vapi_numbers.is_empty() && snapshot.twilio_keys.is_empty(), "{kind:?}");
        assert_eq!(status(&snapshot), "suspended", "{kind:?}");
        assert_consistent(&app, "released while placed anew").await;
    }
}

async fn a_purchase_waits_for_the_renewal_and_uses_the_new_token(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    as_a_former_version_left_it(&app, &cx, details.number.e164.as_str()).await;
    let operation = buy(&cx, &offer(&cx, 0).await).await;
    app.run_due().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Operation));
    secured(&app, &cx).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_consistent(&app, "bought with the new token").await;
}

async fn lesson_78_without_a_key_from_twilio_nothing_goes_to_vapi(app: TestApp) {
    let cx = without_twilio(&app).await;
    let refused = fault(SandboxProvider::Twilio, FaultKind::Forbidden, "POST", "/Keys.json");
    app.sandbox.inject(&refused).await;
    let chosen = offer(&cx, 0).await;
    let operation = buy(&cx, &chosen).await;
    app.run_due().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Retrying);
    assert_eq!(view.stuck().unwrap().kind, ProblemKind::Managed(Managed::NoKey));
    assert!(app.sandbox.at_vapi(chosen.e164.as_str()).await.is_empty(), "the token is no way out");
    assert!(the_number(&cx, chosen.e164.as_str()).await.is_some());
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
}

/// An operator who suspends a tenant's account by hand has a reason.
async fn an_account_that_the_operator_suspended_is_not_opened_by_a_purchase(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let (sid, _) = account(&app).await;
    app.sandbox.set_status(&sid, "suspended").await;
    let operation = buy(&cx, &offer(&cx, 0).await).await;
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.stuck().unwrap().kind, ProblemKind::Managed(Managed::PlatformRefused));
    assert_eq!(status(&app.sandbox.snapshot().await), "suspended");
    // A number in the account is billed all the same: its release is not taken for done.
    let released = release(&cx, &details).await;
    app.settle().await;
    let view = app.operation(&cx, &released).await;
    assert_eq!((view.state, view.can_close), (OperationState::NeedsAttention, false));
    assert_eq!(billed(&app.sandbox.snapshot().await).len(), 1);
    app.sandbox.set_status(&sid, "active").await;
    service::retry(&cx, released.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &released).await, OperationState::Done);
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
}

async fn a_vapi_that_is_left_holds_no_key_of_the_account(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let before = keys(&app).await.remove(0).sid;
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert!(keys(&app).await.is_empty());
    connect_vapi(&cx).await;
    app.settle().await;
    let agent = crate::support::people::overview(&cx).await.agents.remove(0).id;
    let again = numbers::assign(&cx, details.number.id.clone(), agent).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    let there = keys(&app).await;
    assert!(there.len() == 1 && there[0].sid != before, "{there:?}");
}

async fn a_key_that_somebody_deleted_is_made_anew_and_carried(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let (sid, token) = account(&app).await;
    let before = keys(&app).await.remove(0).sid;
    app.sandbox.delete_key(&sid, &token, &before).await;
    drift::compare(&cx).await.unwrap();
    app.settle().await;
    secured(&app, &cx).await;
    app.settle().await;
    let there = keys(&app).await;
    assert!(there.len() == 1 && there[0].sid != before, "{there:?}");
    let shown = shown_at_vapi(&app, details.number.e164.as_str()).await;
    assert_eq!(shown["twilioApiKey"].as_str(), Some(there[0].sid.as_str()));
}

async fn lesson_78_an_order_that_comes_to_nothing_keeps_no_key_alive(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let shown = shown_at_vapi(&app, details.number.e164.as_str()).await;
    let (key, secret) = (shown["twilioApiKey"].as_str().unwrap(), shown["twilioApiSecret"].as_str().unwrap());
    let (sid, _) = account(&app).await;
    app.sandbox.inject(&fault(SandboxProvider::Twilio, FaultKind::Unavailable, "POST", "/Incoming")).await;
    release(&cx, &details).await;
    let taken = BuyForm {
        number: "+15005550000".into(),
        country: "US".into(),
        kind: "local".into(),
        ..BuyForm::default()
    };
    managed::buy(&cx, &taken).await.unwrap();
    app.run_due().await;
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!(status(&snapshot), "active", "something is ordered in it");
    assert!(!opens(&app, &sid, key, secret).await, "the key went with the last number");
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(status(&app.sandbox.snapshot().await), "suspended");
    assert!(!opens(&app, &sid, key, secret).await && keys(&app).await.is_empty());
    assert_consistent(&app, "came to nothing").await;
}

async fn two_last_releases_at_once_close_the_account_once(app: TestApp) {
    let cx = without_twilio(&app).await;
    let (first, second) = (bought(&app, &cx, 0).await, bought(&app, &cx, 0).await);
    let operations = [release(&cx, &first).await, release(&cx, &second).await];
    // While the releases go on, somebody wants another number.
    let third = buy(&cx, &offer(&cx, 0).await).await;
    app.settle().await;
    for operation in operations.iter().chain([&third]) {
        let view = app.operation(&cx, operation).await;
        assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    }
    assert_eq!(status(&app.sandbox.snapshot().await), "active");
    assert!(app.operation(&cx, &third).await.steps.iter().any(|step| step.kind == StepKind::MakeKey));
    assert_consistent(&app, "bought while two were released").await;
}

both_engines!(
    lesson_78_a_tenant_sees_a_key_at_vapi_and_never_the_operators_token,
    lesson_78_after_the_last_release_nothing_opens_the_account,
    lesson_78_a_token_that_a_former_version_gave_away_is_renewed,
    lesson_78_a_token_that_outlived_the_release_is_renewed_and_the_account_suspended,
    lesson_78_an_order_that_comes_to_nothing_keeps_no_key_alive,
    lesson_78_without_a_key_from_twilio_nothing_goes_to_vapi,
    lesson_78_a_number_that_is_released_while_vapi_gets_it_anew_is_left_nowhere,
    what_a_person_set_to_answer_at_vapi_stays_when_it_gets_a_key,
    a_vapi_that_refuses_keeps_no_token_from_being_renewed,
    a_purchase_waits_for_the_renewal_and_uses_the_new_token,
    an_account_that_the_operator_suspended_is_not_opened_by_a_purchase,
    a_vapi_that_is_left_holds_no_key_of_the_account,
    a_key_that_somebody_deleted_is_made_anew_and_carried,
    two_last_releases_at_once_close_the_account_once,
);
