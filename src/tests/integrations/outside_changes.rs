//! Changes that people make at the providers beside AVA, and in two tabs at once:
//! nothing of theirs is touched, and nothing is lost on the way.

use std::time::Duration;

use ava::{
    domain::{
        integrations::Checked,
        number::NumberState,
        operation::{Action, OperationKind, OperationState, StepKind, StepState},
        problem::{Problem, ProblemKind},
        provider::{Provider, twilio::TwilioForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service as agents,
        integrations::{disconnect::disconnect, service::save},
        numbers::{answering_agents, service as numbers},
        operations::service as operations,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{
        agent, agent_form, by_api_key, card_of, decline, import, other_twilio_form, overview, owner,
        prepared, ready, twilio_form, vapi_form,
    },
    sandbox::{NUMBER, OTHER_VAPI_KEY, OWN_VOICE_URL, SECOND_NUMBER, Sandbox, VAPI_KEY},
    traces::assert_cleaned_up,
};

const VAPI_VOICE: &str = "https://api.vapi.ai/twilio/inbound_call";

/// A person's own assistant answers the number at Vapi, and nobody agreed that
/// AVA takes it over.
async fn what_a_person_made_at_vapi_outlives_every_cleanup(app: TestApp) {
    for declined in [false, true] {
        for leave in ["number", "twilio", "vapi"] {
            let app = TestApp::on(app.database).await;
            let case = format!("declined: {declined}, leaves: {leave}");
            let (cx, _) = prepared(&app).await;
            let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Theirs").await;
            let number = app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
            let operation = import(&cx, NUMBER).await;
            app.settle().await;
            if declined {
                decline(&cx, &operation).await;
            }
            let cleanup = match leave {
                "number" => numbers::remove(&cx, overview(&cx).await.numbers[0].id.clone()).await,
                "twilio" => disconnect(&cx, Provider::Twilio).await,
                _ => disconnect(&cx, Provider::Vapi).await,
            };
            app.settle().await;
            let view = app.operation(&cx, &cleanup.unwrap()).await;
            assert_eq!(view.state, OperationState::Done, "{case}");
            let action = |kind| {
                let step = view.steps.iter().find(|step| step.kind == kind).unwrap();
                step.receipt.as_ref().map(|receipt| receipt.action)
            };
            assert_eq!(action(StepKind::RemoveAtVapi), Some(Action::LeftAtVapi), "{case}");
            assert_eq!(action(StepKind::RestoreAtTwilio), Some(Action::LeftWebhooks), "{case}");
            let there = app.sandbox.at_vapi(NUMBER).await;
            assert_eq!((there.len(), &there[0].id), (1, &number), "{case}");
            assert_eq!(there[0].assistant_id.as_ref(), Some(&theirs), "{case}");
            assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, VAPI_VOICE, "{case}");
            assert_eq!(app.count("operation_escrow", &[]).await, 0, "{case}");
        }
    }
}

/// The number answers through a Vapi organisation that AVA was never told of.
async fn webhooks_that_ava_never_changed_stay(app: TestApp) {
    let theirs = app.sandbox.assistant_by_hand(OTHER_VAPI_KEY, "Theirs").await;
    app.sandbox.imported_by_hand(OTHER_VAPI_KEY, Some(&theirs)).await;
    let cx = owner(&app).await;
    save(&cx, &TwilioForm { number: NUMBER.into(), ..twilio_form() }).await.unwrap();
    app.settle().await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, VAPI_VOICE);
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &theirs);
}

async fn addresses_of_vapi_are_never_remembered_as_somebodys_own(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", "https://clinic.example/new").await;
    let id = overview(&cx).await.numbers[0].id.clone();
    numbers::prove(&cx, id).await.unwrap();
    app.settle().await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    let there = app.sandbox.at_twilio(NUMBER).await;
    assert_eq!(there.status_callback, "", "what it was before the first import");
    assert_eq!(there.voice_url, "https://clinic.example/new");
}

async fn what_waits_for_an_agent_to_be_taken_off_goes_on_after_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let evening = agents::create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let id = overview(&cx).await.numbers[0].id.clone();
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    numbers::unassign(&cx, id.clone()).await.unwrap();
    app.run_due().await;
    let binds = numbers::assign(&cx, id, evening.clone()).await.unwrap();
    app.run_due().await;
    assert_eq!(app.state(&cx, &binds).await, OperationState::Waiting);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &binds).await, OperationState::Done);
    let assistant = agent(&cx, &evening).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn taken_off_assigned_and_taken_off_again_nobody_answers(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)).await;
    numbers::unassign(&cx, id.clone()).await.unwrap();
    let engine = app.engine.clone();
    app.clock.advance(Duration::from_secs(1));
    let working = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    numbers::assign(&cx, id.clone(), reception).await.unwrap();
    let last = numbers::unassign(&cx, id).await.unwrap();
    app.sandbox.release().await;
    working.await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &last).await, OperationState::Done);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    assert_eq!(overview(&cx).await.numbers[0].state, NumberState::Unassigned);
}

async fn lesson_32_another_account_is_asked_about_whatever_state_its_numbers_are_in(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "trunk_sid", "TK00000000000000000000000000000001").await;
    numbers::prove(&cx, overview(&cx).await.numbers[0].id.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(overview(&cx).await.numbers[0].state, NumberState::Failed);
    let refused = save(&cx, &other_twilio_form()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OtherAccount(Provider::Twilio));
    // Without an agent the number is at Vapi all the same.
    answering_agents::delete(&cx, reception).await.unwrap();
    app.settle().await;
    app.sandbox.assistant_by_hand(OTHER_VAPI_KEY, "Theirs").await;
    let refused = save(&cx, &vapi_form(OTHER_VAPI_KEY)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OtherAccount(Provider::Vapi));
}

