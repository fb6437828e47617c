//! The answerer of a number is named, and replaced only after asking: squads, workflows
//! and servers at Vapi, flows, other webhooks and regions at Twilio.

use ava::{
    domain::{
        answerer::{Answerer, AnswererKind},
        drift::{DriftAction, FindingKind},
        ids::OperationId,
        integrations::{AccountQuery, Readiness},
        locale::Locale,
        number::{CallsGoTo, NumberState},
        operation::{Action, ImportOutcome, OperationState, StepKind, WaitingFor},
        problem::ProblemKind,
        twilio_region::TwilioRegion,
    },
    server::{
        cx::Cx,
        integrations::connectors::twilio::numbers::account_numbers,
        numbers::{
            drift::{compare, repair},
            service::{get, list, prove, remove, unassign},
        },
        operations::service::retry,
    },
};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{agent, brought_with_messages, decline, import, overview, prepared, ready, take_over},
    sandbox::{ELSEWHERE_URL, FLOW, FLOW_URL, NUMBER, ON_A_TRUNK, SECOND_NUMBER, Sandbox, VAPI_KEY},
};

const SQUAD: &str = "5a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const OTHER_SQUAD: &str = "5a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0002";
const WORKFLOW: &str = "6a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const VAPI_WEBHOOK: &str = "https://api.vapi.ai/twilio/inbound_call";

/// Settings by which something other than an assistant answers at Vapi, with its kind and name.
fn at_vapi() -> [(Value, AnswererKind, Option<&'static str>); 4] {
    let forwarding = json!({ "type": "number", "number": "+14155550100" });
    [
        (json!({ "squadId": SQUAD }), AnswererKind::Squad, Some(SQUAD)),
        (json!({ "workflowId": WORKFLOW }), AnswererKind::Workflow, Some(WORKFLOW)),
        (
            json!({ "server": { "url": "https://me:hush@calls.example/vapi?token=hush" } }),
            AnswererKind::Server,
            Some("calls.example"),
        ),
        (json!({ "fallbackDestination": forwarding }), AnswererKind::Forwarding, None),
    ]
}

/// Asserts that the operation waits for a decision about this answerer.
async fn asks(app: &TestApp, cx: &Cx, id: &OperationId, kind: AnswererKind, name: Option<&str>) {
    app.settle().await;
    let view = app.operation(cx, id).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Takeover), "{:?}", view.steps);
    let linked = Answerer { kind, name: name.map(str::to_owned) };
    assert_eq!(view.linked_to, Some(linked));
}

async fn is_taken(app: &TestApp, cx: &Cx, id: &OperationId) {
    app.settle().await;
    let view = app.operation(cx, id).await;
    assert_eq!(
        (view.state, view.outcome),
        (OperationState::Done, Some(ImportOutcome::TakenOver)),
        "{:?}",
        view.steps
    );
    let page = overview(cx).await;
    assert!(matches!(page.readiness, Readiness::Ready { .. }), "{:?}", page.readiness);
    let (chosen, _) = page.numbers[0].agent.clone().unwrap();
    let assistant = agent(cx, &chosen).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
    let there = app.sandbox.at_vapi(NUMBER).await.remove(0);
    assert_eq!((there.squad_id, there.workflow_id), (None, None), "nothing is left beside the assistant");
}

/// The former answerers, as the steps keep them.
async fn kept(app: &TestApp, cx: &Cx, id: &OperationId) -> Vec<AnswererKind> {
    let steps = app.operation(cx, id).await.steps;
    steps.into_iter().flat_map(|step| step.receipt.unwrap().was).map(|was| was.kind).collect()
}

async fn lesson_82_what_answers_at_vapi_is_taken_only_after_asking(app: TestApp) {
    for (settings, kind, name) in at_vapi() {
        let app = TestApp::on(app.database).await;
        let (cx, _) = prepared(&app).await;
        app.sandbox.imported_by_hand(VAPI_KEY, None).await;
        app.sandbox.settle_at_vapi(NUMBER, settings).await;
        let before = app.sandbox.at_vapi(NUMBER).await;
        let id = import(&cx, NUMBER).await;
        asks(&app, &cx, &id, kind, name).await;
        assert_eq!(app.sandbox.at_vapi(NUMBER).await, before, "{kind:?}: nothing is changed before");
        take_over(&cx, &id).await;
        is_taken(&app, &cx, &id).await;
        assert_eq!(kept(&app, &cx, &id).await, [kind]);
        let server = app.sandbox.at_vapi(NUMBER).await.remove(0).server_url;
        assert_eq!(server, before[0].server_url, "it answers again once no agent does");
    }
}

