//! A person who wants Vapi to have a number's messages is told who answers them now, and
//! asked before they are taken; calls are not held up by that.

use ava::{
    domain::{
        answerer::{Answerer, AnswererKind},
        drift::FindingKind,
        ids::OperationId,
        integrations::{AccountQuery, ImportForm, IntegrationsView},
        number::{NumberDetails, NumberState},
        operation::{ImportOutcome, OperationPage, OperationState, WaitingFor},
        problem::ProblemKind,
    },
    server::{
        cx::Cx,
        integrations::connectors::twilio::numbers::account_numbers,
        numbers::{
            drift::{adopt, compare, forget, repair},
            service::{get, import as import_form, list, prove, remove},
        },
        operations::service::decide,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        agent, brought_with_messages, decline, import, import_with_messages, overview, prepared, ready,
        take_over,
    },
    sandbox::{
        FLOW, FLOW_URL, NUMBER, ON_A_TRUNK, OWN_SMS_URL, OWN_VOICE_URL, SECOND_NUMBER, SMS_ONLY, Sandbox,
        TWILIO_SID, TWILIO_TOKEN, VAPI_KEY,
    },
};

const CALLS_AT_VAPI: &str = "https://api.vapi.ai/twilio/inbound_call";
const MESSAGES_AT_VAPI: &str = "https://api.vapi.ai/twilio/sms";
const THEIRS: &str = "https://texts.example/in";
const OTHERS: &str = "https://other.example/in";

/// Asserts that the import waits for a decision about messages that this answerer has.
async fn asks(app: &TestApp, cx: &Cx, id: &OperationId, kind: AnswererKind, name: Option<&str>) {
    app.settle().await;
    let view = app.operation(cx, id).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Messages), "{:?}", view.steps);
    assert_eq!(view.linked_to, Some(Answerer { kind, name: name.map(str::to_owned) }));
    assert_eq!(view.stuck().map(|problem| problem.kind), Some(ProblemKind::MessagesElsewhere));
}

async fn goes_to(app: &TestApp) -> String {
    app.sandbox.at_twilio(NUMBER).await.sms_url
}

async fn number(cx: &Cx) -> NumberDetails {
    let id = overview(cx).await.numbers.remove(0).id;
    get(cx, id).await.unwrap().number
}

