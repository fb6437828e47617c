//! Events of every kind, in every state that they come in.

use std::time::Duration;

use ava::{
    domain::{
        call::{CallOutcome, CallState, CallView, CallsQuery, EndedGroup, Line, Speaker},
        problem::ProblemKind,
    },
    server::{
        calls::{events, service, tools},
        cx::Cx,
    },
};
use serde_json::{Value, json};

use super::{CALL, CALLER, applied, assistant, call, event, hook, listed, page, sent};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{owner, ready},
    sandbox::{NUMBER, TWILIO_TOKEN},
};

/// Every type that Vapi's document of 18 August 2026 has.
const TYPES: [&str; 29] = [
    "assistant.started",
    "assistant.speechStarted",
    "conversation-update",
    "end-of-call-report",
    "function-call",
    "hang",
    "language-changed",
    "language-change-detected",
    "model-output",
    "phone-call-control",
    "speech-update",
    "status-update",
    "transcript",
    "transcript[transcriptType=\"final\"]",
    "tool-calls",
    "transfer-destination-request",
    "handoff-destination-request",
    "transfer-update",
    "user-interrupted",
    "voice-input",
    "chat.created",
    "chat.deleted",
    "session.created",
    "session.updated",
    "session.deleted",
    "call.deleted",
    "call.delete.failed",
    "call.artifact.upload",
    "assistant-request",
];

async fn a_call_shows_as_it_goes_and_as_it_ended(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let assistant = assistant(&app).await;
    let now = app.now();
    let going = call(CALL, &assistant, "in-progress");
    sent(&cx, &event("status-update", &going, now, json!({ "status": "in-progress" }))).await;
    applied(&app).await;
    let seen = page(&cx).await;
    assert_eq!((seen.call.state, seen.call.outcome), (CallState::InProgress, None));
    assert_eq!(seen.call.caller.as_ref().unwrap().as_str(), CALLER);
    assert_eq!(seen.call.agent, Some(("Reception".to_owned(), Some(agent.clone()))));
    let said = json!({ "role": "user", "transcriptType": "final", "transcript": "I am late" });
    sent(&cx, &event("transcript", &going, now + 1_000, said)).await;
    let partial = json!({ "role": "user", "transcriptType": "partial", "transcript": "I am" });
    sent(&cx, &event("transcript", &going, now + 500, partial)).await;
    applied(&app).await;
    let seen = page(&cx).await;
    assert_eq!(seen.transcript.len(), 1);
    assert_eq!((seen.transcript[0].by, seen.transcript[0].text.as_str()), (Speaker::Caller, "I am late"));

    let ended = call(CALL, &assistant, "ended");
    let report = json!({
        "endedReason": "customer-ended-call", "startedAt": "2026-11-21T07:30:02.000Z",
        "endedAt": "2026-11-21T07:31:35.000Z", "cost": 0.125,
        "analysis": { "summary": "The caller is late." },
        "artifact": { "recordingUrl": "https://storage.vapi.ai/x.wav", "messages": [
            { "role": "bot", "message": "Hello", "time": now },
            { "role": "user", "message": "I am late", "time": now + 1_000 },
        ] },
    });
    sent(&cx, &event("end-of-call-report", &ended, now + 2_000, report)).await;
    applied(&app).await;
    let seen = page(&cx).await;
    assert_eq!((seen.call.state, seen.call.outcome), (CallState::Ended, Some(CallOutcome::Answered)));
    assert_eq!((seen.ended, seen.call.length()), (Some(EndedGroup::CallerHungUp), Some(93_000)));
    assert_eq!((seen.cost_micros, seen.recorded, seen.transcript.len()), (Some(125_000), true, 2));
    assert_eq!(seen.call.summary.as_deref(), Some("The caller is late."));
    assert_eq!(seen.events.len(), 4);

    // By what was said, and by any part of the number.
    let found = async |search: &str| {
        listed(&cx, &CallsQuery { search: search.into(), ..CallsQuery::default() }).await.len()
    };
    for search in ["late", "LAT", "caller late", "0199", "+1 415 555 0199"] {
        assert_eq!(found(search).await, 1, "{search}");
    }
    for search in ["early", "late early", "0142", "%", "'"] {
        assert_eq!(found(search).await, 0, "{search}");
    }
    let by = |outcome| CallsQuery { outcome: Some(outcome), ..CallsQuery::default() };
    assert_eq!(listed(&cx, &by(CallOutcome::Answered)).await.len(), 1);
    assert_eq!(listed(&cx, &by(CallOutcome::Missed)).await.len(), 0);
    let of = CallsQuery { agent: Some(agent), ..CallsQuery::default() };
    assert_eq!(listed(&cx, &of).await.len(), 1);
}

