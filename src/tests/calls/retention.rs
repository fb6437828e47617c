//! For how long calls are kept, what is erased of them, and that Vapi deletes them.

use std::time::Duration;

use ava::{
    domain::{
        call::{
            CallPage, CallPart, CallsQuery, Delivery, RetentionForm, RetentionView, SimulatedCall, Speaker,
        },
        contact::ContactForm,
        operation::{Action, OperationKind, OperationState, WaitingFor},
        problem::ProblemKind,
        provider::{Provider, vapi::VapiForm},
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        calls::{backfill, erasures, events, retention, service},
        contacts,
        cx::Cx,
        integrations::{disconnect::disconnect, service::save},
        lifecycle,
        personal_data::{erase::erase, export::export},
    },
};
use serde_json::json;

use super::{CALLER, applied, assistant, call, event, hook, page, sent};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{card_of, colleague, latest, owner, ready, vapi_form},
    sandbox::{NUMBER, OTHER_VAPI_KEY, VAPI_KEY},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A call that is over, as it is read in Vapi’s list.
pub(super) async fn called(app: &TestApp, cx: &Cx) -> CallPage {
    let rung = SimulatedCall {
        number: NUMBER.to_owned(),
        caller: Some(CALLER.to_owned()),
        script: vec![
            (Speaker::Agent, "Good morning".to_owned()),
            (Speaker::Caller, "I would like to come on Monday".to_owned()),
        ],
        seconds: 60,
        ended_reason: "customer-ended-call".to_owned(),
        delivery: Delivery::Never,
        live: false,
        base: None,
    };
    app.sandbox.ring(&rung).await;
    backfill::read(&app.services, &cx.org).await.unwrap();
    page(cx).await
}

pub(super) async fn keep(cx: &Cx, recording: &str, transcript: &str, call: &str) {
    let [recording, transcript, call] = [recording, transcript, call].map(str::to_owned);
    retention::save(cx, &RetentionForm { recording, transcript, call }).await.unwrap();
}

pub(super) async fn swept(app: &TestApp) -> usize {
    app.clock.advance(Duration::from_secs(600));
    retention::sweep(&app.services).await.unwrap()
}

/// The calls that Vapi was asked to delete.
async fn deletions(app: &TestApp) -> Vec<String> {
    let calls = app.sandbox.calls().await;
    let deletions = calls.into_iter().filter(|call| call.method == "DELETE");
    deletions.filter_map(|call| Some(call.path.strip_prefix("/call/")?.to_owned())).collect()
}

async fn at_vapi(app: &TestApp, cx: &Cx) -> RetentionView {
    erasures::enqueue_due(&app.services).await.unwrap();
    app.settle().await;
    retention::view(cx).await.unwrap()
}

async fn found(cx: &Cx, search: &str) -> usize {
    let query = CallsQuery { search: search.to_owned(), ..CallsQuery::default() };
    super::listed(cx, &query).await.len()
}

