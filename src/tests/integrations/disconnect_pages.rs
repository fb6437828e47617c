//! The pages of leaving, as a browser without JavaScript walks them, and the
//! receipts to keep.

use std::time::Duration;

use ava::domain::{
    locale::Locale,
    moment::due,
    operation::{Action, OperationPage, OperationState, StepKind},
    problem::ProblemKind,
    sandbox::{FaultKind, SandboxProvider},
    zone::Zone,
};
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Browser, Server},
    faults::lasting,
    sandbox::{NUMBER, OTHER_VAPI_KEY, OWN_VOICE_URL, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const NAME: &str = "<b>Reception</b>";
const TWILIO: &str = "/dashboard/integrations/twilio/disconnect";
const VAPI: &str = "/dashboard/integrations/vapi/disconnect";

/// An org whose number answers.
async fn ready(app: &TestApp) -> (Server, Browser) {
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent(NAME, "Book appointments.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let import = browser.import(NUMBER).await;
    until(&browser, &import, OperationState::Done).await;
    (server, browser)
}

async fn until(browser: &Browser, operation: &str, state: OperationState) -> OperationPage {
    let is = |page: &OperationPage| page.operation.state == state;
    browser.until("read/Operation", &[("id", operation)], is).await
}

/// Presses the button; returns the operation that follows.
async fn disconnect(browser: &Browser, page: &str, provider: &str) -> String {
    let sent = browser.form(page, "integrations/disconnect", &[("provider", provider)]).await;
    assert_eq!(sent.status, 302, "{}", sent.body);
    sent.header("location").strip_prefix("/dashboard/operations/").unwrap().to_owned()
}

fn receipts_of(operation: &str) -> String {
    format!("/dashboard/operations/{operation}/receipts.json")
}

#[track_caller]
fn says(answer: &Answer, texts: &[&str]) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    for text in texts {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    assert!(!answer.body.contains(NAME), "names are text");
}

#[tokio::test]
async fn the_page_says_by_name_what_goes_and_what_stays() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    let escaped = "&lt;b&gt;Reception&lt;/b&gt;";
    let loses = format!("+1 415 310 0001: {escaped} loses it");
    let twilio = browser.page(TWILIO).await;
    says(&twilio, &["Disconnect Twilio?", "AC•••• 5a5a", &loses, "the webhooks that it had before AVA"]);
    assert!(!twilio.body.contains("is deleted at Vapi"), "agents keep their assistants");
    let vapi = browser.page(VAPI).await;
    says(&vapi, &["Disconnect Vapi?", &loses, "1 assistant is deleted at Vapi", "when you reconnect it"]);
    for path in ["/dashboard/integrations", "/dashboard/integrations/twilio"] {
        says(&browser.page(path).await, &[&format!("href=\"{TWILIO}\"")]);
    }
    assert_eq!(browser.page("/dashboard/integrations/stripe/disconnect").await.status, 404);
}

#[tokio::test]
async fn another_account_says_by_name_what_it_changes() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    app.sandbox.assistant_by_hand(OTHER_VAPI_KEY, "Theirs").await;
    let escaped = "&lt;b&gt;Reception&lt;/b&gt;";
    let path = "/dashboard/integrations/vapi";
    assert!(!browser.page(path).await.body.contains("taken out of Vapi"), "nothing is asked yet");
    let typed = [("form[key]", OTHER_VAPI_KEY), ("form[region]", "us")];
    assert_eq!(browser.form(path, "integrations/save-vapi", &typed).await.status, 302);
    let brought = format!("+1 415 310 0001: brought to the new organisation, where {escaped} answers it");
    let asked = browser.page(path).await;
    says(&asked, &["Switch to this account", &brought, "1 assistant is deleted at Vapi", escaped]);
}

#[tokio::test]
async fn what_nothing_depends_on_is_soon_said_and_what_is_not_there_too() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    says(&browser.page(TWILIO).await, &["Twilio is not connected", "Back to Twilio"]);
    assert!(!browser.page("/dashboard/integrations/twilio").await.body.contains(TWILIO));
    let sent = browser.form(TWILIO, "integrations/disconnect", &[("provider", "twilio")]).await;
    assert_eq!((sent.status, sent.header("location")), (302, TWILIO));
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    says(&browser.page(TWILIO).await, &["Nothing depends on Twilio yet"]);
    let operation = disconnect(&browser, TWILIO, "twilio").await;
    until(&browser, &operation, OperationState::Done).await;
    let link = format!("href=\"/dashboard/operations/{operation}\"");
    says(&browser.page(TWILIO).await, &["Twilio is not connected", &link]);
}