async fn lesson_64_an_event_is_known_by_what_it_says_and_is_done_only_after_it_is_applied(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let ended = call(CALL, &assistant(&app).await, "ended");
    let over = event("status-update", &ended, app.now(), json!({ "status": "ended" }));
    let report =
        event("end-of-call-report", &ended, app.now(), json!({ "endedReason": "silence-timed-out" }));
    for message in [&over, &report, &over, &report] {
        sent(&cx, message).await;
    }
    assert_eq!(app.count("call_events WHERE done_at IS NULL", &[]).await, 2);
    assert_eq!(listed(&cx, &CallsQuery::default()).await, []);
    assert_eq!(applied(&app).await, 2);
    assert_eq!(applied(&app).await, 0);
    assert_eq!(app.count("call_events WHERE done_at IS NULL", &[]).await, 0);
    assert_eq!(page(&cx).await.ended, Some(EndedGroup::Silence));
}

async fn an_event_that_cannot_be_applied_waits_and_so_do_those_of_its_call_after_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let other = "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002";
    for (id, at) in [(CALL, 1), (CALL, 2), (other, 3)] {
        let call = call(id, &assistant, "in-progress");
        sent(&cx, &event("hang", &call, app.now() + at, json!({}))).await;
    }
    let first = app.text("SELECT MIN(id) FROM call_events", &[]).await;
    let payload = app.text("SELECT payload FROM call_events WHERE id = $1", &[&first]).await;
    app.execute("UPDATE call_events SET payload = '{' WHERE id = $1", &[&first]).await;
    assert_eq!(applied(&app).await, 1, "that of the other call");
    assert_eq!(app.count("call_events WHERE done_at IS NULL AND attempts > 0", &[]).await, 1);
    let waits = service::list(&cx, &CallsQuery::default()).await.unwrap().strays;
    assert_eq!(waits.iter().map(|event| event.done_at).collect::<Vec<_>>(), [None]);
    app.execute("UPDATE call_events SET payload = $2 WHERE id = $1", &[&first, &payload]).await;
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!(applied(&app).await, 2);
}

/// All that came of a call is applied at once: it ends as one by one, and only what is new is written of how it
/// is found.
async fn many_events_of_a_call_come_to_the_same_at_once_and_one_by_one(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let words = ["early", "monday", "late"];
    let messages = |id: &str, at: i64| {
        let nobodys = json!({ "id": id, "status": "in-progress" });
        let going = call(id, &assistant, "in-progress");
        let mut all = vec![event("hang", &nobodys, at, json!({}))];
        all.extend(words.iter().zip(1_i64..).map(|(word, nth)| {
            let said = json!({ "role": "user", "transcriptType": "final", "transcript": word });
            event("transcript", &going, at + nth, said)
        }));
        all
    };
    let other = "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002";
    let at = app.now();
    for message in messages(CALL, at) {
        sent(&cx, &message).await;
    }
    assert_eq!(applied(&app).await, 4);
    // What named nobody comes second: the first already says whose the call is.
    let mut one_by_one = messages(other, at);
    one_by_one.swap(0, 1);
    for message in one_by_one {
        sent(&cx, &message).await;
        assert_eq!(applied(&app).await, 1);
    }
    let mut pages = Vec::new();
    for call in listed(&cx, &CallsQuery::default()).await {
        pages.push(service::get(&cx, call.id).await.unwrap());
    }
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].transcript, pages[1].transcript);
    assert_eq!([pages[0].events.len(), pages[1].events.len()], [4, 4]);
    assert_eq!((pages[0].transcript.len(), pages[0].call.state), (3, CallState::InProgress));
    let found = async |search: &str| {
        listed(&cx, &CallsQuery { search: search.into(), ..CallsQuery::default() }).await.len()
    };
    for search in words.into_iter().chain(["early late", "0199"]) {
        assert_eq!(found(search).await, 2, "{search}");
    }
    // The report takes the place of what was heard.
    let report = json!({ "artifact": { "messages": [{ "role": "user", "message": "Monday", "time": at }] } });
    sent(&cx, &event("end-of-call-report", &call(other, &assistant, "ended"), at + 9, report)).await;
    applied(&app).await;
    assert_eq!([found("early").await, found("monday").await, found("0199").await], [1, 2, 2]);
}