async fn each_part_of_a_call_goes_in_its_time(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let made = called(&app, &cx).await;
    let about = call(&made.vapi_call_id, &assistant(&app).await, "ended");
    sent(&cx, &event("hang", &about, app.now(), json!({}))).await;
    applied(&app).await;
    keep(&cx, "7", "30", "60").await;
    assert_eq!(swept(&app).await, 0, "nothing is so old");
    assert_eq!(at_vapi(&app, &cx).await.operation, None);

    app.clock.advance(7 * DAY);
    assert_eq!(swept(&app).await, 1);
    let after = page(&cx).await;
    assert!(!after.recorded && after.events.len() == 1, "the recording is gone");
    assert_eq!(after.erased, Some(CallPart::Recording));
    assert_eq!((&after.transcript, &after.call.summary), (&made.transcript, &made.call.summary));
    assert_eq!(retention::view(&cx).await.unwrap().waiting, 1);
    let view = at_vapi(&app, &cx).await;
    assert_eq!((view.waiting, view.deleted.len()), (0, 1));
    assert!(view.deleted[0].id == made.vapi_call_id && view.deleted[0].found);
    assert_eq!(deletions(&app).await, [made.vapi_call_id.as_str()]);
    let operation = latest(&cx, OperationKind::EraseCalls).await;
    let receipt = operation.steps[0].receipt.clone().unwrap();
    assert_eq!((operation.state, receipt.action), (OperationState::Done, Action::DeletedCalls));
    assert_eq!((receipt.provider, receipt.count), (Some(Provider::Vapi), Some(1)));

    app.clock.advance(23 * DAY);
    assert_eq!(found(&cx, "monday").await, 1);
    app.execute("UPDATE calls SET asked_price = TRUE, asked_appointment = TRUE", &[]).await;
    app.execute("UPDATE contacts SET score_due = NULL", &[]).await;
    assert_eq!(swept(&app).await, 1);
    assert_eq!(app.count("calls WHERE asked_price OR asked_appointment", &[]).await, 0);
    assert_eq!(app.count("contacts WHERE score_due = 0", &[]).await, 1, "it may be another without them");
    let after = page(&cx).await;
    assert!(after.transcript.is_empty() && after.call.summary.is_none() && after.events.is_empty());
    assert_eq!((found(&cx, "monday").await, found(&cx, "5550199").await), (0, 1));
    assert_eq!(after.call.length(), made.call.length(), "who called and when stays");

    app.clock.advance(30 * DAY);
    assert_eq!(swept(&app).await, 1);
    assert_eq!(found(&cx, "").await, 0);
    let dump = app.dump().await;
    assert!(!dump.contains("come on Monday"), "{dump}");
    assert_eq!(at_vapi(&app, &cx).await.deleted.len(), 1, "Vapi is asked once");
}

async fn a_part_that_goes_takes_the_smaller_ones_along(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "", "90", "7").await;
    app.clock.advance(7 * DAY);
    assert_eq!(swept(&app).await, 1);
    assert_eq!(found(&cx, "").await, 0);
    assert_eq!(app.count("call_erasures WHERE part = 'call'", &[]).await, 1);
    // What is left empty is kept.
    keep(&cx, "", "", "").await;
    called(&app, &cx).await;
    app.clock.advance(400 * DAY);
    assert_eq!(swept(&app).await, 0);
}

async fn what_is_erased_does_not_come_back(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let made = called(&app, &cx).await;
    keep(&cx, "", "", "1").await;
    app.clock.advance(DAY);
    assert_eq!(swept(&app).await, 1);
    let about = call(&made.vapi_call_id, &assistant(&app).await, "ended");
    let said = json!({ "role": "user", "transcriptType": "final", "transcript": "late and private" });
    sent(&cx, &event("transcript", &about, app.now(), said)).await;
    applied(&app).await;
    backfill::read(&app.services, &cx.org).await.unwrap();
    assert_eq!((found(&cx, "").await, app.count("call_events", &[]).await), (0, 0));
    assert!(!app.dump().await.contains("late and private"));
    let usage = app.texts("SELECT CAST(events + bytes AS TEXT) FROM event_usage", &[]).await;
    assert_eq!(usage, ["0"], "what is deleted is not counted");
}

async fn what_vapi_does_not_delete_waits_and_is_seen(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "1", "", "").await;
    app.clock.advance(DAY);
    swept(&app).await;
    let fault = NewFault {
        method: Some("DELETE".to_owned()),
        remaining: 1_000,
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)
    };
    app.sandbox.inject(&fault).await;
    erasures::enqueue_due(&app.services).await.unwrap();
    app.run_due().await;
    let view = retention::view(&cx).await.unwrap();
    assert_eq!((view.waiting, view.deleted.len()), (1, 0));
    let operation = latest(&cx, OperationKind::EraseCalls).await;
    assert_eq!((operation.state, Some(&operation.id)), (OperationState::Retrying, view.operation.as_ref()));
    assert_eq!(erasures::enqueue_due(&app.services).await.unwrap(), 0, "one at a time");
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(retention::view(&cx).await.unwrap().waiting, 0);
}

