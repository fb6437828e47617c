//! Helpers that the suites of differences share.

use std::time::Duration;

use ava::{
    domain::{
        drift::{Finding, FindingKind},
        ids::{AgentId, NumberId},
        integrations::Readiness,
        number::{NumberFilter, NumbersPage, NumbersQuery},
        operation::OperationState,
    },
    server::{
        cx::Cx,
        numbers::{
            drift::compare,
            service::{get, list},
        },
    },
};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    app::TestApp,
    people::{agent, overview, ready},
    sandbox::{NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

pub(super) const VAPI_WEBHOOK: &str = "https://api.vapi.ai/twilio/inbound_call";
pub(super) const HOUR: Duration = Duration::from_secs(3600);

pub(super) async fn page(cx: &Cx) -> NumbersPage {
    list(cx, &NumbersQuery::default()).await.unwrap()
}

/// Compares now, and returns the differences.
pub(super) async fn found(app: &TestApp, cx: &Cx) -> Vec<Finding> {
    let operation = compare(cx).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(cx, &operation).await, OperationState::Done);
    page(cx).await.findings
}

/// The only difference that is found now.
pub(super) async fn the_finding(app: &TestApp, cx: &Cx) -> Finding {
    let mut all = found(app, cx).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

pub(super) async fn number(cx: &Cx) -> NumberId {
    overview(cx).await.numbers[0].id.clone()
}

pub(super) async fn assistant(cx: &Cx, id: &AgentId) -> String {
    agent(cx, id).await.vapi_assistant_id.unwrap()
}

/// Asserts that the number answers again, as far as AVA and both providers say.
pub(super) async fn is_repaired(app: &TestApp, cx: &Cx, agent: &AgentId) {
    assert!(matches!(overview(cx).await.readiness, Readiness::Ready { .. }));
    assert!(page(cx).await.findings.is_empty(), "proved anew, nothing differs");
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant(cx, agent).await);
    assert!(found(app, cx).await.is_empty());
}

/// Asserts that a difference is found, said everywhere, and left alone.
pub(super) async fn is_shown(app: &TestApp, cx: &Cx, kind: FindingKind) -> Finding {
    let proved = page(cx).await.numbers[0].number.proved_at;
    let before = app.sandbox.last_seq().await;
    let finding = the_finding(app, cx).await;
    let calls = app.sandbox.calls_after(before).await;
    assert!(calls.iter().all(|call| call.method == "GET"), "nothing is repaired by itself");
    assert_eq!((finding.kind, &finding.number), (kind, &Some(number(cx).await)));
    let shown = page(cx).await;
    assert_eq!(shown.numbers[0].number.drift, Some(kind));
    assert_eq!(shown.numbers[0].number.proved_at, proved, "it was last seen to answer before");
    assert!(matches!(overview(cx).await.readiness, Readiness::Drifted { .. }));
    assert_eq!(get(cx, number(cx).await).await.unwrap().findings, std::slice::from_ref(&finding));
    for (show, count) in [(NumberFilter::Ready, 0), (NumberFilter::NotReady, 1)] {
        let query = NumbersQuery { show, ..NumbersQuery::default() };
        assert_eq!(list(cx, &query).await.unwrap().numbers.len(), count, "{show:?}");
    }
    app.clock.advance(HOUR);
    assert_eq!(the_finding(app, cx).await, finding, "one that stands stays the same");
    finding
}

/// A number that answers, and that somebody bound to their own assistant.
pub(super) async fn bound_elsewhere(app: &TestApp) -> (Cx, AgentId, String, Finding) {
    let (cx, agent, _) = ready(app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &theirs).await;
    let finding = is_shown(app, &cx, FindingKind::BoundElsewhere).await;
    assert_eq!((finding.detail.as_deref(), &finding.agent), (Some("Old desk"), &None));
    (cx, agent, theirs, finding)
}

/// Imports a number as somebody does at Vapi's own console.
pub(super) async fn imported_there(app: &TestApp, number: &str) {
    let body = json!({
        "provider": "twilio", "number": number, "name": "Front desk",
        "twilioAccountSid": TWILIO_SID, "twilioAuthToken": TWILIO_TOKEN,
    });
    app.sandbox.vapi(Method::POST, "/phone-number", VAPI_KEY, body).await;
}