#[tokio::test]
async fn two_presses_lead_to_one_cleanup_whose_receipts_are_kept() {
    let app = TestApp::on(Database::Sqlite).await;
    let (server, browser) = ready(&app).await;
    let operation = disconnect(&browser, TWILIO, "twilio").await;
    assert_eq!(disconnect(&browser.tab(), TWILIO, "twilio").await, operation);
    until(&browser, &operation, OperationState::Done).await;
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, OWN_VOICE_URL);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);

    let path = receipts_of(&operation);
    let page = browser.page(&format!("/dashboard/operations/{operation}")).await;
    says(
        &page,
        &[
            "Disconnect Twilio",
            "Take +1\u{a0}415\u{a0}310\u{a0}0001 out of Vapi",
            &format!("href=\"{path}\""),
        ],
    );
    let file = browser.page(&path).await;
    assert_eq!(file.status, 200);
    let disposition = format!("attachment; filename=\"receipts-{operation}.json\"");
    assert_eq!(file.header("content-disposition"), disposition);
    assert_eq!(file.header("content-type"), "application/json");
    let file: Value = file.json();
    assert_eq!((&file["kind"], &file["subject"]), (&"disconnect".into(), &"twilio".into()));
    let receipts = file["receipts"].as_array().unwrap();
    let of = |step: &str| receipts.iter().find(|receipt| receipt["step"] == step).unwrap();
    let removed = of("remove_at_vapi");
    assert_eq!((&removed["about"], &removed["action"]), (&NUMBER.into(), &"removed_number".into()));
    assert!(page.body.contains(removed["object"].as_str().unwrap()), "the page shows the whole id");
    let restored = of("restore_at_twilio");
    assert_eq!((&restored["action"], &restored["provider"]), (&"restored_webhooks".into(), &"twilio".into()));
    assert!(restored["object"].as_str().unwrap().starts_with("PN"));
    for at in [&restored["at"], &file["started"], &file["finished"]] {
        assert!(
            at.as_str().unwrap().starts_with("2026-11-21T") && at.as_str().unwrap().ends_with('Z'),
            "{at}"
        );
    }

    let stranger = server.owner().await;
    let own = browser.rpc("read/Operation", &[("id", &operation)]).await;
    assert_eq!(own.status, 200);
    for path in [path.as_str(), &receipts_of("x"), &receipts_of("0190a5e2-7c1b-7def-8123-0123456789ab")] {
        let request = stranger.request(reqwest::Method::GET, path);
        assert_eq!(stranger.send(path, request).await.problem().kind, ProblemKind::NotFound, "{path}");
    }
    let visitor = server.visitor();
    let request = visitor.request(reqwest::Method::GET, &path);
    assert_eq!(visitor.send(&path, request).await.problem().kind, ProblemKind::SignedOut);
}

#[tokio::test]
async fn a_viewer_disconnects_nothing() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    assert_eq!(browser.page(TWILIO).await.status, 403);
    let refused = browser.rpc("integrations/disconnect", &[("provider", "twilio")]).await;
    assert_eq!(refused.problem().kind, ProblemKind::Forbidden);
    let sent =
        browser.form("/dashboard/operations", "integrations/disconnect", &[("provider", "vapi")]).await;
    assert_eq!((sent.status, sent.header("location")), (302, "/dashboard/operations"));
    assert_eq!(app.count("org_credentials", &[]).await, 2);
    assert_eq!(app.count("operations WHERE kind = 'disconnect'", &[]).await, 0);
}

