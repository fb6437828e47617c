//! The actions that a person can do about a difference; nothing else is touched.

use ava::{
    domain::{
        drift::{DriftAction, FindingKind},
        number::NumberState,
        operation::{OperationState, WaitingFor},
        problem::ProblemKind,
    },
    server::{
        agents,
        numbers::{
            drift::{adopt, forget, repair},
            service::{get, prove, remove},
        },
        operations::service::decide,
    },
};

use super::hands::{
    VAPI_WEBHOOK, assistant, bound_elsewhere, found, imported_there, is_repaired, is_shown, number, page,
    the_finding,
};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent_form, connect_twilio, connect_vapi, make_agent, overview, owner, ready},
    sandbox::{NUMBER, OWN_SMS_URL, SECOND_NUMBER, VAPI_KEY},
};

async fn a_number_that_was_deleted_at_vapi_is_brought_again(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    app.sandbox.delete_at_vapi(NUMBER).await;
    let finding = is_shown(&app, &cx, FindingKind::GoneAtVapi).await;
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    repair(&cx, finding.id.clone()).await.unwrap();
    app.settle().await;
    is_repaired(&app, &cx, &agent).await;
    assert_eq!(
        repair(&cx, finding.id).await.unwrap_err().kind,
        ProblemKind::NotFound,
        "there is none any more"
    );
}

async fn lesson_28_a_number_that_left_the_account_is_forgotten_and_leaves_nothing_at_vapi(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let id = number(&cx).await;
    app.sandbox.delete_at_twilio(NUMBER).await;
    let finding = is_shown(&app, &cx, FindingKind::GoneAtTwilio).await;
    assert_eq!(repair(&cx, finding.id.clone()).await.unwrap_err().kind, ProblemKind::Stale);
    forget(&cx, finding.id).await.unwrap();
    assert!(overview(&cx).await.numbers.is_empty() && page(&cx).await.findings.is_empty(), "at once");
    app.settle().await;
    let shown = get(&cx, id).await.unwrap();
    assert_eq!(shown.number.number.state, NumberState::Released);
    assert!(shown.number.released_at.is_some() && shown.findings.is_empty());
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    assert!(found(&app, &cx).await.is_empty());
}

async fn lesson_24_a_number_that_another_assistant_answers_is_taken_back_alone(app: TestApp) {
    let (cx, agent, theirs, finding) = bound_elsewhere(&app).await;
    imported_there(&app, SECOND_NUMBER).await;
    app.sandbox.bind_at_vapi(SECOND_NUMBER, &theirs).await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id.as_ref(), Some(&theirs));
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    let left = app.sandbox.at_vapi(SECOND_NUMBER).await.remove(0);
    assert_eq!(left.assistant_id, Some(theirs), "another number of the account stays as it is");
    app.sandbox.delete_at_vapi(SECOND_NUMBER).await;
    is_repaired(&app, &cx, &agent).await;
}

async fn a_number_that_another_assistant_answers_can_be_left_to_it(app: TestApp) {
    let (cx, _, theirs, finding) = bound_elsewhere(&app).await;
    let before = app.sandbox.last_seq().await;
    adopt(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.calls_after(before).await.is_empty(), "nothing changes at Vapi");
    let shown = overview(&cx).await.numbers.remove(0);
    assert_eq!((shown.state, shown.agent, shown.drift), (NumberState::Unassigned, None, None));
    assert!(found(&app, &cx).await.is_empty(), "who answers it there is no matter any more");
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
}

async fn a_number_that_another_agent_answers_can_be_that_agents(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let evening = agents::service::create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let bound = assistant(&cx, &evening).await;
    app.sandbox.bind_at_vapi(NUMBER, &bound).await;
    let finding = is_shown(&app, &cx, FindingKind::BoundElsewhere).await;
    assert_eq!((finding.detail.as_deref(), finding.agent.as_ref()), (Some("Evening"), Some(&evening)));
    let before = app.sandbox.last_seq().await;
    adopt(&cx, finding.id).await.unwrap();
    app.settle().await;
    let calls = app.sandbox.calls_after(before).await;
    assert!(calls.iter().all(|call| call.method == "GET"), "it was only proved: {calls:?}");
    is_repaired(&app, &cx, &evening).await;
    assert_eq!(overview(&cx).await.numbers[0].agent.as_ref().map(|(id, _)| id), Some(&evening));
}

async fn lesson_25_a_deleted_assistant_is_made_again_when_asked_and_once(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let former = assistant(&cx, &agent).await;
    app.sandbox.delete_assistant(&former).await;
    let finding = is_shown(&app, &cx, FindingKind::AssistantGone).await;
    assert_eq!((finding.detail.as_deref(), finding.agent.as_ref()), (Some("Reception"), Some(&agent)));
    assert!(app.sandbox.assistants().await.is_empty(), "not by itself");
    repair(&cx, finding.id.clone()).await.unwrap();
    assert_eq!(
        repair(&cx, finding.id).await.unwrap_err().kind,
        ProblemKind::NotFound,
        "the second of two clicks"
    );
    app.settle().await;
    assert_eq!(app.sandbox.assistants().await.len(), 1);
    assert_ne!(assistant(&cx, &agent).await, former);
    is_repaired(&app, &cx, &agent).await;
}

async fn calls_that_go_elsewhere_are_sent_to_vapi_again_and_back_at_the_end(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", "https://new.example/voice").await;
    let finding = is_shown(&app, &cx, FindingKind::WebhooksChanged).await;
    assert_eq!(finding.actions, [DriftAction::Repair, DriftAction::Forget]);
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    is_repaired(&app, &cx, &agent).await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, VAPI_WEBHOOK);
    // A number that is given back has nothing of Vapi's, whatever was changed in between.
    remove(&cx, number(&cx).await).await.unwrap();
    app.settle().await;
    let there = app.sandbox.at_twilio(NUMBER).await;
    assert_eq!((&*there.voice_url, &*there.sms_url), ("https://new.example/voice", OWN_SMS_URL));
    assert_eq!(there.status_callback, "");
}

