//! Disconnecting, removing, unassigning, deleting: the object is gone here at once,
//! taken back at the providers, and nothing comes back.

use std::time::Duration;

use ava::{
    domain::{
        agent::SyncState,
        number::{NumberFilter, NumbersQuery},
        operation::{Action, OperationKind, OperationState, Receipt, StepKind, WaitingFor},
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service as agents,
        integrations::{
            disconnect::{disconnect, preview},
            service::save,
        },
        numbers::{answering_agents, service as numbers},
        operations::service as operations,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{
        self, agent, card_of, connect_twilio as twilio_again, connect_vapi, import, make_agent, overview,
        owner, prepared, ready, twilio_form,
    },
    sandbox::{NUMBER, OWN_VOICE_URL, SECOND_NUMBER, Sandbox},
    traces::assert_cleaned_up,
    waiting::comes,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn receipts(view: &ava::domain::operation::OperationView) -> Vec<(StepKind, Action)> {
    let receipt = |receipt: &Receipt| receipt.action;
    view.steps.iter().filter_map(|step| Some((step.kind, step.receipt.as_ref().map(receipt)?))).collect()
}

async fn lesson_05_disconnecting_twilio_takes_the_number_out_of_vapi(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let before = preview(&cx, Provider::Twilio).await.unwrap();
    assert_eq!(before.numbers.len(), 1);
    assert_eq!(before.numbers[0].agent.as_deref(), Some("Reception"));
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    // The local truth is final before any provider was asked.
    let page = overview(&cx).await;
    assert!(page.card(Provider::Twilio).credential.is_none() && page.numbers.is_empty());
    assert!(agent(&cx, &reception).await.numbers.is_empty());
    assert_eq!(app.count("operation_escrow", &[]).await, 2, "its own key, and a copy of Vapi's");
    assert_eq!(disconnect(&cx, Provider::Twilio).await.unwrap(), operation, "the second click");
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert_eq!(
        receipts(&view),
        [
            (StepKind::LetEnd, Action::NothingUnderWay),
            (StepKind::RemoveAtVapi, Action::RemovedNumber),
            (StepKind::RestoreAtTwilio, Action::RestoredWebhooks),
            (StepKind::ShredKeys, Action::ShreddedKeys),
        ]
    );
    assert_cleaned_up(&app, &[NUMBER], "disconnected").await;
    assert_eq!(app.sandbox.assistants().await.len(), 1, "the agent is none of Twilio's");
    let history = NumbersQuery { show: NumberFilter::Released, ..NumbersQuery::default() };
    let history = numbers::list(&cx, &history).await.unwrap().numbers;
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].number.operation.as_ref(), Some(&operation));
    assert!(history[0].released_at.is_some());
}

async fn lesson_05_a_dead_token_leaves_no_number_at_vapi(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::NeedsAttention);
    for number in [NUMBER, SECOND_NUMBER] {
        assert!(app.sandbox.at_vapi(number).await.is_empty(), "{number} still answers");
    }
    app.sandbox.clear().await;
    operations::retry(&cx, operation.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER, SECOND_NUMBER], "after all").await;
}

async fn disconnecting_vapi_deletes_its_assistants_and_keeps_the_agents(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    assert_eq!(preview(&cx, Provider::Vapi).await.unwrap().assistants, ["Reception"]);
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "disconnected").await;
    assert!(app.sandbox.assistants().await.is_empty());
    let kept = agent(&cx, &reception).await;
    assert_eq!((kept.sync, kept.vapi_assistant_id), (SyncState::Pending, None));
    // Connecting again sets up again what was there.
    connect_vapi(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let assistant = agent(&cx, &reception).await.vapi_assistant_id.unwrap();
    assert_eq!(app.sandbox.assistants().await.len(), 1);
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn lesson_05_vapi_first_then_twilio_ends_clean(app: TestApp) {
    for order in [[Provider::Vapi, Provider::Twilio], [Provider::Twilio, Provider::Vapi]] {
        for settled in [false, true] {
            let app = TestApp::on(app.database).await;
            let (cx, ..) = ready(&app).await;
            for provider in order {
                disconnect(&cx, provider).await.unwrap();
                if settled {
                    app.settle().await;
                }
            }
            app.settle().await;
            let case = format!("{order:?}, settled between: {settled}");
            assert_cleaned_up(&app, &[NUMBER], &case).await;
            assert!(app.sandbox.assistants().await.is_empty(), "{case}");
            assert_eq!(app.count("org_credentials", &[]).await, 0, "{case}");
        }
    }
}

async fn lesson_06_a_provider_that_is_down_delays_the_receipts_and_nothing_else(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Retrying);
    assert!(view.next_attempt_at.is_some() && view.can_retry && view.can_close);
    assert!(card_of(&cx, Provider::Twilio).await.credential.is_none());
    for _ in 0..200 {
        let Some(next) = app.operation(&cx, &operation).await.next_attempt_at else { break };
        app.clock.advance(Duration::from_millis(u64::try_from(next - app.now()).unwrap_or_default()));
        app.run_due().await;
    }
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::NeedsAttention, "after three days a person is asked");
    assert!((app.now() - view.created_at) / 3_600_000 >= 72);
    assert_eq!(app.count("operation_escrow", &[]).await, 2, "the key that a retry needs is still there");
    app.sandbox.clear().await;
    app.clock.advance(DAY);
    assert_eq!(app.run_due().await, 0, "it does not go on by itself");
    assert_eq!(operations::retry(&cx, operation.clone()).await.unwrap(), operation);
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "after an outage").await;
}

