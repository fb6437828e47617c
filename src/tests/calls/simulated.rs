//! A call at the simulator, whose events arrive in each way, and its list.

use std::time::Duration;

use ava::{
    domain::{
        call::{
            CallOutcome, CallPage, CallState, CallsQuery, CallsView, Delivery, EndedGroup, SimulatedCall,
            Speaker,
        },
        ids::OrgId,
        operation::{OperationPage, OperationState},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{calls::backfill, cx::Cx, integrations::disconnect::disconnect},
};

use reqwest::Method;
use serde_json::json;

use super::{CALLER, applied, page};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::Server,
    people::{overview, ready},
    program::Program,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

fn ring(server: &Server, delivery: Delivery) -> SimulatedCall {
    SimulatedCall {
        number: NUMBER.to_owned(),
        caller: Some(CALLER.to_owned()),
        script: vec![
            (Speaker::Agent, "Good morning".to_owned()),
            (Speaker::Caller, "I would like to come on Monday".to_owned()),
            (Speaker::Tool, "check_availability".to_owned()),
            (Speaker::Agent, "Monday at ten is free".to_owned()),
        ],
        seconds: 60,
        ended_reason: "customer-ended-call".to_owned(),
        delivery,
        live: false,
        base: Some(format!("http://{}", server.addr)),
    }
}

/// What a page shows of a call, but for ids and what depends on the way that it came.
fn told(page: CallPage) -> CallPage {
    let mut page = page;
    page.events = Vec::new();
    page.call.id = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
    page.vapi_call_id = String::new();
    page.now = 0;
    page
}

async fn every_way_of_arriving_ends_in_the_same_call(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let mut whole = None;
    for (delivery, events) in [
        (Delivery::InOrder, 7),
        (Delivery::OutOfOrder, 7),
        (Delivery::Twice, 14),
        (Delivery::Late, 7),
        (Delivery::NoReport, 5),
        (Delivery::Never, 0),
    ] {
        let statuses = app.sandbox.ring(&ring(&server, delivery)).await;
        assert_eq!(statuses.len(), events, "{delivery:?}: {statuses:?}");
        assert!(statuses.iter().all(|status| [200, 204].contains(status)), "{delivery:?}: {statuses:?}");
        while app.count("call_events WHERE done_at IS NULL", &[]).await > 0 {
            applied(&app).await;
        }
        if matches!(delivery, Delivery::NoReport | Delivery::Never) {
            if delivery == Delivery::NoReport {
                assert_eq!(page(&cx).await.call.state, CallState::InProgress);
            }
            backfill::read(&app.services, &cx.org).await.unwrap();
        }
        let seen = told(page(&cx).await);
        assert_eq!((seen.call.state, seen.call.outcome), (CallState::Ended, Some(CallOutcome::Answered)));
        assert_eq!((seen.ended, seen.call.length()), (Some(EndedGroup::CallerHungUp), Some(60_000)));
        assert_eq!((seen.transcript.len(), seen.cost_micros, seen.recorded), (4, Some(90_000), true));
        assert_eq!(seen.call.number.as_ref().map(|(e164, _)| e164.as_str()), Some(NUMBER));
        assert_eq!(whole.get_or_insert_with(|| seen.clone()), &seen, "{delivery:?}");
        app.execute("DELETE FROM calls", &[]).await;
        app.execute("DELETE FROM call_events", &[]).await;
        app.execute("DELETE FROM call_reads", &[]).await;
        app.sandbox.forget_calls().await;
    }
}

async fn read_due(app: &TestApp, since: i64) -> usize {
    backfill::read_due(&app.services, since).await.unwrap()
}

async fn what_was_missed_is_read_after_a_start_and_once_a_day(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let since = app.now();
    app.sandbox.ring(&ring(&server, Delivery::Never)).await;
    assert_eq!(read_due(&app, since).await, 1);
    assert_eq!(page(&cx).await.events.len(), 0);
    assert_eq!(read_due(&app, since).await, 0);
    app.clock.advance(Duration::from_secs(23 * 3600));
    assert_eq!(read_due(&app, since).await, 0);
    assert_eq!(read_due(&app, app.now()).await, 1, "another start");
    app.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(read_due(&app, since).await, 1);
    assert_eq!(page(&cx).await.call.state, CallState::Ended);
}

async fn a_call_whose_end_was_missed_is_looked_for(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let since = app.now();
    assert_eq!(read_due(&app, since).await, 1);
    app.sandbox.ring(&ring(&server, Delivery::NoReport)).await;
    while app.count("call_events WHERE done_at IS NULL", &[]).await > 0 {
        applied(&app).await;
    }
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!((read_due(&app, since).await, page(&cx).await.call.state), (0, CallState::InProgress));
    app.clock.advance(Duration::from_secs(2 * 3600));
    assert_eq!((read_due(&app, since).await, page(&cx).await.call.state), (1, CallState::Ended));
}

async fn where_no_event_gets_through_the_list_is_read_often(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let since = app.now();
    assert_eq!(read_due(&app, since).await, 1);
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(read_due(&app, since).await, 0, "nothing is known of the way in");
    let shut = "UPDATE hooks SET way_in = 'not_reached', way_in_at = CAST($1 AS BIGINT)";
    app.execute(shut, &[&app.now().to_string()]).await;
    app.sandbox.ring(&ring(&server, Delivery::Never)).await;
    assert_eq!((read_due(&app, since).await, page(&cx).await.call.state), (1, CallState::Ended));
    assert_eq!(read_due(&app, since).await, 0, "it was just read");
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(read_due(&app, since).await, 1);
    // One that comes proves more.
    super::sent(&cx, &json!({ "type": "hang" })).await;
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(read_due(&app, since).await, 0);
}

async fn a_list_that_cannot_be_read_loses_nothing(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    app.sandbox.ring(&ring(&server, Delivery::Never)).await;
    let org: OrgId = cx.org.clone();
    let fault = NewFault { remaining: 9, ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Garbage) };
    app.sandbox.inject(&fault).await;
    backfill::read(&app.services, &org).await.unwrap_err();
    app.sandbox.clear().await;
    // Far beyond what a list that was read would leave out.
    app.clock.advance(Duration::from_secs(5 * 24 * 3600));
    backfill::read(&app.services, &org).await.unwrap();
    assert_eq!(page(&cx).await.call.state, CallState::Ended);
}

