//! Objects that AVA made twice at a provider are found by a comparison, and deleted
//! there when a person says so, and not before.

use ava::{
    domain::{
        agent::{AgentView, ConflictForm, SyncState},
        leftover::{Leftover, LeftoverKind},
        managed::BuyForm,
        number::NumbersQuery,
        operation::{Action, OperationKind, OperationState},
    },
    server::{
        agents::decisions::decide,
        cx::Cx,
        integrations::service::save,
        numbers::{
            drift::{compare, forget, repair},
            managed,
            service::list,
        },
        operations::service::retry,
        provider_auth::account_name,
    },
};
use reqwest::{Method, header::ACCEPT_LANGUAGE};
use serde_json::json;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    managed::{buy_form, for_sale, subaccounts, without_twilio},
    people::{self, agent, import, latest, prepared, ready, twilio_form_with_key},
    sandbox::{NUMBER, PLATFORM_SID, PLATFORM_TOKEN, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

async fn found(app: &TestApp, cx: &Cx) -> Vec<Leftover> {
    let operation = compare(cx).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(cx, &operation).await, OperationState::Done);
    list(cx, &NumbersQuery::default()).await.unwrap().leftovers
}

/// Makes a second assistant, as a worker does that wakes after another has made one.
async fn second(app: &TestApp, agent: &AgentView) -> String {
    let body = json!({ "name": agent.spec.name, "metadata": { "ava_agent_id": agent.id.as_str() } });
    let made = app.sandbox.vapi(Method::POST, "/assistant", VAPI_KEY, body).await;
    made["id"].as_str().unwrap().to_owned()
}

async fn a_second_assistant_of_an_agent_is_deleted_when_a_person_says_so(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    assert!(found(&app, &cx).await.is_empty());
    let ours = agent(&cx, &reception).await;
    let other = second(&app, &ours).await;
    app.sandbox.assistant_by_hand(VAPI_KEY, "Reception").await;
    let leftovers = found(&app, &cx).await;
    assert_eq!(leftovers.len(), 1, "what a person made there is theirs: {leftovers:?}");
    let Leftover { kind, object, name, id, .. } = leftovers[0].clone();
    assert_eq!((kind, object, name.as_str()), (LeftoverKind::Assistant, other.clone(), "Reception"));
    assert_eq!(found(&app, &cx).await[0].id, id, "it stands");
    assert_eq!(app.sandbox.assistants().await.len(), 3, "nothing is deleted by itself");
    repair(&cx, id).await.unwrap();
    app.settle().await;
    let deleted = latest(&cx, OperationKind::DeleteLeftover).await;
    assert_eq!(deleted.state, OperationState::Done, "{:?}", deleted.steps);
    let left: Vec<_> = app.sandbox.assistants().await.into_iter().map(|row| row.id).collect();
    assert!(left.len() == 2 && !left.contains(&other), "{left:?}");
    assert!(list(&cx, &NumbersQuery::default()).await.unwrap().leftovers.is_empty());
    assert!(found(&app, &cx).await.is_empty());
}

async fn one_that_answers_a_number_is_not_left_over(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let other = second(&app, &agent(&cx, &reception).await).await;
    let id = found(&app, &cx).await.remove(0).id;
    app.sandbox.bind_at_vapi(NUMBER, &other).await;
    repair(&cx, id).await.unwrap();
    app.settle().await;
    let looked = latest(&cx, OperationKind::DeleteLeftover).await;
    let receipt = looked.steps[0].receipt.as_ref().unwrap();
    assert_eq!(receipt.action, Action::LeftInUse, "somebody bound it meanwhile");
    assert_eq!(app.sandbox.assistants().await.len(), 2);
    assert!(found(&app, &cx).await.is_empty());
}

async fn a_second_key_is_revoked_and_the_one_in_use_stays(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    import(&cx, NUMBER).await;
    app.settle().await;
    let used = app.sandbox.keys().await.remove(0);
    assert!(found(&app, &cx).await.is_empty());
    app.sandbox.key_by_hand(TWILIO_SID, TWILIO_TOKEN, &used.friendly_name).await;
    let leftovers = found(&app, &cx).await;
    assert_eq!((leftovers.len(), leftovers[0].kind), (1, LeftoverKind::Key));
    assert_ne!(leftovers[0].object, used.sid);
    repair(&cx, leftovers[0].id.clone()).await.unwrap();
    app.settle().await;
    let keys: Vec<_> = app.sandbox.keys().await.into_iter().map(|key| key.sid).collect();
    assert_eq!(keys, [used.sid]);
}

