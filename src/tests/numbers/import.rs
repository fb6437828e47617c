//! Imports whose needs are met in any order, and every way they can end.

use ava::{
    domain::{
        answerer::{Answerer, AnswererKind},
        ids::OperationId,
        integrations::{ImportForm, Link, Readiness},
        number::NumberState,
        operation::{ImportOutcome, OperationState, OperationView, WaitingFor},
        problem::ProblemKind,
        provider::Provider,
        provider::twilio::TwilioForm,
    },
    server::{
        agents::service::create,
        cx::Cx,
        integrations::service::save,
        numbers::service::{self as numbers, import as import_form, prove},
        operations::service,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        self, agent, agent_form, brought_with_messages, by_api_key, decline, import, make_agent, overview,
        owner, prepared, ready, take_over, twilio_form, vapi_form,
    },
    sandbox::{
        NUMBER, ON_A_TRUNK, OTHER_NUMBER, OTHER_TWILIO_SID, OTHER_VAPI_KEY, OWN_SMS_URL, OWN_VOICE_URL,
        SECOND_NUMBER, SMS_ONLY, Sandbox, VAPI_KEY,
    },
};

#[derive(Clone, Copy, Debug)]
enum UserAction {
    Vapi,
    Agent,
    Twilio,
}

const ORDERS: [[UserAction; 3]; 6] = [
    [UserAction::Vapi, UserAction::Agent, UserAction::Twilio],
    [UserAction::Vapi, UserAction::Twilio, UserAction::Agent],
    [UserAction::Agent, UserAction::Vapi, UserAction::Twilio],
    [UserAction::Agent, UserAction::Twilio, UserAction::Vapi],
    [UserAction::Twilio, UserAction::Vapi, UserAction::Agent],
    [UserAction::Twilio, UserAction::Agent, UserAction::Vapi],
];

/// The one import of the org.
async fn the_import(app: &TestApp, cx: &Cx) -> OperationView {
    let id = app
        .text("SELECT id FROM operations WHERE kind = 'import_number' AND org_id = $1", &[cx.org.as_str()])
        .await;
    app.operation(cx, &id.parse().unwrap()).await
}

async fn ends_as(app: &TestApp, cx: &Cx, id: &OperationId, outcome: ImportOutcome) {
    let view = app.operation(cx, id).await;
    assert_eq!((view.state, view.outcome), (OperationState::Done, Some(outcome)), "{:?}", view.steps);
    let page = overview(cx).await;
    assert!(matches!(page.readiness, Readiness::Ready { .. }), "{:?}", page.readiness);
    let (agent, _) = page.numbers[0].agent.clone().unwrap();
    let assistant = people::agent(cx, &agent).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn fails_with(app: &TestApp, cx: &Cx, id: &OperationId, kind: ProblemKind) {
    app.settle().await;
    let view = app.operation(cx, id).await;
    assert_eq!(view.state, OperationState::Failed, "{:?}", view.steps);
    let problem = view.steps.iter().find_map(|step| step.problem.clone()).unwrap();
    assert_eq!(problem.kind, kind);
    assert!(view.can_retry);
    let number = overview(cx).await.numbers.remove(0);
    assert_eq!((number.state, number.left), (NumberState::Failed, false));
}

async fn lesson_18_the_order_does_not_matter(app: TestApp) {
    for order in ORDERS {
        let app = TestApp::on(app.database).await;
        let cx = owner(&app).await;
        for (nth, event) in order.into_iter().enumerate() {
            match event {
                UserAction::Vapi => people::connect_vapi(&cx).await,
                UserAction::Agent => drop(make_agent(&cx).await),
                UserAction::Twilio => {
                    let form = TwilioForm { number: NUMBER.into(), ..twilio_form() };
                    save(&cx, &form).await.unwrap();
                }
            }
            app.settle().await;
            if app.count("operations WHERE kind = 'import_number'", &[]).await == 1 && nth < 2 {
                let view = the_import(&app, &cx).await;
                assert_eq!(view.state, OperationState::Waiting, "{order:?} after {event:?}");
                let missing = match view.waiting_for {
                    Some(WaitingFor::Provider(Provider::Vapi)) => Link::ConnectVapi,
                    Some(WaitingFor::Agent) => Link::MakeAgent,
                    other => panic!("{order:?} after {event:?} waits for {other:?}"),
                };
                assert!(
                    !overview(&cx).await.done.contains(&missing),
                    "{order:?}: it waits for what is missing"
                );
                assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, OWN_VOICE_URL, "untouched so far");
            }
        }
        let view = the_import(&app, &cx).await;
        ends_as(&app, &cx, &view.id, ImportOutcome::Imported).await;
        assert_eq!(app.sandbox.assistants().await.len(), 1, "{order:?}");
        assert_eq!(overview(&cx).await.done, Link::ALL, "{order:?}");
    }
}