async fn ends_as(app: &TestApp, cx: &Cx, id: &OperationId, outcome: ImportOutcome) {
    app.settle().await;
    let view = app.operation(cx, id).await;
    assert_eq!((view.state, view.outcome), (OperationState::Done, Some(outcome)), "{:?}", view.steps);
    let (chosen, _) = number(cx).await.number.agent.unwrap();
    let assistant = agent(cx, &chosen).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn messages_are_taken_from_who_is_named_only_after_asking(app: TestApp) {
    for (url, kind, name) in [(THEIRS, AnswererKind::Webhook, THEIRS), (FLOW_URL, AnswererKind::Flow, FLOW)] {
        let app = TestApp::on(app.database).await;
        let (cx, _) = prepared(&app).await;
        app.sandbox.set_at_twilio(NUMBER, "sms_url", url).await;
        let id = import_with_messages(&cx, NUMBER).await;
        asks(&app, &cx, &id, kind, Some(name)).await;
        assert!(app.sandbox.at_vapi(NUMBER).await.is_empty(), "{kind:?}: nothing is changed before");
        assert_eq!(goes_to(&app).await, url);
        take_over(&cx, &id).await;
        ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
        assert_eq!(goes_to(&app).await, MESSAGES_AT_VAPI);
        let steps = app.operation(&cx, &id).await.steps;
        let were = steps.into_iter().find_map(|step| step.receipt.unwrap().messages_were);
        assert_eq!(were, Some(Answerer::named(kind, name)), "the receipt says who answered them");
        remove(&cx, number(&cx).await.number.id).await.unwrap();
        app.settle().await;
        assert_eq!(goes_to(&app).await, url, "given back");
    }
}

async fn messages_that_are_left_stay_and_the_number_comes_all_the_same(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = import_with_messages(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(OWN_SMS_URL)).await;
    decline(&cx, &id).await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
    assert_eq!(goes_to(&app).await, OWN_SMS_URL);
    assert!(!app.sandbox.at_vapi(NUMBER).await[0].sms_enabled);
    let number = number(&cx).await;
    assert!(!number.sms_enabled && number.number.answers(), "{number:?}");
    compare(&cx).await.unwrap();
    app.settle().await;
    assert!(list(&cx, &Default::default()).await.unwrap().findings.is_empty(), "as was decided");
    let declined = "audit_log WHERE org_id = $1 AND action = 'takeover_declined'";
    assert_eq!(app.count(declined, &[cx.org.as_str()]).await, 1);
}

async fn an_application_or_a_service_is_named_before_vapi_is_to_have_its_messages(app: TestApp) {
    for (setting, value, kind, name) in [
        ("sms_application_sid", "AP0123456789abcdef0123456789abcdef", AnswererKind::Application, None),
        ("messaging_service", "Reminders", AnswererKind::MessagingService, Some("Reminders")),
    ] {
        for taken in [true, false] {
            let app = TestApp::on(app.database).await;
            let (cx, _) = prepared(&app).await;
            app.sandbox.set_at_twilio(NUMBER, setting, value).await;
            let id = import_with_messages(&cx, NUMBER).await;
            asks(&app, &cx, &id, kind, name).await;
            if taken {
                take_over(&cx, &id).await;
            } else {
                decline(&cx, &id).await;
            }
            ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
            let number = number(&cx).await;
            assert_eq!(number.messages_go_to.map(|to| to.kind), taken.then_some(kind), "it has them still");
            assert_eq!((number.sms_enabled, number.number.answers()), (taken, !taken));
            assert_eq!(goes_to(&app).await == OWN_SMS_URL, !taken, "{kind:?}");
        }
    }
}

async fn an_agreement_about_messages_is_about_exactly_what_was_named(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    let id = import_with_messages(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(THEIRS)).await;
    let asked = app.operation(&cx, &id).await.takeover_of.unwrap();
    take_over(&cx, &id).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", OTHERS).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(OTHERS)).await;
    assert_eq!(goes_to(&app).await, OTHERS, "not taken");
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    // These answers come from a page that still asks about the other webhook, or about calls.
    let stale = [
        decide(&cx, id.clone(), &asked, true).await,
        decide(&cx, id.clone(), &asked, false).await,
        decide(&cx, id.clone(), "", false).await,
    ];
    assert_eq!(stale.map(|answer| answer.unwrap_err().kind), [ProblemKind::Stale; 3]);
    assert!(number(&cx).await.sms_enabled);
    take_over(&cx, &id).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", &format!("{OTHERS}?clinic=2")).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(OTHERS)).await;
    take_over(&cx, &id).await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
    remove(&cx, number(&cx).await.number.id).await.unwrap();
    app.settle().await;
    assert_eq!(goes_to(&app).await, format!("{OTHERS}?clinic=2"), "what Vapi replaced");
}

async fn whoever_agrees_about_calls_is_asked_about_messages(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", THEIRS).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    let id = import_with_messages(&cx, NUMBER).await;
    app.settle().await;
    assert_eq!(app.operation(&cx, &id).await.waiting_for, Some(WaitingFor::Takeover));
    let calls = app.operation(&cx, &id).await.takeover_of.unwrap();
    let messages = format!("messages:{calls}");
    assert_eq!(decide(&cx, id.clone(), &messages, false).await.unwrap_err().kind, ProblemKind::Stale);
    take_over(&cx, &id).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(THEIRS)).await;
    decline(&cx, &id).await;
    ends_as(&app, &cx, &id, ImportOutcome::TakenOver).await;
    assert_eq!(goes_to(&app).await, THEIRS);
}

async fn whoever_unticks_messages_meanwhile_is_asked_no_more(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = import_with_messages(&cx, NUMBER).await;
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(OWN_SMS_URL)).await;
    assert_eq!(import_with_messages(&cx, NUMBER).await, id);
    asks(&app, &cx, &id, AnswererKind::Webhook, Some(OWN_SMS_URL)).await;
    let form = ImportForm { number: NUMBER.into(), ..ImportForm::default() };
    assert_eq!(import_form(&cx, &form).await.unwrap(), id);
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
    assert_eq!(goes_to(&app).await, OWN_SMS_URL);
}

