//! Messages that do not go to Vapi any more, and numbers that somebody answers although
//! no agent was chosen.

use ava::{
    domain::{
        drift::{DriftAction, Finding, FindingKind},
        integrations::Readiness,
        number::{NumberFilter, NumberState, NumbersQuery},
        operation::{OperationKind, OperationState},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        numbers::{
            drift::{forget, repair},
            service::{list, prove, remove, unassign},
        },
    },
};

use super::hands::{found, is_repaired, is_shown, number, page, the_finding};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{brought_with_messages, connect_vapi, latest, overview, prepared, ready},
    sandbox::{NUMBER, OWN_SMS_URL, VAPI_KEY},
};

const MESSAGES: &str = "https://api.vapi.ai/twilio/sms";
const THEIRS: &str = "https://texts.example/in";

async fn messages_that_go_elsewhere_are_sent_to_vapi_again_and_back_at_the_end(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    assert!(found(&app, &cx).await.is_empty());
    app.sandbox.set_at_twilio(NUMBER, "sms_url", &format!("{THEIRS}?token=secret")).await;
    let finding = is_shown(&app, &cx, FindingKind::MessagesChanged).await;
    assert_eq!(
        (finding.detail.as_deref(), &*finding.actions),
        (Some(THEIRS), &[DriftAction::Repair, DriftAction::Forget][..])
    );
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    is_repaired(&app, &cx, &agent).await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.sms_url, MESSAGES);
    remove(&cx, number(&cx).await).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.sms_url, OWN_SMS_URL, "as before AVA");
}

async fn messages_that_a_person_left_go_where_they_go(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    let finding = the_finding(&app, &cx).await;
    forget(&cx, finding.id).await.unwrap();
    for _ in 0..2 {
        prove(&cx, number(&cx).await).await.unwrap();
        app.settle().await;
        assert_eq!(app.sandbox.at_twilio(NUMBER).await.sms_url, THEIRS);
        assert!(found(&app, &cx).await.is_empty(), "left, as was decided");
        assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { .. }), "calls are answered");
        assert_eq!(page(&cx).await.numbers[0].number.drift, None);
        for (show, count) in [(NumberFilter::Ready, 1), (NumberFilter::NotReady, 0)] {
            let query = NumbersQuery { show, ..NumbersQuery::default() };
            assert_eq!(list(&cx, &query).await.unwrap().numbers.len(), count, "{show:?}");
        }
    }
}

async fn messages_that_vapi_is_not_to_have_are_nobodys_matter(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    assert!(found(&app, &cx).await.is_empty());
}

async fn a_number_without_an_agent_that_somebody_answers_is_said_and_unbound_when_asked(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    unassign(&cx, number(&cx).await).await.unwrap();
    app.settle().await;
    assert!(found(&app, &cx).await.is_empty());
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &theirs).await;
    let finding = the_finding(&app, &cx).await;
    assert_eq!((finding.kind, finding.detail.as_deref()), (FindingKind::BoundElsewhere, Some("Old desk")));
    assert_eq!(
        (finding.unassigned, &*finding.actions),
        (true, &[DriftAction::Repair, DriftAction::Forget][..])
    );
    assert_eq!(overview(&cx).await.numbers[0].drift, Some(FindingKind::BoundElsewhere));
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    assert_eq!(overview(&cx).await.numbers[0].state, NumberState::Unassigned);
    assert!(page(&cx).await.findings.is_empty(), "without another comparison");
    assert!(found(&app, &cx).await.is_empty());
}

/// An org whose number was to be answered by nobody, and is by somebody's own assistant.
async fn answered_by_a_stranger(app: &TestApp) -> (Cx, Finding) {
    let (cx, ..) = ready(app).await;
    unassign(&cx, number(&cx).await).await.unwrap();
    app.settle().await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &theirs).await;
    let finding = the_finding(app, &cx).await;
    (cx, finding)
}

async fn only_whoever_was_shown_is_taken_off(app: TestApp) {
    let (cx, finding) = answered_by_a_stranger(&app).await;
    let others = app.sandbox.assistant_by_hand(VAPI_KEY, "New desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &others).await;
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert_eq!(latest(&cx, OperationKind::UnassignNumber).await.steps.len(), 3);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id.as_ref(), Some(&others));
    let anew = the_finding(&app, &cx).await;
    assert_eq!(anew.detail.as_deref(), Some("New desk"));
    forget(&cx, anew.id).await.unwrap();
    assert!(found(&app, &cx).await.is_empty(), "left to it, as was decided");
    assert_eq!(overview(&cx).await.numbers[0].drift, None, "and nobody was to answer it");
    assert!(page(&cx).await.numbers[0].number.drift.is_none());
}

async fn asked_twice_to_unbind_a_new_key_goes_on_with_one(app: TestApp) {
    let (cx, finding) = answered_by_a_stranger(&app).await;
    let refused = NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized);
    app.sandbox.inject(&NewFault { remaining: 10_000, ..refused }).await;
    for _ in 0..2 {
        repair(&cx, finding.id.clone()).await.unwrap();
        app.settle().await;
        assert_eq!(latest(&cx, OperationKind::UnassignNumber).await.state, OperationState::NeedsAttention);
    }
    let asking = "operations WHERE kind = 'unassign_number' AND state = 'needs_attention'";
    assert_eq!(app.count(asking, &[]).await, 1, "the first one was stopped");
    app.sandbox.clear().await;
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    assert!(page(&cx).await.findings.is_empty());
}

both_engines!(
    asked_twice_to_unbind_a_new_key_goes_on_with_one,
    messages_that_go_elsewhere_are_sent_to_vapi_again_and_back_at_the_end,
    messages_that_a_person_left_go_where_they_go,
    messages_that_vapi_is_not_to_have_are_nobodys_matter,
    a_number_without_an_agent_that_somebody_answers_is_said_and_unbound_when_asked,
    only_whoever_was_shown_is_taken_off,
);