/// It stands in the middle of a batch, and many are behind it.
async fn an_event_that_cannot_be_applied_holds_up_no_other_call(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    for nth in 0..90 {
        let id = format!("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c00{:02}", nth % 9);
        sent(&cx, &event("hang", &call(&id, &assistant, "in-progress"), app.now() + nth, json!({}))).await;
    }
    let broken = "SELECT id FROM call_events WHERE payload LIKE '%4c0004%' ORDER BY id LIMIT 1";
    let broken = app.text(broken, &[]).await;
    app.execute("UPDATE call_events SET payload = '{' WHERE id = $1", &[&broken]).await;
    assert_eq!(applied(&app).await, 80, "those of the eight other calls");
    assert_eq!(app.count("call_events WHERE done_at IS NULL", &[]).await, 10);
    assert_eq!(applied(&app).await, 0, "it waits");
    assert_eq!(app.count("call_events WHERE attempts > 0", &[]).await, 1);
}

async fn lesson_65_every_type_in_every_shape_is_stored_and_answered(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let known = call(CALL, &assistant(&app).await, "in-progress");
    let mut expected = 0;
    for kind in TYPES.into_iter().chain(["of-next-year", ""]) {
        for about in
            [known.clone(), json!({}), Value::Null, json!([7]), json!({ "id": 7 }), json!({ "id": "" })]
        {
            for more in [
                json!({}),
                json!({ "status": "", "endedReason": null, "artifact": "x", "analysis": [], "cost": "much" }),
                json!({ "transcript": { "x": 1 }, "role": 7, "transcriptType": "final", "toolCallList": "x" }),
            ] {
                sent(&cx, &event(kind, &about, app.now(), more)).await;
                expected += 1;
            }
        }
    }
    assert_eq!(app.count("call_events", &[]).await, expected);
    assert_eq!(applied(&app).await, expected);
    assert_eq!(listed(&cx, &CallsQuery::default()).await.len(), 1);
    assert!(page(&cx).await.events.len() > TYPES.len());
}

/// Reads all that is stored of the only call, with an id that is the same in every test.
async fn known(cx: &Cx) -> (CallView, Vec<Line>, Option<i64>, bool) {
    let mut page = page(cx).await;
    page.call.id = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
    (page.call, page.transcript, page.cost_micros, page.recorded)
}

async fn lesson_64_every_type_twice_out_of_order_missing_or_a_day_late_ends_in_the_same_call(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let begun = app.now();
    let (going, ended) = (call(CALL, &assistant, "in-progress"), call(CALL, &assistant, "ended"));
    let first = event("status-update", &going, begun, json!({ "status": "in-progress" }));
    let report = json!({
        "endedReason": "customer-ended-call", "cost": 0.125, "analysis": { "summary": "Late." },
        "startedAt": "2026-11-21T07:30:02.000Z", "endedAt": "2026-11-21T07:31:35.000Z",
        "artifact": { "messages": [{ "role": "user", "message": "I am late", "time": begun }] },
    });
    let last = event("end-of-call-report", &ended, begun + 2_000, report);
    for kind in TYPES {
        let said = json!({ "role": "user", "transcriptType": "final", "transcript": "I am" });
        let of_type = event(kind, &going, begun + 1_000, said);
        let all = [&first, &of_type, &last];
        let deliveries: [(&str, Vec<&Value>); 5] = [
            ("in order", all.to_vec()),
            ("twice", all.iter().flat_map(|event| [*event, *event]).collect()),
            ("out of order", vec![&last, &of_type, &first]),
            ("a day late", vec![&first, &last, &of_type]),
            ("missing", vec![&first, &last]),
        ];
        let mut seen = Vec::new();
        for (how, events) in deliveries {
            for (message, nth) in events.iter().zip(1..) {
                if how == "a day late" && nth == events.len() {
                    app.clock.advance(Duration::from_secs(24 * 3600));
                }
                sent(&cx, message).await;
                applied(&app).await;
            }
            let rows = if how == "missing" { 2 } else { 3 };
            assert_eq!(app.count("call_events WHERE done_at IS NOT NULL", &[]).await, rows, "{kind}, {how}");
            seen.push((how, known(&cx).await));
            app.execute("DELETE FROM calls", &[]).await;
            app.execute("DELETE FROM call_events", &[]).await;
        }
        for (how, known) in &seen {
            assert_eq!(known, &seen[0].1, "{kind}, {how}");
        }
        let (call, transcript, cost, _) = &seen[0].1;
        assert_eq!((call.state, call.outcome), (CallState::Ended, Some(CallOutcome::Answered)), "{kind}");
        assert_eq!((call.length(), transcript.len(), *cost), (Some(93_000), 1, Some(125_000)), "{kind}");
    }
}