async fn lesson_31_what_cannot_be_taken_back_asks_for_a_hand_and_says_so(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::NeedsAttention, "a revoked key does not heal");
    assert!(matches!(
        view.steps.iter().find_map(|step| step.problem.as_ref()).map(|problem| problem.kind),
        Some(ProblemKind::KeyRefused(Provider::Vapi))
    ));
    assert!(view.can_close && app.count("phone_numbers WHERE state = 'released'", &[]).await == 0);
    operations::close_by_hand(&cx, operation.clone()).await.unwrap();
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Done);
    assert!(receipts(&view).iter().any(|(_, action)| *action == Action::DoneByHand));
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
    assert_eq!(app.count("audit_log WHERE action = 'closed_by_hand'", &[]).await, 1);
    assert_eq!(app.count("phone_numbers WHERE state = 'released'", &[]).await, 1);
    let refused = operations::close_by_hand(&cx, operation).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Stale);
}

async fn a_cleanup_with_a_refused_key_goes_on_when_the_account_is_connected_anew(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::NeedsAttention);
    app.sandbox.clear().await;
    twilio_again(&cx).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "by the new key").await;
}

async fn lesson_04_a_number_can_be_added_again_while_it_is_still_taken_back(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let cleanup = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    app.sandbox.clear().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    twilio_again(&cx).await;
    let again = import(&cx, NUMBER).await;
    app.run_due().await;
    let view = app.operation(&cx, &again).await;
    assert_eq!(view.state, OperationState::Waiting, "{:?}", view.steps);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done);
    assert_eq!(app.state(&cx, &again).await, OperationState::Done);
    let assistant = agent(&cx, &reception).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
    let before = app.text("SELECT before_image FROM phone_numbers WHERE state = 'ready'", &[]).await;
    assert!(before.contains(OWN_VOICE_URL), "what the clean-up restored is what the import remembers");
}

async fn lesson_31_who_waits_behind_a_cleanup_that_needs_help_is_led_to_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let number = overview(&cx).await.numbers.remove(0).id;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let cleanup = numbers::remove(&cx, number).await.unwrap();
    app.run_due().await;
    let again = import(&cx, NUMBER).await;
    app.run_due().await;
    let blocked_by = async || app.operation(&cx, &again).await.blocked_by.unwrap();
    let first = blocked_by().await;
    assert_eq!((first.id, first.kind), (cleanup.clone(), OperationKind::RemoveNumber));
    assert_eq!(first.state, OperationState::Retrying);
    app.sandbox.clear().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    app.settle().await;
    assert_eq!(blocked_by().await.state, OperationState::NeedsAttention);
    let page = overview(&cx).await;
    assert_eq!(page.import.unwrap().blocked_by.map(|blocked_by| blocked_by.id), Some(cleanup.clone()));
    let number = numbers::get(&cx, page.numbers[0].id.clone()).await.unwrap();
    assert_eq!(number.operation.unwrap().blocked_by.map(|blocked_by| blocked_by.id), Some(cleanup.clone()));
    app.sandbox.clear().await;
    operations::close_by_hand(&cx, cleanup).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &again).await;
    assert!(view.waiting_for != Some(WaitingFor::Operation) && view.blocked_by.is_none(), "{view:?}");
}

async fn lesson_03_a_disconnected_provider_does_not_come_back(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    let other_node = app.another_node(7).await;
    let there = ava::server::cx::Cx { services: other_node, ..cx.clone() };
    assert!(card_of(&there, Provider::Twilio).await.credential.is_none());
    app.clock.advance(DAY);
    app.settle().await;
    // The server may have taken the clean-up, and be at it.
    comes("the end of the numbers", async || overview(&cx).await.numbers.is_empty()).await;
    assert!(card_of(&cx, Provider::Twilio).await.credential.is_none());
    drop(server);
}