async fn a_list_that_could_not_be_read_is_read_again_soon(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let since = app.now();
    app.sandbox.ring(&ring(&server, Delivery::Never)).await;
    let fault = NewFault { remaining: 9, ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Garbage) };
    app.sandbox.inject(&fault).await;
    assert_eq!(read_due(&app, since).await, 1);
    app.sandbox.clear().await;
    assert_eq!(read_due(&app, since).await, 0);
    app.clock.advance(Duration::from_secs(600));
    assert_eq!((read_due(&app, since).await, page(&cx).await.call.state), (1, CallState::Ended));
    app.clock.advance(Duration::from_secs(600));
    assert_eq!(read_due(&app, since).await, 0);
}

async fn a_call_whose_end_nobody_says_is_given_up(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    app.sandbox.ring(&ring(&server, Delivery::NoReport)).await;
    while app.count("call_events WHERE done_at IS NULL", &[]).await > 0 {
        applied(&app).await;
    }
    disconnect(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(backfill::give_up(&app.services).await.unwrap(), 0);
    assert_eq!(page(&cx).await.call.state, CallState::InProgress);
    app.clock.advance(Duration::from_secs(25 * 3600));
    assert_eq!(backfill::give_up(&app.services).await.unwrap(), 1);
    let call = page(&cx).await.call;
    assert_eq!((call.state, call.outcome), (CallState::Ended, Some(CallOutcome::Answered)));
}

#[tokio::test]
async fn a_call_from_the_sandbox_page_is_seen() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let page = browser.page("/dashboard/calls").await;
    assert!(page.body.contains("No call yet"), "{}", page.body);
    let refused = browser
        .rpc(
            "sandbox/call",
            &[
                ("form[called]", NUMBER),
                ("form[caller]", "me"),
                ("form[talk]", "-1"),
                ("form[ended]", "customer-ended-call"),
                ("form[delivery]", "in_order"),
            ],
        )
        .await;
    assert_eq!(refused.status, 422, "{}", refused.body);
}

