//! Deleting an agent: the fate of each number that it answers, or was to answer, is
//! announced before and holds after.

use ava::{
    domain::{
        ids::AgentId,
        integrations::ImportForm,
        number::NumberState,
        operation::{OperationKind, OperationState},
        removal::AfterDeletion,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service::create,
        cx::Cx,
        numbers::{
            answering_agents::{delete, deletion},
            service::{assign, import},
        },
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{self, agent, agent_form, latest, overview, prepared, ready},
    sandbox::{NUMBER, SECOND_NUMBER, Sandbox},
};

/// Each number with its announced fate, oldest first.
async fn said(cx: &Cx, id: &AgentId) -> Vec<(String, AfterDeletion)> {
    let numbers = deletion(cx, id.clone()).await.unwrap().numbers;
    numbers.into_iter().map(|number| (number.e164.to_string(), number.then)).collect()
}

async fn assistant(cx: &Cx, id: &AgentId) -> String {
    agent(cx, id).await.vapi_assistant_id.unwrap()
}

/// Twilio does not tell which region handles calls: a move binds at Vapi, and gets
/// no further.
async fn twilio_tells_nothing(app: &TestApp) {
    let down = NewFault::next_call(SandboxProvider::Twilio, FaultKind::Unavailable);
    let path_contains = Some("/v2/PhoneNumbers/".to_owned());
    app.sandbox.inject(&NewFault { remaining: 10_000, path_contains, ..down }).await;
}

async fn lesson_39_a_number_on_its_way_to_a_deleted_agent_stays_with_who_answers_it(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let evening = create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let number = overview(&cx).await.numbers.remove(0);
    twilio_tells_nothing(&app).await;
    assign(&cx, number.id.clone(), evening.clone()).await.unwrap();
    app.run_due().await;
    let moved = app.sandbox.at_vapi(NUMBER).await.remove(0).assistant_id;
    assert_eq!(moved, Some(assistant(&cx, &evening).await), "it is there already, and not proved");
    assert_eq!(
        said(&cx, &evening).await,
        [(NUMBER.to_owned(), AfterDeletion::StaysWith("Reception".to_owned()))]
    );
    let cleanup = delete(&cx, evening).await.unwrap();
    let kept = overview(&cx).await.numbers.remove(0);
    assert_eq!(kept.agent.map(|(id, _)| id), Some(reception.clone()));
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(app.state(&cx, &cleanup).await, OperationState::Done);
    assert_eq!(latest(&cx, OperationKind::ImportNumber).await.state, OperationState::Done);
    assert!(overview(&cx).await.numbers[0].answers());
    let mine = assistant(&cx, &reception).await;
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &mine);
    assert_eq!(app.sandbox.assistants().await.len(), 1);
}

async fn a_number_on_its_way_from_a_deleted_agent_arrives(app: TestApp) {
    let (cx, reception, _) = ready(&app).await;
    let evening = create(&cx, &agent_form("Evening")).await.unwrap();
    app.settle().await;
    let number = overview(&cx).await.numbers.remove(0);
    twilio_tells_nothing(&app).await;
    assign(&cx, number.id, evening.clone()).await.unwrap();
    app.run_due().await;
    assert_eq!(
        said(&cx, &reception).await,
        [(NUMBER.to_owned(), AfterDeletion::GoesTo("Evening".to_owned()))]
    );
    delete(&cx, reception).await.unwrap();
    assert!(!overview(&cx).await.numbers[0].answers());
    app.sandbox.clear().await;
    app.settle().await;
    assert!(overview(&cx).await.numbers[0].answers());
    let mine = assistant(&cx, &evening).await;
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &mine);
}

async fn numbers_that_were_only_on_their_way_to_it_are_named_too(app: TestApp) {
    let (cx, reception) = prepared(&app).await;
    people::import(&cx, NUMBER).await;
    app.settle().await;
    app.sandbox
        .inject(&NewFault {
            remaining: 10_000,
            ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::Unavailable)
        })
        .await;
    let (number, agent) = (SECOND_NUMBER.to_owned(), reception.to_string());
    let form = ImportForm { number, agent, ..ImportForm::default() };
    let second = import(&cx, &form).await.unwrap();
    app.run_due().await;
    let both = [(NUMBER.to_owned(), AfterDeletion::Nobody), (SECOND_NUMBER.to_owned(), AfterDeletion::Stops)];
    assert_eq!(said(&cx, &reception).await, both);
    delete(&cx, reception).await.unwrap();
    assert_eq!(app.state(&cx, &second).await, OperationState::Stopped);
    app.sandbox.clear().await;
    app.settle().await;
    let numbers = overview(&cx).await.numbers;
    assert!(numbers.iter().all(|number| number.agent.is_none()));
    let states: Vec<NumberState> = numbers.iter().map(|number| number.state).collect();
    assert_eq!(states, [NumberState::Unassigned, NumberState::Failed]);
}

both_engines!(
    lesson_39_a_number_on_its_way_to_a_deleted_agent_stays_with_who_answers_it,
    a_number_on_its_way_from_a_deleted_agent_arrives,
    numbers_that_were_only_on_their_way_to_it_are_named_too,
);