async fn an_import_under_way_is_stopped_and_undone(app: TestApp) {
    for (path, method) in
        [("IncomingPhoneNumbers", "GET"), ("/phone-number", "POST"), ("/phone-number/", "GET")]
    {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let app = TestApp::on(app.database).await;
            let case = format!("{method} {path} {kind:?}");
            let (cx, _) = prepared(&app).await;
            let provider =
                if path.starts_with('/') { SandboxProvider::Vapi } else { SandboxProvider::Twilio };
            let hold = NewFault {
                path_contains: Some(path.into()),
                method: Some(method.into()),
                ..NewFault::next_call(provider, kind)
            };
            app.sandbox.inject(&hold).await;
            let operation = import(&cx, NUMBER).await;
            let engine = app.engine.clone();
            app.clock.advance(Duration::from_secs(1));
            let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
            app.sandbox.held().await;
            let cleanup = disconnect(&cx, Provider::Twilio).await.unwrap();
            app.run_due().await;
            assert_eq!(app.state(&cx, &cleanup).await, OperationState::Waiting, "{case}: it lets it end");
            app.sandbox.release().await;
            working.await.unwrap();
            app.settle().await;
            let view = app.operation(&cx, &operation).await;
            assert_eq!((view.state, view.cancelled), (OperationState::Stopped, true), "{case}");
            assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done, "{case}");
            assert_cleaned_up(&app, &[NUMBER], &case).await;
        }
    }
}

async fn webhooks_that_somebody_changed_meanwhile_are_left(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let theirs = "https://clinic.example/new";
    app.sandbox.set_at_twilio(NUMBER, "voice_url", theirs).await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert!(receipts(&view).contains(&(StepKind::RestoreAtTwilio, Action::RestoredSome)), "{:?}", view.steps);
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, theirs);
}

async fn lesson_28_a_removed_number_leaves_every_list_at_once(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    assert_eq!(numbers::removal(&cx, id.clone()).await.unwrap().number.agent.unwrap().1, "Reception");
    let operation = numbers::remove(&cx, id.clone()).await.unwrap();
    assert!(overview(&cx).await.numbers.is_empty());
    assert!(agent(&cx, &reception).await.numbers.is_empty());
    assert!(numbers::list(&cx, &NumbersQuery::default()).await.unwrap().numbers.is_empty());
    assert_eq!(numbers::remove(&cx, id.clone()).await.unwrap(), operation, "the second click");
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "removed").await;
    assert!(card_of(&cx, Provider::Twilio).await.credential.is_some());
    assert_eq!(numbers::assign(&cx, id, reception).await.unwrap_err().kind, ProblemKind::NotFound);
}

async fn a_removed_number_keeps_its_own_cleanup_when_it_is_brought_again(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let first = overview(&cx).await.numbers.remove(0).id;
    let cleanup = numbers::remove(&cx, first.clone()).await.unwrap();
    app.settle().await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let own = async || {
        let number = numbers::get(&cx, first.clone()).await.unwrap().number;
        (number.number.operation, number.standing)
    };
    let done = (Some(cleanup.clone()), Some(OperationState::Done));
    // Later operations that take back, or change, the same number belong to its new row.
    let second = overview(&cx).await.numbers.remove(0).id;
    save(&cx, &people::by_api_key()).await.unwrap();
    app.settle().await;
    assert_eq!(own().await, done);
    numbers::unassign(&cx, second.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(own().await, done);
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let again = numbers::remove(&cx, second.clone()).await.unwrap();
    app.run_due().await;
    assert_eq!(own().await, done);
    let second = numbers::get(&cx, second).await.unwrap().number;
    assert_eq!(second.number.operation, Some(again));
}

async fn lesson_24_assigning_and_unassigning_one_number_touches_no_other(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    let evening = agents::create(&cx, &people::agent_form("Evening")).await.unwrap();
    app.settle().await;
    let number = |e164: &'static str| {
        let cx = cx.clone();
        async move { overview(&cx).await.numbers.into_iter().find(|number| number.e164.as_str() == e164).unwrap() }
    };
    numbers::assign(&cx, number(SECOND_NUMBER).await.id, evening.clone()).await.unwrap();
    app.settle().await;
    let (first, second) = (
        agent(&cx, &reception).await.vapi_assistant_id.unwrap(),
        agent(&cx, &evening).await.vapi_assistant_id.unwrap(),
    );
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &first);
    Sandbox::assert_answers(&app.sandbox.snapshot().await, SECOND_NUMBER, &second);
    numbers::unassign(&cx, number(SECOND_NUMBER).await.id).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_vapi(SECOND_NUMBER).await[0].assistant_id, None);
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &first);
    assert_eq!(number(SECOND_NUMBER).await.agent, None);
    // The number goes to an agent again, here to the first number's.
    numbers::assign(&cx, number(SECOND_NUMBER).await.id, reception).await.unwrap();
    app.settle().await;
    Sandbox::assert_answers(&app.sandbox.snapshot().await, SECOND_NUMBER, &first);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
}