async fn a_number_asked_for_before_anything_is_connected_waits_and_goes_on(app: TestApp) {
    let cx = owner(&app).await;
    let id = import(&cx, NUMBER).await;
    for (event, waits_for) in [
        (UserAction::Agent, WaitingFor::Provider(Provider::Twilio)),
        (UserAction::Vapi, WaitingFor::Provider(Provider::Twilio)),
    ] {
        match event {
            UserAction::Agent => drop(make_agent(&cx).await),
            _ => people::connect_vapi(&cx).await,
        }
        app.settle().await;
        assert_eq!(app.operation(&cx, &id).await.waiting_for, Some(waits_for));
    }
    people::connect_twilio(&cx).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
}

async fn a_new_number_is_imported_and_its_messages_stay_where_they_were(app: TestApp) {
    let (cx, _, id) = ready(&app).await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.sms_url, OWN_SMS_URL);
    assert!(!app.sandbox.at_vapi(NUMBER).await[0].sms_enabled);
    let receipts: Vec<_> = app.operation(&cx, &id).await.steps.into_iter().map(|step| step.receipt).collect();
    assert!(receipts.iter().all(Option::is_some), "every step left a receipt: {receipts:?}");
    brought_with_messages(&app, &cx, SECOND_NUMBER).await;
    assert_eq!(app.sandbox.at_twilio(SECOND_NUMBER).await.sms_url, "https://api.vapi.ai/twilio/sms");
}

async fn lesson_21_a_number_that_is_at_vapi_already_is_adopted(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::Adopted).await;
}

async fn an_adopted_number_signs_in_with_what_is_connected(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    save(&cx, &by_api_key()).await.unwrap();
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    assert_eq!(app.sandbox.key_at_vapi(NUMBER).await, None);
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::Adopted).await;
    assert_eq!(app.sandbox.key_at_vapi(NUMBER).await, Some(by_api_key().api_key_sid));
}

/// AVA knows the secret that Vapi was given last, whether Vapi shows it or not.
async fn lesson_79_a_secret_that_vapi_has_is_not_given_again(app: TestApp) {
    for shown in [true, false] {
        let app = TestApp::on(app.database).await;
        let (cx, reception, _) = ready(&app).await;
        if !shown {
            app.sandbox.hide_secrets(NUMBER).await;
        }
        let number = overview(&cx).await.numbers.remove(0).id;
        numbers::unassign(&cx, number.clone()).await.unwrap();
        app.settle().await;
        let since = app.sandbox.last_seq().await;
        let id = numbers::assign(&cx, number, reception).await.unwrap();
        app.settle().await;
        ends_as(&app, &cx, &id, ImportOutcome::Adopted).await;
        let calls = app.sandbox.calls_after(since).await;
        let changes: Vec<_> = calls.iter().filter(|call| call.method == "PATCH").collect();
        assert_eq!(changes.len(), 1, "the binding alone: {changes:?}");
    }
}

async fn a_number_bound_to_an_assistant_that_is_gone_is_adopted(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    app.sandbox.delete_assistant(&theirs).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::Adopted).await;
}

async fn a_number_bound_to_our_agent_already_is_left_as_it_is(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&assistant)).await;
    let before = app.sandbox.last_seq().await;
    let operation = import(&cx, NUMBER).await;
    app.settle().await;
    ends_as(&app, &cx, &operation, ImportOutcome::AlreadyLinked).await;
    assert!(app.sandbox.calls_after(before).await.iter().all(|call| call.method == "GET"));
}