async fn lesson_44_an_event_of_another_organisations_call_says_nothing_of_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let going = call(CALL, &assistant, "in-progress");
    sent(&cx, &event("status-update", &going, app.now(), json!({ "status": "in-progress" }))).await;
    applied(&app).await;
    let before = page(&cx).await;
    let stranger = owner(&app).await;
    let theirs = {
        let mut tx = app.services.db.write(crate::support::app::Tests, &stranger.org).await.unwrap();
        let nonce = ava::server::vapi_hooks::make(&app.services, &mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ava::server::vapi_hooks::Hook { org: stranger.org.clone(), nonce }
    };
    let number = json!({ "number": NUMBER });
    let mine = event(
        "end-of-call-report",
        &going,
        app.now(),
        json!({
            "endedReason": "silence-timed-out", "phoneNumber": number, "analysis": { "summary": "Taken" },
        }),
    );
    let body = json!({ "message": mine }).to_string();
    events::receive(&app.services, &theirs, body.as_bytes()).await.unwrap();
    assert_eq!(applied(&app).await, 1);
    assert_eq!(listed(&stranger, &CallsQuery::default()).await, []);
    assert_eq!(page(&cx).await, before);
    let kept = "SELECT kind FROM call_events WHERE org_id = $1";
    let kept = app.texts_in(&stranger.org, kept, &[stranger.org.as_str()]).await;
    assert_eq!(kept, ["end-of-call-report"]);
    let strays = service::list(&stranger, &CallsQuery::default()).await.unwrap().strays;
    assert_eq!(strays.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["end-of-call-report"]);
    assert!(service::list(&cx, &CallsQuery::default()).await.unwrap().strays.is_empty());
    let refused = service::get(&stranger, before.call.id.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    let refused = service::replay(&stranger, &before.events[0].id).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
}

/// An appointment that the tool books leads to its call, however long the call’s events wait.
async fn a_call_in_which_a_tool_is_asked_for_is_known(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let ask = async |id: &str, assistant: &str| {
        let uses =
            json!({ "toolCallList": [{ "id": "t-1", "function": { "name": "x", "arguments": "{}" } }] });
        let message = event("tool-calls", &call(id, assistant, "in-progress"), app.now(), uses);
        let answer = tools::answer(&app.services, &[], &hook(&cx).await, &message).await.unwrap();
        assert_eq!(answer["results"][0]["toolCallId"], "t-1");
    };
    ask(CALL, &assistant).await;
    ask(CALL, &assistant).await;
    ask("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002", "nobody").await;
    let known = page(&cx).await;
    assert_eq!((known.vapi_call_id.as_str(), known.call.state), (CALL, CallState::InProgress));
}

async fn lesson_10_the_secrets_of_an_event_are_in_no_table(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let target = super::target(&cx).await;
    let going = call(CALL, &assistant(&app).await, "in-progress");
    let secrets = json!({
        "phoneNumber": { "number": NUMBER, "twilioAuthToken": TWILIO_TOKEN },
        "assistant": { "server": { "url": target.url, "headers": { "X-Vapi-Secret": target.secret } } },
        "artifact": { "recordingUrl": format!("https://storage.vapi.ai/{TWILIO_TOKEN}.wav") },
    });
    sent(&cx, &event("hang", &going, app.now(), secrets)).await;
    applied(&app).await;
    let dump = app.dump().await;
    for secret in [TWILIO_TOKEN, &target.secret, &target.url] {
        assert!(!dump.contains(secret), "{secret}");
    }
    assert_eq!(page(&cx).await.events.len(), 1);
}

#[tokio::test]
async fn an_organisation_is_sent_so_many_events_a_minute() {
    let app = TestApp::with(Database::Sqlite, vec![("AVA_CALL_EVENTS_PER_MINUTE", "8".to_owned())]).await;
    let (cx, ..) = ready(&app).await;
    let hook = hook(&cx).await;
    let mut taken = 0;
    for nth in 0..8 {
        let body = json!({ "message": { "type": "hang", "timestamp": nth } }).to_string();
        match events::receive(&app.services, &hook, body.as_bytes()).await {
            Ok(_) => taken += 1,
            Err(problem) => assert!(matches!(problem.kind, ProblemKind::OverQuota(..)), "{problem:?}"),
        }
    }
    assert_eq!(taken, 2, "a quarter of a minute at once");
    let tool = async |nth: u32| {
        let body = json!({ "message": { "type": "tool-calls", "timestamp": nth } }).to_string();
        events::receive(&app.services, &hook, body.as_bytes()).await.is_ok()
    };
    let answered = [tool(1).await, tool(2).await, tool(3).await];
    assert_eq!(answered, [true, true, false], "somebody is on the line");

    app.clock.advance(Duration::from_secs(60));
    let large = json!({ "message": { "type": "hang", "x": "x".repeat(160 * 1024) } }).to_string();
    assert!(events::receive(&app.services, &hook, large.as_bytes()).await.is_err(), "as many as it is long");
    assert_eq!(app.count("call_events", &[]).await, 4);
}

#[tokio::test]
async fn two_nodes_apply_each_event_once() {
    let app = TestApp::on(Database::Postgres).await;
    let (cx, ..) = ready(&app).await;
    let assistant = assistant(&app).await;
    let (one, other) = (app.services.clone(), app.another_node(77).await);
    let hook = hook(&cx).await;
    for nth in 0..60 {
        let id = format!("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c00{:02}", nth % 6);
        let said = json!({ "role": "user", "transcriptType": "final", "transcript": format!("turn {nth}") });
        let message = event("transcript", &call(&id, &assistant, "in-progress"), app.now() + nth, said);
        let body = json!({ "message": message }).to_string();
        // Both are sent each: a proxy may have sent it twice.
        let (first, second) = futures::join!(
            events::receive(&one, &hook, body.as_bytes()),
            events::receive(&other, &hook, body.as_bytes())
        );
        first.unwrap();
        second.unwrap();
    }
    let (first, second) = futures::join!(events::apply_due(&one), events::apply_due(&other));
    assert_eq!(first.unwrap() + second.unwrap(), 60);
    let calls = listed(&cx, &CallsQuery::default()).await;
    assert_eq!(calls.len(), 6);
    for call in calls {
        assert_eq!(service::get(&cx, call.id).await.unwrap().transcript.len(), 10);
    }
}

async fn old_events_go_once_they_are_done(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let going = call(CALL, &assistant(&app).await, "in-progress");
    sent(&cx, &event("hang", &going, app.now(), json!({}))).await;
    app.clock.advance(Duration::from_secs(31 * 24 * 3600));
    assert_eq!(events::forget_old(&app.services).await.unwrap(), 0, "it is not applied");
    applied(&app).await;
    assert_eq!(events::forget_old(&app.services).await.unwrap(), 1);
    assert_eq!(listed(&cx, &CallsQuery::default()).await.len(), 1, "the call stays");

    sent(&cx, &event("hang", &going, app.now(), json!({}))).await;
    app.clock.advance(Duration::from_secs(91 * 24 * 3600));
    assert_eq!(events::forget_old(&app.services).await.unwrap(), 1, "nobody will apply it");
}

both_engines!(
    a_call_shows_as_it_goes_and_as_it_ended,
    lesson_64_an_event_is_known_by_what_it_says_and_is_done_only_after_it_is_applied,
    an_event_that_cannot_be_applied_waits_and_so_do_those_of_its_call_after_it,
    many_events_of_a_call_come_to_the_same_at_once_and_one_by_one,
    an_event_that_cannot_be_applied_holds_up_no_other_call,
    lesson_65_every_type_in_every_shape_is_stored_and_answered,
    lesson_64_every_type_twice_out_of_order_missing_or_a_day_late_ends_in_the_same_call,
    lesson_44_an_event_of_another_organisations_call_says_nothing_of_it,
    a_call_in_which_a_tool_is_asked_for_is_known,
    lesson_10_the_secrets_of_an_event_are_in_no_table,
    old_events_go_once_they_are_done,
);