async fn lesson_82_what_is_behind_the_webhook_is_replaced_only_after_asking(app: TestApp) {
    for (url, kind, name) in
        [(FLOW_URL, AnswererKind::Flow, FLOW), (ELSEWHERE_URL, AnswererKind::Webhook, ELSEWHERE_URL)]
    {
        let app = TestApp::on(app.database).await;
        let (cx, _) = prepared(&app).await;
        app.sandbox.set_at_twilio(NUMBER, "voice_url", url).await;
        let id = import(&cx, NUMBER).await;
        asks(&app, &cx, &id, kind, Some(name)).await;
        assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
        assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, url);
        take_over(&cx, &id).await;
        is_taken(&app, &cx, &id).await;
        assert_eq!(kept(&app, &cx, &id).await, [kind]);
        remove(&cx, overview(&cx).await.numbers[0].id.clone()).await.unwrap();
        app.settle().await;
        assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, url, "given back");
    }
}

async fn lesson_82_one_that_is_left_keeps_the_number_and_is_named(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", FLOW_URL).await;
    let id = import(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Flow, Some(FLOW)).await;
    decline(&cx, &id).await;
    app.settle().await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, FLOW_URL);
    let number = overview(&cx).await.numbers.remove(0);
    assert!(number.left && number.state == NumberState::Failed);
    let shown = get(&cx, number.id).await.unwrap();
    let flow = Answerer::named(AnswererKind::Flow, FLOW);
    assert_eq!(shown.operation.unwrap().linked_to, Some(flow.clone()));
    assert_eq!(shown.number.calls_go_to, Some(CallsGoTo::Own(flow)));
}

async fn lesson_82_an_agreement_is_about_exactly_what_was_named(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", FLOW_URL).await;
    let id = import(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Flow, Some(FLOW)).await;
    take_over(&cx, &id).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(ELSEWHERE_URL)).await;
    take_over(&cx, &id).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", &format!("{ELSEWHERE_URL}?other")).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(ELSEWHERE_URL)).await;
    take_over(&cx, &id).await;
    is_taken(&app, &cx, &id).await;
    remove(&cx, overview(&cx).await.numbers[0].id.clone()).await.unwrap();
    app.settle().await;
    let back = app.sandbox.at_twilio(NUMBER).await.voice_url;
    assert_eq!(back, format!("{ELSEWHERE_URL}?other"), "what Vapi replaced, not what was seen first");
}

async fn lesson_82_each_of_several_is_named_and_asked_about(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": SQUAD })).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", FLOW_URL).await;
    let id = import(&cx, NUMBER).await;
    for (kind, name) in
        [(AnswererKind::Flow, FLOW), (AnswererKind::Assistant, "Old desk"), (AnswererKind::Squad, SQUAD)]
    {
        asks(&app, &cx, &id, kind, Some(name)).await;
        let there = app.sandbox.at_vapi(NUMBER).await.remove(0);
        assert_eq!((there.assistant_id.as_ref(), there.squad_id.as_deref()), (Some(&theirs), Some(SQUAD)));
        take_over(&cx, &id).await;
    }
    is_taken(&app, &cx, &id).await;
}

async fn lesson_82_no_assistant_is_set_beside_what_vapi_does_not_take_off(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": SQUAD, "answererPinned": true })).await;
    let id = import(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Squad, Some(SQUAD)).await;
    take_over(&cx, &id).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(view.state, OperationState::Failed);
    assert_eq!(
        view.stuck().map(|problem| problem.kind),
        Some(ProblemKind::AnswererStays(AnswererKind::Squad))
    );
    let there = app.sandbox.at_vapi(NUMBER).await.remove(0);
    assert_eq!((there.assistant_id, there.squad_id.as_deref()), (None, Some(SQUAD)));
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": null, "answererPinned": null })).await;
    let again = retry(&cx, id).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
}

async fn lesson_82_a_number_with_a_hook_that_rings_is_not_ready(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "hooks": [{ "on": "call.ringing", "do": [] }] })).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(
        view.stuck().map(|problem| problem.kind),
        Some(ProblemKind::AnswererStays(AnswererKind::Hook))
    );
    assert_eq!(app.sandbox.at_vapi(NUMBER).await.remove(0).assistant_id, None);
}

async fn lesson_82_a_ready_number_that_a_squad_answers_is_not_ready(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": SQUAD })).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let page = list(&cx, &Default::default()).await.unwrap();
    let finding = page.findings[0].clone();
    assert_eq!((finding.kind, finding.answerer), (FindingKind::BoundElsewhere, Some(AnswererKind::Squad)));
    assert!(!page.numbers[0].number.answers());
    let squad = Answerer::named(AnswererKind::Squad, SQUAD);
    assert_eq!(page.numbers[0].calls_go_to, Some(CallsGoTo::Elsewhere(squad)));
    // A new proof is not an agreement.
    let looked = prove(&cx, page.numbers[0].number.id.clone()).await.unwrap();
    asks(&app, &cx, &looked, AnswererKind::Squad, Some(SQUAD)).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": OTHER_SQUAD })).await;
    repair(&cx, finding.id.clone()).await.unwrap();
    asks(&app, &cx, &looked, AnswererKind::Squad, Some(OTHER_SQUAD)).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "squadId": SQUAD })).await;
    take_over(&cx, &looked).await;
    is_taken(&app, &cx, &looked).await;
    assert!(list(&cx, &Default::default()).await.unwrap().findings.is_empty());
}