#[tokio::test]
async fn a_recording_is_played_in_parts_by_its_own_organisation_alone() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let import = browser.import(NUMBER).await;
    let done = |page: &OperationPage| page.operation.state == OperationState::Done;
    browser.until("read/Operation", &[("id", &import)], done).await;
    app.sandbox.ring(&ring(&server, Delivery::InOrder)).await;
    let over = |view: &CallsView| view.calls.first().is_some_and(|call| call.state == CallState::Ended);
    let list: CallsView = browser.until("read/Calls", &[], over).await;
    let id = list.calls[0].id.as_str();
    browser.until("read/Call", &[("id", id)], |page: &CallPage| page.recorded).await;
    let path = format!("/dashboard/calls/{id}/recording");
    let page = browser.page(path.trim_end_matches("/recording")).await;
    assert!(page.body.contains(&format!("src=\"{path}\"")), "{}", page.body);
    assert!(!page.body.contains("storage.vapi.ai"), "{}", page.body);

    let part = async |range: &str| {
        let request = browser.request(Method::GET, &path).header("range", range);
        browser.send(&path, request).await
    };
    let whole = browser.send(&path, browser.request(Method::GET, &path)).await;
    assert_eq!((whole.status, whole.header("content-type")), (200, "audio/wav"));
    assert_eq!((&whole.bytes[..4], whole.header("accept-ranges")), (&b"RIFF"[..], "bytes"));
    let some = part("bytes=4-11").await;
    assert_eq!((some.status, &some.bytes[..]), (206, &whole.bytes[4..12]));
    assert_eq!(some.header("content-range"), format!("bytes 4-11/{}", whole.bytes.len()));
    assert_eq!(part("bytes=9999999-").await.status, 416);
    assert_eq!(part("bytes=0-1,4-5").await.bytes.len(), whole.bytes.len(), "of several, all");
    let entries = "audit_log WHERE subject LIKE '%for play_recording'";
    assert_eq!(app.count(entries, &[]).await, 1, "an hour of playing has one entry");

    let program = Program::of_owner(&app, &server).await;
    let address = format!("/api/calls/{id}/recording");
    let request = program.request(Method::GET, &address).header("range", "bytes=4-11");
    let some = program.send(&address, request).await;
    assert_eq!((some.status, &some.bytes[..]), (206, &whole.bytes[4..12]), "to a program as well");
    assert_eq!(program.get(&address).await.bytes.len(), whole.bytes.len());
    app.execute("UPDATE api_tokens SET revoked_at = 1", &[]).await;
    assert_eq!(program.get(&address).await.status, 401);

    let stranger = server.owner().await;
    assert_eq!(stranger.send(&path, stranger.request(Method::GET, &path)).await.status, 404);
    let visitor = server.visitor();
    assert_eq!(visitor.send(&path, visitor.request(Method::GET, &path)).await.status, 401);
    app.sandbox.forget_calls().await;
    assert_eq!(part("bytes=0-").await.status, 404, "Vapi does not keep it any more");
}

/// Another organisation with the same Vapi account is not told of calls that are not its own.
async fn a_list_is_of_our_own_assistants_alone(app: TestApp) {
    let (cx, ..): (Cx, _, _) = ready(&app).await;
    let server = app.serve().await;
    app.sandbox.ring(&ring(&server, Delivery::Never)).await;
    app.execute("UPDATE agents SET vapi_assistant_id = 'another'", &[]).await;
    app.execute("UPDATE phone_numbers SET vapi_phone_id = 'another', e164 = '+14155550777'", &[]).await;
    backfill::read(&app.services, &cx.org).await.unwrap();
    let query = CallsQuery::default();
    assert_eq!(super::listed(&cx, &query).await, []);
    assert!(overview(&cx).await.agents.len() == 1);
}

both_engines!(
    every_way_of_arriving_ends_in_the_same_call,
    what_was_missed_is_read_after_a_start_and_once_a_day,
    a_call_whose_end_was_missed_is_looked_for,
    where_no_event_gets_through_the_list_is_read_often,
    a_list_that_cannot_be_read_loses_nothing,
    a_list_that_could_not_be_read_is_read_again_soon,
    a_call_whose_end_nobody_says_is_given_up,
    a_list_is_of_our_own_assistants_alone,
);