async fn a_repair_that_cannot_be_says_why(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "trunk_sid", "TK0123456789abcdef0123456789abcdef").await;
    let finding = the_finding(&app, &cx).await;
    repair(&cx, finding.id.clone()).await.unwrap();
    app.settle().await;
    let shown = get(&cx, number(&cx).await).await.unwrap();
    assert_eq!(shown.number.number.state, NumberState::Failed);
    let problem = shown.operation.unwrap().steps.into_iter().find_map(|step| step.problem).unwrap();
    assert_eq!(problem.kind, ProblemKind::NumberOnTrunkOrApp);
    assert_eq!(page(&cx).await.findings, [finding], "it differs still");
    app.sandbox.set_at_twilio(NUMBER, "trunk_sid", "").await;
    let finding = page(&cx).await.findings.remove(0);
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert!(overview(&cx).await.numbers[0].answers());
}

async fn lesson_21_a_number_that_ava_does_not_know_comes_when_asked(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    assert!(found(&app, &cx).await.is_empty(), "one that is merely in the account is no difference");
    imported_there(&app, SECOND_NUMBER).await;
    let finding = the_finding(&app, &cx).await;
    assert_eq!((finding.kind, finding.number.is_none()), (FindingKind::UnknownHere, true));
    assert_eq!((finding.e164.as_str(), finding.detail.as_deref()), (SECOND_NUMBER, Some("Front desk")));
    assert_eq!(finding.actions, [DriftAction::Adopt, DriftAction::Forget]);
    adopt(&cx, finding.id).await.unwrap();
    assert!(page(&cx).await.findings.is_empty());
    app.settle().await;
    let numbers = overview(&cx).await.numbers;
    assert_eq!(numbers.iter().filter(|number| number.answers()).count(), 2, "{numbers:?}");
    assert!(found(&app, &cx).await.is_empty());
    assert_eq!(app.sandbox.at_vapi(SECOND_NUMBER).await.len(), 1, "the very one that was there");
}

async fn an_unknown_number_that_somebody_answers_is_not_taken_over_by_adopting_it(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    make_agent(&cx).await;
    connect_twilio(&cx).await;
    app.settle().await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    let finding = the_finding(&app, &cx).await;
    adopt(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
    let operation = overview(&cx).await.numbers[0].operation.clone().unwrap();
    assert_eq!(app.operation(&cx, &operation).await.waiting_for, Some(WaitingFor::Takeover));
}

async fn an_unknown_number_can_be_left_at_vapi(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    imported_there(&app, SECOND_NUMBER).await;
    let finding = the_finding(&app, &cx).await;
    let before = app.sandbox.last_seq().await;
    forget(&cx, finding.id).await.unwrap();
    assert!(app.sandbox.calls_after(before).await.is_empty());
    assert!(found(&app, &cx).await.is_empty(), "and it is not spoken of again");
    assert_eq!(overview(&cx).await.numbers.len(), 1);
}

async fn a_takeover_that_is_asked_for_is_answered_by_a_repair(app: TestApp) {
    let (cx, agent, _, finding) = bound_elsewhere(&app).await;
    let asks = prove(&cx, number(&cx).await).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &asks).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Takeover));
    let asked = view.takeover_of.unwrap();
    assert_eq!(found(&app, &cx).await, std::slice::from_ref(&finding), "it stands while somebody decides");
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &asks).await, OperationState::Done, "no second one beside it");
    is_repaired(&app, &cx, &agent).await;
    assert_eq!(decide(&cx, asks, &asked, false).await.unwrap_err().kind, ProblemKind::Stale);
}

async fn every_deed_is_in_the_audit_log(app: TestApp) {
    let (cx, _, _, finding) = bound_elsewhere(&app).await;
    forget(&cx, finding.id.clone()).await.unwrap();
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    imported_there(&app, SECOND_NUMBER).await;
    adopt(&cx, the_finding(&app, &cx).await.id).await.unwrap();
    for (action, subject) in
        [("drift_forgotten", NUMBER), ("drift_repaired", NUMBER), ("drift_adopted", SECOND_NUMBER)]
    {
        let entry = "audit_log WHERE org_id = $1 AND action = $2 AND subject = $3";
        assert_eq!(app.count(entry, &[cx.org.as_str(), action, subject]).await, 1, "{action}");
    }
}

both_engines!(
    a_number_that_was_deleted_at_vapi_is_brought_again,
    lesson_28_a_number_that_left_the_account_is_forgotten_and_leaves_nothing_at_vapi,
    lesson_24_a_number_that_another_assistant_answers_is_taken_back_alone,
    a_number_that_another_assistant_answers_can_be_left_to_it,
    a_number_that_another_agent_answers_can_be_that_agents,
    lesson_25_a_deleted_assistant_is_made_again_when_asked_and_once,
    calls_that_go_elsewhere_are_sent_to_vapi_again_and_back_at_the_end,
    a_repair_that_cannot_be_says_why,
    lesson_21_a_number_that_ava_does_not_know_comes_when_asked,
    an_unknown_number_that_somebody_answers_is_not_taken_over_by_adopting_it,
    an_unknown_number_can_be_left_at_vapi,
    a_takeover_that_is_asked_for_is_answered_by_a_repair,
    every_deed_is_in_the_audit_log,
);