/// An org whose number was imported at Vapi by hand, and whose webhooks were changed since.
async fn lost_its_webhooks(app: &TestApp) -> Cx {
    let (cx, _) = prepared(app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", OWN_VOICE_URL).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    cx
}

async fn the_calls_of_an_adopted_number_do_not_wait_for_its_messages(app: TestApp) {
    for taken in [true, false] {
        let app = TestApp::on(app.database).await;
        let cx = lost_its_webhooks(&app).await;
        let id = import_with_messages(&cx, NUMBER).await;
        asks(&app, &cx, &id, AnswererKind::Webhook, Some(THEIRS)).await;
        let there = app.sandbox.at_twilio(NUMBER).await;
        assert_eq!((there.voice_url.as_str(), there.sms_url.as_str()), (CALLS_AT_VAPI, THEIRS));
        assert!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id.is_some());
        if taken {
            take_over(&cx, &id).await;
        } else {
            decline(&cx, &id).await;
        }
        ends_as(&app, &cx, &id, ImportOutcome::Adopted).await;
        assert_eq!(goes_to(&app).await, if taken { MESSAGES_AT_VAPI } else { THEIRS });
        assert!(number(&cx).await.number.answers());
    }
}

async fn messages_that_vapi_is_not_to_have_are_not_asked_about(app: TestApp) {
    let cx = lost_its_webhooks(&app).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
    assert_eq!(finding.kind, FindingKind::UnknownHere);
    adopt(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert!(number(&cx).await.number.answers());
    assert_eq!(goes_to(&app).await, THEIRS);
    let again = import(&cx, NUMBER).await;
    ends_as(&app, &cx, &again, ImportOutcome::Adopted).await;
    assert_eq!(goes_to(&app).await, THEIRS);
}

async fn to_look_again_takes_no_messages_and_the_number_answers_meanwhile(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    let looked = prove(&cx, number(&cx).await.number.id).await.unwrap();
    asks(&app, &cx, &looked, AnswererKind::Webhook, Some(THEIRS)).await;
    assert_eq!(goes_to(&app).await, THEIRS);
    let shown = number(&cx).await.number;
    assert!(shown.state == NumberState::Ready && shown.answers(), "{shown:?}");
    decline(&cx, &looked).await;
    ends_as(&app, &cx, &looked, ImportOutcome::AlreadyLinked).await;
    assert_eq!(goes_to(&app).await, THEIRS);
    assert!(!number(&cx).await.sms_enabled);
}

async fn a_repair_takes_messages_from_the_one_that_was_shown(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
    assert_eq!((finding.kind, finding.detail.as_deref()), (FindingKind::MessagesChanged, Some(THEIRS)));
    app.sandbox.set_at_twilio(NUMBER, "sms_url", OTHERS).await;
    repair(&cx, finding.id.clone()).await.unwrap();
    let repairs = overview(&cx).await.numbers.remove(0).operation.unwrap();
    asks(&app, &cx, &repairs, AnswererKind::Webhook, Some(OTHERS)).await;
    assert_eq!(goes_to(&app).await, OTHERS);
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    repair(&cx, finding.id).await.unwrap();
    ends_as(&app, &cx, &repairs, ImportOutcome::AlreadyLinked).await;
    assert_eq!(goes_to(&app).await, MESSAGES_AT_VAPI, "from the one that was agreed to");
    assert!(number(&cx).await.number.answers());
}

async fn a_number_that_is_brought_again_takes_no_messages_unasked(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    app.sandbox.delete_at_vapi(NUMBER).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
    assert_eq!(finding.kind, FindingKind::GoneAtVapi);
    repair(&cx, finding.id).await.unwrap();
    let repairs = overview(&cx).await.numbers.remove(0).operation.unwrap();
    asks(&app, &cx, &repairs, AnswererKind::Webhook, Some(THEIRS)).await;
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    take_over(&cx, &repairs).await;
    ends_as(&app, &cx, &repairs, ImportOutcome::Imported).await;
    assert_eq!(goes_to(&app).await, MESSAGES_AT_VAPI);
}

async fn messages_that_a_person_left_are_not_taken_by_bringing_the_number_again(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    brought_with_messages(&app, &cx, NUMBER).await;
    app.sandbox.set_at_twilio(NUMBER, "sms_url", THEIRS).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let finding = list(&cx, &Default::default()).await.unwrap().findings.remove(0);
    forget(&cx, finding.id).await.unwrap();
    app.sandbox.delete_at_vapi(NUMBER).await;
    let again = prove(&cx, number(&cx).await.number.id).await.unwrap();
    ends_as(&app, &cx, &again, ImportOutcome::Imported).await;
    assert_eq!(goes_to(&app).await, THEIRS);
}

async fn whoever_chooses_a_number_reads_where_its_messages_go(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let application = "AP0123456789abcdef0123456789abcdef";
    app.sandbox.set_at_twilio(SECOND_NUMBER, "sms_application_sid", application).await;
    app.sandbox.set_at_twilio(SMS_ONLY, "sms_url", MESSAGES_AT_VAPI).await;
    app.sandbox.set_at_twilio(ON_A_TRUNK, "sms_url", "").await;
    let listed = account_numbers(&cx, AccountQuery::default()).await.unwrap().numbers;
    let goes = |e164: &str| {
        let number = listed.iter().find(|number| number.e164.as_str() == e164).unwrap();
        number.messages.clone()
    };
    assert_eq!(goes(NUMBER), Answerer::named(AnswererKind::Webhook, OWN_SMS_URL));
    assert_eq!(goes(SECOND_NUMBER).kind, AnswererKind::Application);
    assert_eq!(goes(SMS_ONLY).kind, AnswererKind::Vapi);
    assert_eq!(goes(ON_A_TRUNK).kind, AnswererKind::Nobody);
}

async fn messages_are_decided_on_a_page_without_javascript(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book appointments.", "Good morning.").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let choose = "/dashboard/integrations/twilio?choose=1";
    let listed = browser.page(choose).await.body;
    assert!(listed.contains(&format!("send text messages to {OWN_SMS_URL}")), "{listed}");
    let form = [("form[number]", NUMBER), ("form[sms]", "true")];
    assert_eq!(browser.form(choose, "numbers/import", &form).await.status, 302);
    let view: IntegrationsView = browser.ask("read/Integrations", &[]).await;
    let id = view.numbers[0].operation.as_ref().unwrap().to_string();
    let asks = |page: &OperationPage| page.operation.waiting_for == Some(WaitingFor::Messages);
    let asked: OperationPage = browser.until("read/Operation", &[("id", &id)], asks).await;
    let path = format!("/dashboard/operations/{id}");
    let shown = browser.page(&path).await.body;
    let says = format!("At Twilio, {OWN_SMS_URL} answers its text messages now. If Vapi takes them over");
    assert!(shown.contains(&says), "{shown}");
    assert!(shown.contains("Leave them there"), "{shown}");
    let about = asked.operation.takeover_of.unwrap();
    let answer = [("id", id.as_str()), ("assistant", about.as_str()), ("take_over", "false")];
    let decided = browser.form(&path, "operations/decide", &answer).await;
    assert_eq!((decided.status, decided.header("location")), (302, path.as_str()), "{}", decided.body);
    let done = |page: &OperationPage| page.operation.state == OperationState::Done;
    let _: OperationPage = browser.until("read/Operation", &[("id", &id)], done).await;
    assert_eq!(goes_to(&app).await, OWN_SMS_URL);
}

both_engines!(
    messages_are_taken_from_who_is_named_only_after_asking,
    messages_that_are_left_stay_and_the_number_comes_all_the_same,
    an_application_or_a_service_is_named_before_vapi_is_to_have_its_messages,
    an_agreement_about_messages_is_about_exactly_what_was_named,
    whoever_agrees_about_calls_is_asked_about_messages,
    whoever_unticks_messages_meanwhile_is_asked_no_more,
    the_calls_of_an_adopted_number_do_not_wait_for_its_messages,
    messages_that_vapi_is_not_to_have_are_not_asked_about,
    to_look_again_takes_no_messages_and_the_number_answers_meanwhile,
    a_repair_takes_messages_from_the_one_that_was_shown,
    a_number_that_is_brought_again_takes_no_messages_unasked,
    messages_that_a_person_left_are_not_taken_by_bringing_the_number_again,
    whoever_chooses_a_number_reads_where_its_messages_go,
    messages_are_decided_on_a_page_without_javascript,
);