async fn a_key_that_is_refused_is_waited_for(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "1", "", "").await;
    app.clock.advance(DAY);
    swept(&app).await;
    let fault = NewFault {
        method: Some("DELETE".to_owned()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized)
    };
    app.sandbox.inject(&fault).await;
    erasures::enqueue_due(&app.services).await.unwrap();
    app.run_due().await;
    let operation = latest(&cx, OperationKind::EraseCalls).await;
    assert_eq!(operation.waiting_for, Some(WaitingFor::Provider(Provider::Vapi)));
    let view = retention::view(&cx).await.unwrap();
    assert!(view.waiting == 1 && !view.connected);
}

async fn without_vapi_what_is_to_be_deleted_there_waits(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "1", "", "").await;
    app.clock.advance(DAY);
    swept(&app).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(erasures::enqueue_due(&app.services).await.unwrap(), 0);
    let view = retention::view(&cx).await.unwrap();
    assert!(view.waiting == 1 && view.waiting_since.is_some() && !view.connected);
}

async fn a_call_of_a_former_account_waits_for_that_account(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let made = called(&app, &cx).await;
    keep(&cx, "1", "", "").await;
    app.clock.advance(DAY);
    swept(&app).await;
    let switched = async |key: &str| {
        save(&cx, &VapiForm { switch: true, ..vapi_form(key) }).await.unwrap();
        app.settle().await;
        assert_eq!(latest(&cx, OperationKind::Disconnect).await.state, OperationState::Done);
        at_vapi(&app, &cx).await
    };
    let view = switched(OTHER_VAPI_KEY).await;
    assert_eq!((view.waiting, view.waiting_since, view.elsewhere), (0, None, 1));
    assert!(view.deleted.is_empty() && view.operation.is_none());
    assert_eq!(deletions(&app).await, Vec::<String>::new());
    // What Vapi did not tell the account of is looked for in the one that is connected.
    app.execute("UPDATE call_erasures SET vapi_org = NULL", &[]).await;
    assert_eq!(retention::view(&cx).await.unwrap().waiting, 1);
    app.execute("UPDATE call_erasures SET vapi_org = (SELECT vapi_org FROM calls)", &[]).await;

    let view = switched(VAPI_KEY).await;
    assert_eq!((view.waiting, view.elsewhere, view.deleted.len()), (0, 0, 1));
    assert!(view.deleted[0].found && view.deleted[0].id == made.vapi_call_id);
}

async fn a_recording_of_a_former_account_is_told_to_be_there(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let made = called(&app, &cx).await;
    assert!(made.recorded && !made.elsewhere);
    let played =
        async || service::recording(&cx, &made.call.id, None).await.map(drop).map_err(|not| not.kind);
    assert_eq!(played().await, Ok(()));
    let switched = async |key: &str| {
        save(&cx, &VapiForm { switch: true, ..vapi_form(key) }).await.unwrap();
        app.settle().await;
        service::get(&cx, made.call.id.clone()).await.unwrap()
    };
    app.clock.advance(Duration::from_secs(70));
    app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    assert_eq!(played().await, Err(ProblemKind::KeyRefused(Provider::Vapi)));
    let checks = card_of(&cx, Provider::Vapi).await.credential.unwrap().checks;
    assert_eq!(checks.next, app.now(), "the key is looked at soon");
    let page = switched(OTHER_VAPI_KEY).await;
    assert!(page.recorded && page.elsewhere);
    assert_eq!(played().await, Err(ProblemKind::NotFound));
    let page = switched(VAPI_KEY).await;
    assert!(page.recorded && !page.elsewhere);
    assert_eq!(played().await, Ok(()));
}

async fn a_suspended_organisation_keeps_its_calls_meanwhile(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "", "", "1").await;
    app.clock.advance(DAY);
    lifecycle::suspend_named(&app.services, cx.org.as_str(), "Unpaid").await.unwrap().unwrap();
    assert_eq!(swept(&app).await, 0);
    lifecycle::resume_named(&app.services, cx.org.as_str()).await.unwrap().unwrap();
    assert_eq!(swept(&app).await, 1);
}