async fn a_number_that_somebody_answers_is_taken_over_only_after_asking(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!((view.state, view.waiting_for), (OperationState::Waiting, Some(WaitingFor::Takeover)));
    assert_eq!(view.linked_to, Some(Answerer::named(AnswererKind::Assistant, "Old desk")));
    assert_eq!(import(&cx, NUMBER).await, id, "asked again, it still asks");
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
    take_over(&cx, &id).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::TakenOver).await;
}

async fn a_takeover_is_of_the_assistant_that_was_agreed_to(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    take_over(&cx, &id).await;
    let others = app.sandbox.assistant_by_hand(VAPI_KEY, "New desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &others).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!((view.state, view.waiting_for), (OperationState::Waiting, Some(WaitingFor::Takeover)));
    let new = Answerer::named(AnswererKind::Assistant, "New desk");
    assert_eq!(view.linked_to, Some(new), "it is asked about that one");
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(others));
    let stale = service::decide(&cx, id.clone(), &theirs, true).await.unwrap_err();
    assert_eq!(stale.kind, ProblemKind::Stale, "a page that still asks about the other");
    take_over(&cx, &id).await;
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::TakenOver).await;
}

async fn a_takeover_that_is_declined_changes_nothing(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    decline(&cx, &id).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(view.state, OperationState::Stopped);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, Some(theirs));
    let page = overview(&cx).await;
    assert!(!matches!(page.readiness, Readiness::Ready { .. }), "{:?}", page.readiness);
    assert!(page.numbers[0].left && page.numbers[0].proved_at.is_none());
    let again = service::retry(&cx, id).await.unwrap();
    asks_anew(&app, &cx, again.clone()).await;
    decline(&cx, &again).await;
    let again = prove(&cx, page.numbers[0].id.clone()).await.unwrap();
    asks_anew(&app, &cx, again.clone()).await;
    take_over(&cx, &again).await;
    app.settle().await;
    ends_as(&app, &cx, &again, ImportOutcome::TakenOver).await;
}

async fn asks_anew(app: &TestApp, cx: &Cx, again: OperationId) {
    assert!(!overview(cx).await.numbers[0].left);
    app.settle().await;
    assert_eq!(app.operation(cx, &again).await.waiting_for, Some(WaitingFor::Takeover));
    let page = overview(cx).await;
    assert!(matches!(page.readiness, Readiness::Working { .. }), "{:?}", page.readiness);
}

async fn what_cannot_be_imported_says_why(app: TestApp) {
    for (number, kind) in [
        (OTHER_NUMBER, ProblemKind::NumberNotInAccount),
        (SMS_ONLY, ProblemKind::NumberCannotCall),
        (ON_A_TRUNK, ProblemKind::NumberOnTrunkOrApp),
    ] {
        let app = TestApp::on(app.database).await;
        let (cx, _) = prepared(&app).await;
        let id = import(&cx, number).await;
        fails_with(&app, &cx, &id, kind).await;
        assert!(app.sandbox.at_vapi(number).await.is_empty());
    }
}

async fn a_number_of_another_vapi_organisation_is_not_touched(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    app.sandbox.imported_by_hand(OTHER_VAPI_KEY, None).await;
    let id = import(&cx, NUMBER).await;
    fails_with(&app, &cx, &id, ProblemKind::NumberInOtherVapiOrg).await;
    let rows = app.sandbox.at_vapi(NUMBER).await;
    assert_eq!((rows.len(), &rows[0].assistant_id), (1, &None));
}

async fn a_number_at_vapi_out_of_another_account_says_so(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    app.sandbox.change_at_vapi(NUMBER, "twilioAccountSid", OTHER_TWILIO_SID).await;
    let import = import(&cx, NUMBER).await;
    fails_with(&app, &cx, &import, ProblemKind::NumberOfOtherAccount).await;
    let rows = app.sandbox.at_vapi(NUMBER).await;
    assert_eq!((rows.len(), rows[0].id.as_str(), &rows[0].assistant_id), (1, id.as_str(), &None));
}