async fn lesson_82_a_repair_takes_calls_from_the_flow_that_was_shown(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", FLOW_URL).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let number = overview(&cx).await.numbers.remove(0);
    assert_eq!(number.drift, Some(FindingKind::WebhooksChanged));
    let finding = get(&cx, number.id.clone()).await.unwrap().findings.remove(0);
    assert_eq!((finding.answerer, finding.detail.as_deref()), (Some(AnswererKind::Flow), Some(FLOW)));
    let looked = prove(&cx, number.id).await.unwrap();
    asks(&app, &cx, &looked, AnswererKind::Flow, Some(FLOW)).await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, FLOW_URL, "to look again takes nothing");
    repair(&cx, finding.id).await.unwrap();
    is_taken(&app, &cx, &looked).await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, VAPI_WEBHOOK);
}

async fn lesson_82_what_answers_a_number_without_an_agent_is_said_and_taken_off_when_asked(app: TestApp) {
    for (settings, kind, name) in at_vapi() {
        let app = TestApp::on(app.database).await;
        let (cx, _, _) = ready(&app).await;
        unassign(&cx, overview(&cx).await.numbers[0].id.clone()).await.unwrap();
        app.settle().await;
        app.sandbox.settle_at_vapi(NUMBER, settings).await;
        compare(&cx).await.unwrap();
        app.settle().await;
        let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
        assert_eq!((finding.answerer, finding.detail.as_deref()), (Some(kind), name));
        repair(&cx, finding.id).await.unwrap();
        compare(&cx).await.unwrap();
        app.settle().await;
        assert!(list(&cx, &Default::default()).await.unwrap().findings.is_empty(), "{kind:?}");
    }
}

async fn lesson_82_messages_that_an_application_or_a_service_takes_are_not_called_vapis(app: TestApp) {
    for (setting, value, kind) in [
        ("sms_application_sid", "AP0123456789abcdef0123456789abcdef", AnswererKind::Application),
        ("messaging_service", "Reminders", AnswererKind::MessagingService),
    ] {
        let app = TestApp::on(app.database).await;
        let (cx, _) = prepared(&app).await;
        app.sandbox.set_at_twilio(NUMBER, setting, value).await;
        brought_with_messages(&app, &cx, NUMBER).await;
        let number = overview(&cx).await.numbers.remove(0);
        let shown = get(&cx, number.id.clone()).await.unwrap();
        assert_eq!(shown.number.messages_go_to.as_ref().map(|to| to.kind), Some(kind));
        let [finding] = &*shown.findings else { panic!("{:?}", shown.findings) };
        assert_eq!(
            (finding.kind, &*finding.actions),
            (FindingKind::MessagesChanged, &[DriftAction::Forget][..])
        );
        compare(&cx).await.unwrap();
        app.settle().await;
        assert_eq!(get(&cx, number.id.clone()).await.unwrap().findings, shown.findings, "it stands");
        app.sandbox.set_at_twilio(NUMBER, setting, "").await;
        compare(&cx).await.unwrap();
        app.settle().await;
        assert!(overview(&cx).await.numbers[0].answers());
        assert_eq!(get(&cx, number.id).await.unwrap().number.messages_go_to, None);
    }
}

async fn lesson_82_a_service_that_leaves_messages_to_the_number_takes_none(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "messaging_service", "Reminders").await;
    app.sandbox.set_at_twilio(NUMBER, "messaging_service_defers", "true").await;
    brought_with_messages(&app, &cx, NUMBER).await;
    assert!(overview(&cx).await.numbers[0].answers());
}

async fn lesson_82_a_number_of_another_region_is_not_ready_and_says_what_to_do(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_region", "ie1").await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    let problem = view.stuck().unwrap().clone();
    assert_eq!(
        (view.state, problem.kind),
        (OperationState::Failed, ProblemKind::InOtherRegion(TwilioRegion::Ie1))
    );
    for locale in Locale::ALL {
        let said = problem.sentence(locale);
        assert!(said.contains("IE1") && said.contains("US1"), "{said}");
    }
    assert!(!overview(&cx).await.numbers[0].answers());
    app.sandbox.set_at_twilio(NUMBER, "voice_region", "us1").await;
    let again = retry(&cx, id).await.unwrap();
    app.settle().await;
    assert!(overview(&cx).await.numbers[0].answers());
    let steps = app.operation(&cx, &again).await.steps;
    let proof = steps.into_iter().find(|step| step.kind == StepKind::Prove).unwrap().receipt.unwrap();
    assert_eq!(proof.action, Action::ProvedInUs1, "the proof says which region it read");
}