async fn an_organisation_with_many_old_calls_holds_up_no_other(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let make = async |cx: &Cx, nth: usize| {
        let id = app.services.random.uuid();
        app.execute(
            "INSERT INTO calls (id, org_id, vapi_call_id, begun_at, updated_at)
             VALUES ($1, $2, $1, CAST($3 AS BIGINT), 0)",
            &[&id, cx.org.as_str(), &nth.to_string()],
        )
        .await;
    };
    for nth in 0..450 {
        make(&cx, nth).await;
    }
    make(&other, 0).await;
    keep(&cx, "", "", "1").await;
    keep(&other, "", "", "1").await;
    assert_eq!(swept(&app).await, 201, "a share of the one, and all of the other");
    assert_eq!(retention::sweep(&app.services).await.unwrap(), 200, "the rest comes with the next rounds");
    assert_eq!(retention::sweep(&app.services).await.unwrap(), 50);
    assert_eq!(app.count("calls", &[]).await, 0);
}

async fn a_call_that_cannot_be_read_waits_for_the_next_turn_of_its_organisation(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "", "", "1").await;
    app.execute("UPDATE calls SET caller = 'nobody'", &[]).await;
    app.clock.advance(DAY);
    assert_eq!(swept(&app).await, 0);
    assert_eq!(app.count("call_retention WHERE swept_at = 0", &[]).await, 0, "the others come first");
    app.execute("UPDATE calls SET caller = NULL", &[]).await;
    assert_eq!(swept(&app).await, 1);
}