async fn waiting_for_an_agent_is_not_called_a_missing_key(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    save(&cx, &twilio_form()).await.unwrap();
    let id = import(&cx, NUMBER).await;
    app.settle().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(view.waiting_for, Some(WaitingFor::Agent));
    assert_eq!(view.stuck().map(|problem| problem.kind), Some(ProblemKind::AgentMissing));
}

async fn lesson_37_a_number_in_use_belongs_to_one_org(app: TestApp) {
    let (first, _, _) = ready(&app).await;
    let second = owner(&app).await;
    save(&second, &vapi_form(OTHER_VAPI_KEY)).await.unwrap();
    make_agent(&second).await;
    app.settle().await;
    save(&second, &twilio_form()).await.unwrap();
    let id = import(&second, NUMBER).await;
    fails_with(&app, &second, &id, ProblemKind::NumberTaken).await;
    assert!(matches!(overview(&first).await.readiness, Readiness::Ready { .. }));
    assert_eq!(app.sandbox.at_vapi(NUMBER).await.len(), 1);
}

async fn a_number_that_is_merely_typed_blocks_nobody(app: TestApp) {
    let dreamer = owner(&app).await;
    import(&dreamer, NUMBER).await;
    app.settle().await;
    let (cx, _, id) = ready(&app).await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
}

async fn lesson_34_the_agent_chosen_is_the_one_that_answers(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let second = create(&cx, &agent_form("Night desk")).await.unwrap();
    app.settle().await;
    let form = ImportForm { number: NUMBER.into(), agent: second.to_string(), ..ImportForm::default() };
    let id = import_form(&cx, &form).await.unwrap();
    app.settle().await;
    ends_as(&app, &cx, &id, ImportOutcome::Imported).await;
    assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { agent, .. } if agent == "Night desk"));
}

async fn a_number_that_answers_can_be_looked_at_again(app: TestApp) {
    let (cx, _, first) = ready(&app).await;
    let page = overview(&cx).await;
    let proved_at = page.numbers[0].proved_at.unwrap();
    app.clock.advance(std::time::Duration::from_secs(3600));
    let again = prove(&cx, page.numbers[0].id.clone()).await.unwrap();
    assert_ne!(again, first);
    app.settle().await;
    ends_as(&app, &cx, &again, ImportOutcome::AlreadyLinked).await;
    assert!(overview(&cx).await.numbers[0].proved_at.unwrap() > proved_at);
    let before = app.text("SELECT before_image FROM phone_numbers", &[]).await;
    assert!(before.contains(OWN_VOICE_URL), "what was there before AVA stays known: {before}");
}

async fn the_account_is_not_swapped_under_a_number_in_use(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let problem = save(&cx, &people::other_twilio_form()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::OtherAccount(Provider::Twilio));
    assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { .. }));
}

both_engines!(
    lesson_18_the_order_does_not_matter,
    a_number_asked_for_before_anything_is_connected_waits_and_goes_on,
    a_new_number_is_imported_and_its_messages_stay_where_they_were,
    lesson_21_a_number_that_is_at_vapi_already_is_adopted,
    an_adopted_number_signs_in_with_what_is_connected,
    lesson_79_a_secret_that_vapi_has_is_not_given_again,
    a_number_bound_to_an_assistant_that_is_gone_is_adopted,
    a_number_bound_to_our_agent_already_is_left_as_it_is,
    a_number_that_somebody_answers_is_taken_over_only_after_asking,
    a_takeover_is_of_the_assistant_that_was_agreed_to,
    a_takeover_that_is_declined_changes_nothing,
    what_cannot_be_imported_says_why,
    a_number_of_another_vapi_organisation_is_not_touched,
    a_number_at_vapi_out_of_another_account_says_so,
    waiting_for_an_agent_is_not_called_a_missing_key,
    lesson_37_a_number_in_use_belongs_to_one_org,
    a_number_that_is_merely_typed_blocks_nobody,
    lesson_34_the_agent_chosen_is_the_one_that_answers,
    a_number_that_answers_can_be_looked_at_again,
    the_account_is_not_swapped_under_a_number_in_use,
);