async fn lesson_82_a_number_that_vapi_blocks_is_not_ready_and_says_whom_to_ask(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.change_at_vapi(NUMBER, "status", "blocked").await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    let problem = view.stuck().unwrap().clone();
    assert_eq!((view.state, problem.kind), (OperationState::Failed, ProblemKind::NumberBlocked));
    assert_eq!(view.steps.last().unwrap().attempts, 1, "it is not asked again and again");
    for locale in Locale::ALL {
        let said = problem.sentence(locale);
        assert_eq!(said.matches("Vapi").count(), 2, "who blocks it, and whom to ask: {said}");
    }
    assert!(view.can_retry && !overview(&cx).await.numbers[0].answers());
    app.sandbox.change_at_vapi(NUMBER, "status", "active").await;
    let again = retry(&cx, id).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    assert!(overview(&cx).await.numbers[0].answers());
}

async fn lesson_82_a_number_that_is_routed_elsewhere_later_is_not_ready(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_region", "au1").await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let number = overview(&cx).await.numbers.remove(0);
    assert_eq!((number.drift, number.answers()), (Some(FindingKind::OtherRegion), false));
    let finding = get(&cx, number.id).await.unwrap().findings.remove(0);
    assert_eq!(
        (finding.detail.as_deref(), &*finding.actions),
        (Some("au1"), &[DriftAction::Repair, DriftAction::Forget][..])
    );
    app.sandbox.set_at_twilio(NUMBER, "voice_region", "").await;
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert!(overview(&cx).await.numbers[0].answers());
}

async fn lesson_82_whoever_chooses_a_number_reads_what_answers_it(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(SECOND_NUMBER, "voice_url", FLOW_URL).await;
    let listed = account_numbers(&cx, AccountQuery::default()).await.unwrap().numbers;
    let answers = |e164: &str| {
        let number = listed.iter().find(|number| number.e164.as_str() == e164).unwrap();
        (number.answerer.kind, number.answerer.name.clone())
    };
    assert_eq!(answers(NUMBER), (AnswererKind::Agent, Some("Reception".to_owned())));
    assert_eq!(answers(SECOND_NUMBER), (AnswererKind::Flow, Some(FLOW.to_owned())));
    assert_eq!(answers(ON_A_TRUNK), (AnswererKind::Trunk, None));
    app.sandbox.settle_at_vapi(NUMBER, json!({ "assistantId": null, "squadId": SQUAD })).await;
    let listed = account_numbers(&cx, AccountQuery::default()).await.unwrap().numbers;
    let number = listed.iter().find(|number| number.e164.as_str() == NUMBER).unwrap();
    assert_eq!(number.answerer, Answerer::named(AnswererKind::Squad, SQUAD));
}

async fn lesson_82_a_number_that_ava_does_not_know_is_shown_with_what_answers_it(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.settle_at_vapi(NUMBER, json!({ "workflowId": WORKFLOW })).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
    assert_eq!((finding.kind, finding.answerer), (FindingKind::UnknownHere, Some(AnswererKind::Workflow)));
}

both_engines!(
    lesson_82_what_answers_at_vapi_is_taken_only_after_asking,
    lesson_82_what_is_behind_the_webhook_is_replaced_only_after_asking,
    lesson_82_one_that_is_left_keeps_the_number_and_is_named,
    lesson_82_an_agreement_is_about_exactly_what_was_named,
    lesson_82_each_of_several_is_named_and_asked_about,
    lesson_82_no_assistant_is_set_beside_what_vapi_does_not_take_off,
    lesson_82_a_number_with_a_hook_that_rings_is_not_ready,
    lesson_82_a_ready_number_that_a_squad_answers_is_not_ready,
    lesson_82_a_repair_takes_calls_from_the_flow_that_was_shown,
    lesson_82_what_answers_a_number_without_an_agent_is_said_and_taken_off_when_asked,
    lesson_82_messages_that_an_application_or_a_service_takes_are_not_called_vapis,
    lesson_82_a_service_that_leaves_messages_to_the_number_takes_none,
    lesson_82_a_number_of_another_region_is_not_ready_and_says_what_to_do,
    lesson_82_a_number_that_vapi_blocks_is_not_ready_and_says_whom_to_ask,
    lesson_82_a_number_that_is_routed_elsewhere_later_is_not_ready,
    lesson_82_whoever_chooses_a_number_reads_what_answers_it,
    lesson_82_a_number_that_ava_does_not_know_is_shown_with_what_answers_it,
);