async fn a_second_address_is_deleted_and_the_one_that_was_bought_with_stays(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = for_sale(&cx, "country=DE&kind=local").await.remove(0);
    let order = BuyForm {
        customer_name: "Lakeside Clinic".into(),
        street: "Seestraße 1".into(),
        city: "Berlin".into(),
        postal_code: "10115".into(),
        bundle: format!("BU{}", "a".repeat(32)),
        ..buy_form(&chosen)
    };
    managed::buy(&cx, &order).await.unwrap();
    app.settle().await;
    assert!(found(&app, &cx).await.is_empty());
    let snapshot = app.sandbox.snapshot().await;
    let used = snapshot.twilio_addresses[0].clone();
    let (sid, token) = (&subaccounts(&snapshot)[0], &app.sandbox.subaccount_tokens().await[0]);
    app.sandbox.address_by_hand(sid, token, &used.friendly_name).await;
    let leftovers = found(&app, &cx).await;
    assert_eq!((leftovers.len(), leftovers[0].kind), (1, LeftoverKind::Address), "{leftovers:?}");
    repair(&cx, leftovers[0].id.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.snapshot().await.twilio_addresses, [used]);
}

/// A node that wakes after another has opened an account leaves a second one.
async fn a_second_account_is_closed_once_no_number_is_in_it(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = for_sale(&cx, "country=US&kind=local").await.remove(0);
    managed::buy(&cx, &buy_form(&chosen)).await.unwrap();
    app.settle().await;
    assert!(found(&app, &cx).await.is_empty());
    let used = subaccounts(&app.sandbox.snapshot().await).remove(0);
    app.sandbox.account_by_hand(&account_name(&cx.org)).await;
    let leftovers = found(&app, &cx).await;
    assert_eq!((leftovers.len(), leftovers[0].kind), (1, LeftoverKind::Account), "{leftovers:?}");
    assert_ne!(leftovers[0].object, used);
    repair(&cx, leftovers[0].id.clone()).await.unwrap();
    app.settle().await;
    let closed = latest(&cx, OperationKind::DeleteLeftover).await;
    assert_eq!(closed.steps[0].receipt.as_ref().unwrap().action, Action::ClosedAccount, "{:?}", closed.steps);
    let status = |snapshot: &ava::domain::sandbox::Snapshot, sid: &str| {
        snapshot
            .twilio_accounts
            .iter()
            .find(|account| account.sid == sid)
            .map(|account| account.status.clone())
    };
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!(status(&snapshot, &leftovers[0].object).as_deref(), Some("closed"));
    assert_eq!(status(&snapshot, &used).as_deref(), Some("active"));
    assert!(found(&app, &cx).await.is_empty());
}

async fn a_second_account_with_a_number_in_it_stays(app: TestApp) {
    let cx = without_twilio(&app).await;
    let chosen = for_sale(&cx, "country=US&kind=local").await.remove(0);
    managed::buy(&cx, &buy_form(&chosen)).await.unwrap();
    app.settle().await;
    app.sandbox.account_by_hand(&account_name(&cx.org)).await;
    let leftover = found(&app, &cx).await.remove(0);
    let path = format!("/twilio/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", leftover.object);
    let bought = app.sandbox.buy_by_hand(&path, (PLATFORM_SID, PLATFORM_TOKEN), "+15005550006").await;
    assert_eq!(bought, 201);
    repair(&cx, leftover.id).await.unwrap();
    app.settle().await;
    let looked = latest(&cx, OperationKind::DeleteLeftover).await;
    assert_eq!(looked.steps[0].receipt.as_ref().unwrap().action, Action::LeftInUse, "{:?}", looked.steps);
}

async fn what_is_ignored_is_spoken_of_no_more(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    second(&app, &agent(&cx, &reception).await).await;
    let id = found(&app, &cx).await.remove(0).id;
    forget(&cx, id).await.unwrap();
    assert!(list(&cx, &NumbersQuery::default()).await.unwrap().leftovers.is_empty());
    assert!(found(&app, &cx).await.is_empty());
    assert_eq!(app.sandbox.assistants().await.len(), 2);
}