async fn lesson_39_deleting_an_agent_says_and_unbinds_its_numbers(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    assert_eq!(answering_agents::deletion(&cx, reception.clone()).await.unwrap().agent.numbers.len(), 1);
    let operation = answering_agents::delete(&cx, reception.clone()).await.unwrap();
    let number = overview(&cx).await.numbers.remove(0);
    assert_eq!((number.agent, number.proved_at), (None, None));
    assert_eq!(
        answering_agents::delete(&cx, reception.clone()).await.unwrap(),
        operation,
        "the second click"
    );
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert!(app.sandbox.assistants().await.is_empty());
    assert_eq!(
        app.sandbox.at_vapi(NUMBER).await[0].assistant_id,
        None,
        "it stays at Vapi, and nobody answers"
    );
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
    let titles: Vec<_> = operations::list(&cx, &Default::default()).await.unwrap().operations;
    assert!(
        titles.iter().all(|operation| !format!("{:?}", operation.subject).contains("\"\"")),
        "{titles:?}"
    );
    // Another agent takes its place.
    let other = make_agent(&cx).await;
    numbers::assign(&cx, number.id, other.clone()).await.unwrap();
    app.settle().await;
    let assistant = agent(&cx, &other).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn an_agent_deleted_before_its_number_was_unbound_leaves_none_bound(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let number = overview(&cx).await.numbers.remove(0).id;
    numbers::unassign(&cx, number).await.unwrap();
    answering_agents::delete(&cx, reception).await.unwrap();
    app.settle().await;
    assert!(app.sandbox.assistants().await.is_empty());
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
}

async fn what_was_never_brought_is_gone_without_a_trace(app: TestApp) {
    let cx = owner(&app).await;
    save(&cx, &twilio_form()).await.unwrap();
    import(&cx, NUMBER).await;
    app.settle().await;
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER], "never at Vapi").await;
    let other = disconnect(&cx, Provider::Vapi).await.unwrap_err();
    assert_eq!(other.kind, ProblemKind::NotConnected(Provider::Vapi));
}

async fn another_orgs_cleanup_of_the_same_number_is_waited_for(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let other = owner(&app).await;
    connect_vapi(&other).await;
    make_agent(&other).await;
    twilio_again(&other).await;
    app.settle().await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unavailable)).await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.run_due().await;
    app.sandbox.clear().await;
    let theirs = import(&other, NUMBER).await;
    app.run_due().await;
    let view = app.operation(&other, &theirs).await;
    assert_eq!(view.state, OperationState::Retrying);
    assert_eq!(view.stuck().map(|problem| problem.kind), Some(ProblemKind::NumberNotFree));
    assert!(view.tries_until > Some(app.now()), "and it is said how long it is tried");
    assert!(view.blocked_by.is_none(), "of others nothing is told");
    app.settle().await;
    assert_eq!(app.state(&other, &theirs).await, OperationState::Done);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await.len(), 1);
}

both_engines!(
    lesson_05_disconnecting_twilio_takes_the_number_out_of_vapi,
    disconnecting_vapi_deletes_its_assistants_and_keeps_the_agents,
    lesson_05_a_dead_token_leaves_no_number_at_vapi,
    lesson_05_vapi_first_then_twilio_ends_clean,
    lesson_06_a_provider_that_is_down_delays_the_receipts_and_nothing_else,
    lesson_31_what_cannot_be_taken_back_asks_for_a_hand_and_says_so,
    a_cleanup_with_a_refused_key_goes_on_when_the_account_is_connected_anew,
    lesson_04_a_number_can_be_added_again_while_it_is_still_taken_back,
    lesson_31_who_waits_behind_a_cleanup_that_needs_help_is_led_to_it,
    lesson_03_a_disconnected_provider_does_not_come_back,
    an_import_under_way_is_stopped_and_undone,
    webhooks_that_somebody_changed_meanwhile_are_left,
    lesson_28_a_removed_number_leaves_every_list_at_once,
    a_removed_number_keeps_its_own_cleanup_when_it_is_brought_again,
    lesson_24_assigning_and_unassigning_one_number_touches_no_other,
    lesson_39_deleting_an_agent_says_and_unbinds_its_numbers,
    an_agent_deleted_before_its_number_was_unbound_leaves_none_bound,
    what_was_never_brought_is_gone_without_a_trace,
    another_orgs_cleanup_of_the_same_number_is_waited_for,
);
