//! Objects that were made with a key that is no longer the org's, and whose answer comes
//! late or never: a person is asked about them, and they are taken back.

use ava::{
    domain::{
        agent::SyncState,
        operation::{OperationKind, OperationState},
        problem::ProblemKind,
        provider::Provider,
        provider::{twilio::TwilioForm, vapi::VapiForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::integrations::service::save,
};
use reqwest::Method;
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{
        self, agent, import, make_agent, other_twilio_form, overview, owner, prepared, twilio_form_with_key,
        vapi_form,
    },
    sandbox::{NUMBER, OTHER_TWILIO_SID, OTHER_VAPI_KEY, Sandbox, VAPI_KEY},
    traces::assert_forgotten,
};

fn call(provider: SandboxProvider, method: &str, path: &str, kind: FaultKind) -> NewFault {
    NewFault {
        method: Some(method.into()),
        path_contains: Some(path.into()),
        ..NewFault::next_call(provider, kind)
    }
}

async fn assistants(app: &TestApp, key: &str) -> usize {
    let listed = app.sandbox.vapi(Method::GET, "/assistant", key, Value::Null).await;
    listed.as_array().unwrap().len()
}

fn other(switch: bool) -> VapiForm {
    VapiForm { switch, ..vapi_form(OTHER_VAPI_KEY) }
}

/// Asserts that a save is refused until a person agrees to leave the organisation.
async fn is_asked_about(cx: &ava::server::cx::Cx) {
    let refused = save(cx, &other(false)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OtherAccount(Provider::Vapi));
    save(cx, &other(true)).await.unwrap();
}

async fn a_first_assistant_that_is_being_made_hangs_on_its_key_and_is_taken_back(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let reception = make_agent(&cx).await;
    app.sandbox.inject(&call(SandboxProvider::Vapi, "POST", "/assistant", FaultKind::HoldAfter)).await;
    let edit_conflict = async {
        app.sandbox.held().await;
        is_asked_about(&cx).await;
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    assert_eq!((assistants(&app, VAPI_KEY).await, assistants(&app, OTHER_VAPI_KEY).await), (0, 1));
    let made = agent(&cx, &reception).await;
    assert_eq!(made.sync, SyncState::Synced);
    assert_forgotten(&app, "switched").await;
    // The agent can answer a number.
    people::connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let assistant = made.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

/// No worker has the operation when the key is saved.
async fn lost(database: Database) {
    let app = TestApp::with_timeout(database, 300).await;
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let reception = make_agent(&cx).await;
    app.sandbox.inject(&call(SandboxProvider::Vapi, "POST", "/assistant", FaultKind::HoldAfter)).await;
    app.run_due().await;
    app.sandbox.release().await;
    assert_eq!(assistants(&app, VAPI_KEY).await, 1, "it is there, and nobody knows");
    is_asked_about(&cx).await;
    app.settle().await;
    assert_eq!((assistants(&app, VAPI_KEY).await, assistants(&app, OTHER_VAPI_KEY).await), (0, 1));
    assert_eq!(agent(&cx, &reception).await.sync, SyncState::Synced);
}

#[tokio::test]
async fn an_assistant_whose_answer_was_lost_is_taken_back_at_the_former_organisation() {
    for database in [Database::Sqlite, Database::Postgres] {
        lost(database).await;
    }
}

async fn the_same_key_is_saved_again_while_an_assistant_is_made(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let reception = make_agent(&cx).await;
    app.sandbox.inject(&call(SandboxProvider::Vapi, "POST", "/assistant", FaultKind::HoldAfter)).await;
    let edit_conflict = async {
        app.sandbox.held().await;
        save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    assert_eq!(assistants(&app, VAPI_KEY).await, 1);
    assert_eq!(agent(&cx, &reception).await.sync, SyncState::Synced);
    assert_eq!(app.count("operations WHERE kind = 'disconnect'", &[]).await, 0);
}

/// A refusal is an answer: nothing was made, and nothing hangs on the key.
async fn what_was_refused_is_not_asked_about(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    make_agent(&cx).await;
    app.sandbox.inject(&call(SandboxProvider::Vapi, "POST", "/assistant", FaultKind::Forbidden)).await;
    app.run_due().await;
    save(&cx, &other(false)).await.unwrap();
    app.settle().await;
    assert_eq!((assistants(&app, VAPI_KEY).await, assistants(&app, OTHER_VAPI_KEY).await), (0, 1));
}

async fn a_number_that_is_being_imported_is_taken_back_at_the_former_organisation(app: TestApp) {
    let (cx, reception) = prepared(&app).await;
    import(&cx, NUMBER).await;
    app.sandbox.inject(&call(SandboxProvider::Vapi, "POST", "/phone-number", FaultKind::HoldAfter)).await;
    let edit_conflict = async {
        app.sandbox.held().await;
        is_asked_about(&cx).await;
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await.len(), 1, "in one organisation, and not in two");
    let assistant = agent(&cx, &reception).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
    assert_eq!(assistants(&app, VAPI_KEY).await, 0);
}

async fn a_key_that_twilio_is_making_is_taken_back_in_the_former_account(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    import(&cx, NUMBER).await;
    app.sandbox.inject(&call(SandboxProvider::Twilio, "POST", "/Keys", FaultKind::HoldAfter)).await;
    let theirs = TwilioForm { vapi_key: true, switch: true, ..other_twilio_form() };
    let edit_conflict = async {
        app.sandbox.held().await;
        save(&cx, &theirs).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    let keys = app.sandbox.keys().await;
    assert!(keys.iter().all(|key| key.account_sid == OTHER_TWILIO_SID), "{keys:?}");
    assert_forgotten(&app, "switched").await;
}

/// Another account was saved while the former one was read: a number of the former is
/// not taken for one of the new.
async fn a_number_that_was_found_in_the_former_account_is_not_taken_for_found(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let operation = import(&cx, NUMBER).await;
    let read = call(SandboxProvider::Twilio, "GET", "/IncomingPhoneNumbers", FaultKind::HoldAfter);
    app.sandbox.inject(&read).await;
    let edit_conflict = async {
        app.sandbox.held().await;
        save(&cx, &other_twilio_form()).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    let ended = app.operation(&cx, &operation).await;
    assert_eq!(ended.state, OperationState::Failed, "{:?}", ended.steps);
    assert_eq!(app.count("phone_numbers WHERE twilio_sid IS NOT NULL", &[]).await, 0);
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    assert_eq!(overview(&cx).await.numbers.len(), 1);
    assert_eq!(app.count("operations WHERE kind = $1", &[OperationKind::Disconnect.code()]).await, 0);
}

both_engines!(
    a_first_assistant_that_is_being_made_hangs_on_its_key_and_is_taken_back,
    the_same_key_is_saved_again_while_an_assistant_is_made,
    what_was_refused_is_not_asked_about,
    a_number_that_is_being_imported_is_taken_back_at_the_former_organisation,
    a_key_that_twilio_is_making_is_taken_back_in_the_former_account,
    a_number_that_was_found_in_the_former_account_is_not_taken_for_found,
);