/// Saves with an empty secret while `edit_conflict` happens in another tab.
async fn saved_meanwhile(
    app: &TestApp,
    cx: &ava::server::cx::Cx,
    edit_conflict: impl AsyncFnOnce(),
) -> Result<Checked, Problem> {
    app.sandbox.inject(&NewFault::next_call(SandboxProvider::Twilio, FaultKind::HoldBefore)).await;
    let (saver, form) = (cx.clone(), TwilioForm { auth_token: "".into(), ..twilio_form() });
    let saving = tokio::spawn(async move { save(&saver, &form).await });
    app.sandbox.held().await;
    edit_conflict().await;
    app.sandbox.release().await;
    saving.await.unwrap()
}

async fn lesson_03_a_save_under_way_does_not_bring_a_deleted_key_back(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let saved = saved_meanwhile(&app, &cx, async || {
        disconnect(&cx, Provider::Twilio).await.unwrap();
    })
    .await;
    assert_eq!(saved.unwrap_err().kind, ProblemKind::Stale);
    app.settle().await;
    assert!(card_of(&cx, Provider::Twilio).await.credential.is_none());
    assert_cleaned_up(&app, &[NUMBER], "not brought back").await;
}

async fn a_save_under_way_does_not_put_an_older_secret_over_a_newer(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let saved = saved_meanwhile(&app, &cx, async || {
        save(&cx, &by_api_key()).await.unwrap();
    })
    .await;
    assert_eq!(saved.unwrap_err().kind, ProblemKind::Stale);
}

async fn an_agent_waits_until_it_is_known_which_organisation_a_key_is_of(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let before = agent(&cx, &reception).await.vapi_assistant_id;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.run_due().await;
    assert_eq!(save(&cx, &vapi_form(VAPI_KEY)).await.unwrap(), Checked::Later);
    app.sandbox.clear().await;
    app.settle().await;
    app.verify_keys().await;
    app.settle().await;
    let now = agent(&cx, &reception).await.vapi_assistant_id.unwrap();
    assert_ne!(Some(&now), before.as_ref());
    let there: Vec<_> = app.sandbox.assistants().await.into_iter().map(|row| row.id).collect();
    assert_eq!(there, [now], "what it has is not what was deleted");
}

async fn what_one_cleanup_closes_by_hand_another_still_takes_back(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    let deletion = answering_agents::delete(&cx, reception).await.unwrap();
    app.settle().await;
    let removal = numbers::remove(&cx, id).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &removal).await, OperationState::NeedsAttention);
    operations::close_by_hand(&cx, deletion).await.unwrap();
    app.sandbox.clear().await;
    operations::retry(&cx, removal.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &removal).await, OperationState::Done);
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, OWN_VOICE_URL, "it was still remembered");
}

async fn lesson_29_what_is_refused_does_not_keep_the_rest(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    agents::create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let number = app.sandbox.at_vapi(NUMBER).await.remove(0).id;
    app.sandbox.pin("phone-number", &number, true).await;
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::NeedsAttention);
    let left: Vec<_> = view.left().map(|step| (step.kind, step.state)).collect();
    assert_eq!(
        left,
        [
            (StepKind::RemoveAtVapi, StepState::Failed),
            (StepKind::RestoreAtTwilio, StepState::Todo),
            (StepKind::ShredKeys, StepState::Todo),
        ]
    );
    assert!(app.sandbox.at_vapi(SECOND_NUMBER).await.is_empty() && app.sandbox.assistants().await.is_empty());
    assert_eq!(app.count("operation_escrow", &[]).await, 2, "for what is left");
    app.sandbox.pin("phone-number", &number, false).await;
    operations::retry(&cx, operation.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_cleaned_up(&app, &[NUMBER, SECOND_NUMBER], "after all").await;
}

async fn a_secret_typed_over_one_that_does_not_open_is_carried(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.damage("twilio").await;
    save(&cx, &twilio_form()).await.unwrap();
    app.settle().await;
    let list = operations::list(&cx, &Default::default()).await.unwrap().operations;
    let carried = list.iter().find(|operation| operation.kind == OperationKind::CarrySecret).unwrap();
    assert_eq!(carried.state, OperationState::Done);
}

both_engines!(
    what_a_person_made_at_vapi_outlives_every_cleanup,
    webhooks_that_ava_never_changed_stay,
    addresses_of_vapi_are_never_remembered_as_somebodys_own,
    what_waits_for_an_agent_to_be_taken_off_goes_on_after_it,
    taken_off_assigned_and_taken_off_again_nobody_answers,
    lesson_32_another_account_is_asked_about_whatever_state_its_numbers_are_in,
    lesson_03_a_save_under_way_does_not_bring_a_deleted_key_back,
    a_save_under_way_does_not_put_an_older_secret_over_a_newer,
    an_agent_waits_until_it_is_known_which_organisation_a_key_is_of,
    what_one_cleanup_closes_by_hand_another_still_takes_back,
    lesson_29_what_is_refused_does_not_keep_the_rest,
    a_secret_typed_over_one_that_does_not_open_is_carried,
);