async fn a_contact_is_erased_everywhere(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let made = called(&app, &cx).await;
    let form =
        ContactForm { name: "Ana Morel".to_owned(), phone: CALLER.to_owned(), ..ContactForm::default() };
    let (ana, _) = made.call.contact.clone().unwrap();
    contacts::service::change(&cx, &ana, &form).await.unwrap();
    // Of an assistant that is not the organisation's: of no call, one names her and one does not.
    let mut about = call(super::CALL, "nobody", "ended");
    sent(&cx, &event("hang", &about, app.now(), json!({}))).await;
    about["customer"]["number"] = json!("+14155550177");
    sent(&cx, &event("hang", &about, app.now(), json!({}))).await;
    applied(&app).await;
    let file = serde_json::to_string(&export(&cx, &ana).await.unwrap()).unwrap();
    assert!(
        file.contains("I would like to come on Monday") && file.contains(made.call.id.as_str()),
        "{file}"
    );

    erase(&cx, &ana).await.unwrap();
    assert_eq!(app.count("call_events WHERE call_id IS NULL", &[]).await, 1, "that of somebody else");
    assert_eq!(export(&cx, &ana).await.err().map(|problem| problem.kind), Some(ProblemKind::NotFound));
    let refused = service::get(&cx, made.call.id.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    let view = at_vapi(&app, &cx).await;
    assert_eq!((view.waiting, deletions(&app).await), (0, vec![made.vapi_call_id.clone()]));
    // An event that comes late brings nothing back.
    let about = call(&made.vapi_call_id, &assistant(&app).await, "ended");
    sent(&cx, &event("hang", &about, app.now(), json!({}))).await;
    applied(&app).await;
    let dump = app.dump().await;
    for erased in ["Morel", "morel", "5550199", "come on Monday"] {
        assert!(!dump.contains(erased), "{erased} is still there");
    }
}

async fn who_shortens_it_shortens_nobody_elses(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    let stranger = owner(&app).await;
    keep(&stranger, "1", "1", "1").await;
    app.clock.advance(30 * DAY);
    assert_eq!(swept(&app).await, 0);
    assert!(page(&cx).await.recorded);
    let admin = colleague(&app, &cx, Role::Admin).await;
    assert_eq!(retention::view(&admin).await.unwrap().retention.call, None);
}

#[tokio::test]
async fn two_nodes_have_vapi_delete_a_call_once() {
    let app = TestApp::on(Database::Postgres).await;
    let (cx, ..) = ready(&app).await;
    called(&app, &cx).await;
    keep(&cx, "1", "", "").await;
    app.clock.advance(DAY);
    let node = app.another_node(77).await;
    let (one, other) = futures::join!(retention::sweep(&app.services), retention::sweep(&node));
    assert!(one.unwrap() + other.unwrap() >= 1);
    let (one, other) = futures::join!(erasures::enqueue_due(&app.services), erasures::enqueue_due(&node));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    app.settle().await;
    assert_eq!((deletions(&app).await.len(), app.count("call_erasures", &[]).await), (1, 1));
}

#[tokio::test]
async fn what_is_more_than_may_be_stored_is_counted_and_read_in_the_list() {
    let limits = vec![("AVA_STORED_EVENTS_PER_ORG", "3".to_owned())];
    let app = TestApp::with(Database::Sqlite, limits).await;
    let (cx, ..) = ready(&app).await;
    backfill::read(&app.services, &cx.org).await.unwrap();
    let hook = hook(&cx).await;
    let mut refused = 0;
    for nth in 0..8 {
        if nth == 3 {
            app.execute("UPDATE hooks SET last_event_at = NULL", &[]).await;
        }
        let body = json!({ "message": { "type": "hang", "timestamp": nth } }).to_string();
        let received = events::receive(&app.services, &hook, body.as_bytes()).await.unwrap();
        refused += usize::from(received.refused.is_some_and(|problem| problem.http_status() == 429));
    }
    assert_eq!((refused, app.count("call_events", &[]).await), (5, 3));
    let heard = "hooks WHERE last_event_at = CAST($1 AS BIGINT)";
    assert_eq!(app.count(heard, &[&app.now().to_string()]).await, 1, "they come all the same");
    let told = service::list(&cx, &CallsQuery::default()).await.unwrap().kept.unwrap();
    assert_eq!((told.events, told.refused), ((3, 3), Some((5, app.now()))));
    let since = app.now() - 1;
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(backfill::read_due(&app.services, since).await.unwrap(), 1, "it may have what was refused");
    // Thirty days later there is room again, and nothing is told of it any more.
    applied(&app).await;
    app.clock.advance(31 * DAY);
    assert_eq!(events::forget_old(&app.services).await.unwrap(), 3);
    sent(&cx, &json!({ "type": "hang", "timestamp": 9 })).await;
    let told = service::list(&cx, &CallsQuery::default()).await.unwrap().kept.unwrap();
    assert_eq!((told.events, told.refused), ((1, 3), None));
}

#[tokio::test]
async fn a_tool_is_answered_however_much_is_stored() {
    let limits = vec![("AVA_EVENT_MEGABYTES_PER_ORG", "1".to_owned())];
    let app = TestApp::with(Database::Sqlite, limits).await;
    let (cx, ..) = ready(&app).await;
    let hook = hook(&cx).await;
    let large = json!({ "message": { "type": "hang", "x": "x".repeat(999_000) } }).to_string();
    assert!(events::receive(&app.services, &hook, large.as_bytes()).await.unwrap().refused.is_none());
    let target = super::target(&cx).await;
    let server = app.serve().await;
    let send = async |kind: &str| {
        let more = json!({ "toolCallList": [], "x": "x".repeat(2_000) });
        let message = event(kind, &call(super::CALL, "nobody", "in-progress"), app.now(), more);
        let url = format!("http://{}{}", server.addr, reqwest::Url::parse(&target.url).unwrap().path());
        let request = crate::support::sandbox::client().post(url).header("x-vapi-secret", &target.secret);
        request.json(&json!({ "message": message })).send().await.unwrap().status().as_u16()
    };
    assert_eq!((send("tool-calls").await, send("hang").await), (200, 429));
    assert_eq!(app.count("call_events", &[]).await, 1);
}

both_engines!(
    each_part_of_a_call_goes_in_its_time,
    a_part_that_goes_takes_the_smaller_ones_along,
    what_is_erased_does_not_come_back,
    what_vapi_does_not_delete_waits_and_is_seen,
    a_key_that_is_refused_is_waited_for,
    without_vapi_what_is_to_be_deleted_there_waits,
    a_call_of_a_former_account_waits_for_that_account,
    a_recording_of_a_former_account_is_told_to_be_there,
    a_suspended_organisation_keeps_its_calls_meanwhile,
    an_organisation_with_many_old_calls_holds_up_no_other,
    a_call_that_cannot_be_read_waits_for_the_next_turn_of_its_organisation,
    a_contact_is_erased_everywhere,
    who_shortens_it_shortens_nobody_elses,
);