/// AVA is sure which of two assistants is the agent's only while the agent is in step.
async fn while_an_agent_is_not_in_step_nothing_of_it_is_left_over(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let used = app.sandbox.assistants().await.remove(0).id;
    let ours = agent(&cx, &reception).await;
    let [ignored, other] = [second(&app, &ours).await, second(&app, &ours).await];
    let leftovers = found(&app, &cx).await;
    let of = |object: &str| leftovers.iter().find(|left| left.object == object).unwrap().id.clone();
    forget(&cx, of(&ignored)).await.unwrap();
    let path = format!("/assistant/{used}");
    app.sandbox.vapi(Method::PATCH, &path, VAPI_KEY, json!({ "firstMessage": "Theirs" })).await;
    found(&app, &cx).await;
    let view = agent(&cx, &reception).await;
    assert_eq!(view.sync, SyncState::Conflict);
    assert_eq!(found(&app, &cx).await.len(), 1, "what was found stands, and what was ignored");
    repair(&cx, of(&other)).await.unwrap();
    app.settle().await;
    let looked = latest(&cx, OperationKind::DeleteLeftover).await;
    assert_eq!(looked.steps[0].receipt.as_ref().unwrap().action, Action::LeftInUse);
    assert_eq!(app.sandbox.assistants().await.len(), 3);
    let theirs = ConflictForm { keep: ConflictForm::THEIRS.into(), ..ConflictForm::default() };
    decide(&cx, reception, &theirs, view.version).await.unwrap();
    app.settle().await;
    let again: Vec<_> = found(&app, &cx).await.into_iter().map(|left| left.object).collect();
    assert_eq!(again, [other], "and the ignored one is ignored still");
}

/// No org may delete the leftover of another.
async fn lesson_44_a_leftover_is_found_with_its_org_alone(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    second(&app, &agent(&cx, &reception).await).await;
    let id = found(&app, &cx).await.remove(0).id;
    let stranger = people::owner(&app).await;
    repair(&stranger, id.clone()).await.unwrap_err();
    forget(&stranger, id).await.unwrap_err();
    app.settle().await;
    assert_eq!(app.sandbox.assistants().await.len(), 2);
}

async fn one_that_could_not_be_deleted_is_tried_again_by_its_name(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let other = second(&app, &agent(&cx, &reception).await).await;
    let id = found(&app, &cx).await.remove(0).id;
    app.sandbox.pin("assistant", &other, true).await;
    repair(&cx, id).await.unwrap();
    app.settle().await;
    let failed = latest(&cx, OperationKind::DeleteLeftover).await;
    assert_eq!(failed.state, OperationState::Failed, "{:?}", failed.steps);
    app.sandbox.pin("assistant", &other, false).await;
    let again = retry(&cx, failed.id).await.unwrap();
    app.settle().await;
    let done = app.operation(&cx, &again).await;
    assert_eq!((done.state, done.subject), (OperationState::Done, failed.subject));
    assert_eq!(app.sandbox.assistants().await.len(), 1);
}

#[tokio::test]
async fn the_page_says_it_in_both_languages_and_offers_both_deeds_as_plain_forms() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let id = browser.make_agent("R<b>eception", "Book appointments.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let synced = |page: &serde_json::Value| page["agent"]["sync"] == "synced";
    let _: serde_json::Value = browser.until("read/Agent", &[("id", &id)], synced).await;
    let body = json!({ "name": "R", "metadata": { "ava_agent_id": id } });
    app.sandbox.vapi(Method::POST, "/assistant", VAPI_KEY, body).await;
    let numbers = "/dashboard/numbers";
    browser.form(numbers, "numbers/compare", &[]).await;
    let one = |page: &ava::domain::number::NumbersPage| page.leftovers.len() == 1;
    let page: ava::domain::number::NumbersPage = browser.until("read/Numbers", &[("id", "")], one).await;
    let english = browser.page(numbers).await.body;
    assert!(english.contains("Vapi has another assistant of R&lt;b&gt;eception"), "{english}");
    assert!(english.contains("Delete it at Vapi"), "{english}");
    let french = browser.request(Method::GET, numbers).header(ACCEPT_LANGUAGE, "fr");
    let french = browser.send(numbers, french).await.body;
    assert!(french.contains("Supprimer chez Vapi"), "{french}");
    let sent = browser.form(numbers, "numbers/repair", &[("finding", page.leftovers[0].id.as_str())]).await;
    assert_eq!((sent.status, sent.header("location")), (302, numbers));
    let none = |page: &ava::domain::number::NumbersPage| page.leftovers.is_empty();
    let _: ava::domain::number::NumbersPage = browser.until("read/Numbers", &[("id", "")], none).await;
    assert_eq!(app.sandbox.assistants().await.len(), 1);
}

both_engines!(
    a_second_assistant_of_an_agent_is_deleted_when_a_person_says_so,
    one_that_answers_a_number_is_not_left_over,
    a_second_key_is_revoked_and_the_one_in_use_stays,
    a_second_address_is_deleted_and_the_one_that_was_bought_with_stays,
    a_second_account_is_closed_once_no_number_is_in_it,
    a_second_account_with_a_number_in_it_stays,
    what_is_ignored_is_spoken_of_no_more,
    while_an_agent_is_not_in_step_nothing_of_it_is_left_over,
    lesson_44_a_leftover_is_found_with_its_org_alone,
    one_that_could_not_be_deleted_is_tried_again_by_its_name,
);