#[tokio::test]
async fn a_provider_that_is_away_is_waited_for_in_words() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let operation = disconnect(&browser, TWILIO, "twilio").await;
    let waits = until(&browser, &operation, OperationState::Retrying).await;
    let at = due(waits.operation.next_attempt_at.unwrap(), app.now(), Locale::En, &Zone::default());
    let page = browser.page(&format!("/dashboard/operations/{operation}")).await;
    says(&page, &[&format!("Waiting for Vapi, next attempt {at}"), "Retry now", "I did it by hand"]);
    let overview = browser.page("/dashboard/integrations").await;
    let line = format!("Twilio is being taken back: it waits for Vapi, next attempt {at}");
    says(&overview, &[&line]);
    app.sandbox.clear().await;
    let page = format!("/dashboard/operations/{operation}");
    app.clock.advance(Duration::from_secs(600));
    let sent = browser.form(&page, "operations/retry", &[("id", &operation)]).await;
    assert_eq!(sent.status, 302);
    until(&browser, &operation, OperationState::Done).await;
    let overview = browser.page("/dashboard/integrations").await;
    assert!(!overview.body.contains("is being taken back"));
}

#[tokio::test]
async fn what_ava_cannot_do_is_said_and_closed_by_hand() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    let operation = disconnect(&browser, VAPI, "vapi").await;
    until(&browser, &operation, OperationState::NeedsAttention).await;
    let path = format!("/dashboard/operations/{operation}");
    let page = browser.page(&path).await;
    let assistant = "At Vapi, delete the assistant &lt;b&gt;Reception&lt;/b&gt; (";
    let webhook = format!("Voice: {OWN_VOICE_URL}.");
    says(
        &page,
        &[
            "At Vapi, delete the phone number +1\u{a0}415\u{a0}310\u{a0}0001 (",
            &webhook,
            assistant,
            "Try again",
        ],
    );
    let overview = browser.page("/dashboard/integrations").await;
    says(&overview, &["Vapi is being taken back: it needs your attention", &format!("href=\"{path}\"")]);

    let sent = browser.form(&path, "operations/close", &[("id", &operation)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, path.as_str()));
    let closed = until(&browser, &operation, OperationState::Done).await;
    assert!(closed.by_hand.is_empty());
    let removed = closed.operation.steps.iter().find(|step| step.kind == StepKind::RemoveAtVapi).unwrap();
    assert_eq!(removed.receipt.as_ref().unwrap().action, Action::DoneByHand);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
    assert_eq!(app.count("audit_log WHERE action = 'closed_by_hand'", &[]).await, 1);
    says(&browser.page(&path).await, &["What was left was done by hand"]);
    let again = browser.rpc("operations/close", &[("id", &operation)]).await;
    assert_eq!(again.problem().kind, ProblemKind::Stale);
}

#[tokio::test]
async fn what_was_never_at_vapi_is_not_said_to_leave_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let import = browser.import(NUMBER).await;
    until(&browser, &import, OperationState::Waiting).await;
    let page = browser.page(TWILIO).await;
    says(&page, &["1 import is stopped"]);
    for wrong in ["At Vapi", "taken out of Vapi", "the webhooks that it had"] {
        assert!(!page.body.contains(wrong), "{wrong}");
    }
}

#[tokio::test]
async fn a_number_that_nobody_answers_is_still_at_vapi_and_still_here() {
    let app = TestApp::on(Database::Sqlite).await;
    let (_server, browser) = ready(&app).await;
    let view: ava::domain::integrations::IntegrationsView = browser.ask("read/Integrations", &[]).await;
    let id = view.numbers[0].id.to_string();
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let path = format!("/dashboard/numbers/{id}");
    let sent = browser.form(&path, "numbers/unassign", &[("number", &id)]).await;
    assert_eq!(sent.status, 302, "{}", sent.body);
    let operations: ava::domain::operation::OperationList = browser.ask("read/Operations", &[]).await;
    let unassign = operations.operations[0].id.to_string();
    until(&browser, &unassign, OperationState::Retrying).await;
    let operation = format!("/dashboard/operations/{unassign}");
    let page = browser.page(&operation).await;
    says(&page, &["Here, nobody answers the number any more; it stays yours."]);
    assert!(!page.body.contains("Everything is gone here already"));
    app.sandbox.clear().await;
    app.clock.advance(Duration::from_secs(600));
    until(&browser, &unassign, OperationState::Done).await;
    let page = browser.page(&operation).await;
    says(&page, &["Nobody answers the number any more."]);
    assert!(!page.body.contains("Everything is taken back"));
    let page = browser.page(TWILIO).await;
    says(&page, &["1 number is taken out of Vapi", "no agent answers it", "The numbers are deleted there."]);
    assert!(!page.body.contains("import is stopped"));
}
