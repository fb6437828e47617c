//! The queue of operations: asking twice, taking over, waking.

use std::time::Duration;

use ava::{
    domain::{
        operation::{OperationKind, OperationState, StepKind, SubjectId, WaitingFor},
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        audit::Action,
        numbers::service::unassign,
        operation_registry::OPERATIONS,
        operations::{
            engine::Engine,
            queue::{self, Moved, OperationUpdate, Plan, Planned},
            service,
        },
    },
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    faults::lasting,
    people::{connect_twilio, connect_vapi, import, make_agent, overview, owner, prepared, ready},
    sandbox::{NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

async fn lesson_33_asked_twice_at_once_it_runs_once(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let asked = futures::future::join_all((0..6).map(|_| import(&cx, NUMBER))).await;
    assert!(asked.iter().all(|id| *id == asked[0]), "{asked:?}");
    let before = app.sandbox.last_seq().await;
    let other = Engine::new(app.another_node(5).await, &OPERATIONS);
    let (one, two) = futures::join!(app.engine.run_due(), other.run_due());
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    let calls = app.sandbox.calls_after(before).await;
    assert_eq!(calls.iter().filter(|call| call.method == "POST").count(), 1);
    assert_eq!(app.state(&cx, &asked[0]).await, OperationState::Done);
    assert_eq!(app.count("operations WHERE kind = 'import_number'", &[]).await, 1);
}

async fn lesson_33_two_tabs_and_double_clicks_are_one_import(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let tabs = [browser.tab(), browser.tab(), browser.tab()];
    let clicks = (0..6).map(|nth| tabs[nth % 3].import(NUMBER));
    let asked = futures::future::join_all(clicks).await;
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    for operation in &asked {
        let _: serde_json::Value = browser.until("read/Operation", &[("id", operation)], done).await;
    }
    let calls = app.sandbox.calls().await;
    let imports = calls.iter().filter(|call| call.method == "POST" && call.path == "/phone-number");
    assert_eq!(imports.count(), 1);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await.len(), 1);
    assert_eq!(app.count("phone_numbers", &[]).await, 1);
}

async fn an_import_is_the_fewest_calls(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let before = app.sandbox.last_seq().await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let calls: Vec<_> = app
        .sandbox
        .calls_after(before)
        .await
        .into_iter()
        .map(|call| {
            format!("{} {}", call.method, call.path.split(['?']).next().unwrap().rsplit('/').next().unwrap())
        })
        .collect();
    assert_eq!(calls[0], "GET IncomingPhoneNumbers.json");
    let both = &calls[1..3];
    assert!(both.contains(&"GET phone-number".to_owned()), "{calls:?}");
    assert!(both.iter().any(|call| call.starts_with("GET PN")), "at the same time, who answers: {calls:?}");
    assert_eq!(calls[3], "POST phone-number");
    assert_eq!(calls.len(), 7, "and the proof, which reads both sides and the route: {calls:?}");
}

async fn a_lease_that_ended_is_taken_over_and_the_late_worker_commits_nothing(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = import(&cx, NUMBER).await;
    let now = app.now();
    let mut tx = app.services.db.write_installation(Tests).await.unwrap().in_the_name_of(cx.org.clone());
    let held = queue::claim(&mut tx, "late", now, now + 30_000).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(held.id, id);
    assert_eq!(app.run_due().await, 0, "somebody works on it");

    app.clock.advance(Duration::from_secs(20));
    let mut tx = app.services.db.write_installation(Tests).await.unwrap();
    assert!(queue::extend(&mut tx, &id, "late", app.now() + 30_000).await.unwrap());
    tx.commit().await.unwrap();
    app.clock.advance(Duration::from_secs(20));
    assert_eq!(app.run_due().await, 0, "its heartbeat keeps it");

    app.clock.advance(Duration::from_secs(11));
    assert_eq!(app.run_due().await, 1);
    assert_eq!(app.state(&cx, &id).await, OperationState::Done);
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    assert!(!queue::extend(&mut tx, &id, "late", app.now() + 30_000).await.unwrap());
    let standing = OperationUpdate {
        state: OperationState::Failed,
        waiting_for: None,
        asks_about: None,
        next_attempt_at: app.now(),
        attempts: 9,
    };
    let moved =
        queue::move_to(&mut tx, &held, "late", &standing, app.now(), app.now() + 30_000).await.unwrap();
    assert_eq!(moved, Moved::Lost);
    tx.commit().await.unwrap();
    assert_eq!(app.state(&cx, &id).await, OperationState::Done);
}

async fn an_operation_is_queued_until_a_worker_has_it(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = import(&cx, NUMBER).await;
    assert_eq!(app.state(&cx, &id).await, OperationState::Queued);
    let now = app.now();
    let mut tx = app.services.db.write_installation(Tests).await.unwrap().in_the_name_of(cx.org.clone());
    queue::claim(&mut tx, "worker", now, now + 30_000).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    for (owner, state) in [("another", OperationState::Running), ("worker", OperationState::Queued)] {
        assert_eq!(app.state(&cx, &id).await, OperationState::Running);
        let mut tx = app.services.db.write_installation(Tests).await.unwrap();
        queue::give_back(&mut tx, &id, owner).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(app.state(&cx, &id).await, state, "given back by {owner}");
    }
    assert_eq!(app.run_due().await, 1);
    assert_eq!(app.state(&cx, &id).await, OperationState::Done);
}

async fn a_worker_that_lost_its_lease_in_the_middle_does_not_overwrite_the_other(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let operation = import(&cx, NUMBER).await;
    let hold = NewFault {
        method: Some("POST".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldAfter)
    };
    app.sandbox.inject(&hold).await;
    let other = Engine::new(app.another_node(5).await, &OPERATIONS);
    let edit_conflict = async {
        app.sandbox.held().await;
        app.clock.advance(Duration::from_secs(31));
        assert_eq!(other.run_due().await.unwrap(), 1);
        assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
        app.sandbox.release().await;
    };
    futures::join!(app.run_due(), edit_conflict);
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    let assistant = crate::support::people::agent(&cx, &id).await.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &assistant);
}

async fn what_is_not_committed_was_never_asked(app: TestApp) {
    let cx = owner(&app).await;
    let mut tx = cx.write(Action::OperationAsked, "").await.unwrap();
    queue::enqueue(&mut tx, OperationKind::CompareNumbers, &SubjectId::Numbers).await.unwrap();
    drop(tx);
    assert_eq!(app.count("operations", &[]).await, 0);
    assert_eq!(app.run_due().await, 0);
}

async fn what_is_missing_wakes_what_waits_for_it_and_nothing_else(app: TestApp) {
    let cx = owner(&app).await;
    let stranger = owner(&app).await;
    make_agent(&cx).await;
    make_agent(&stranger).await;
    app.settle().await;
    let waiting = async |of: &ava::server::cx::Cx| {
        app.count(
            "operations WHERE org_id = $1 AND state = 'waiting' AND waiting_for = 'vapi'",
            &[of.org.as_str()],
        )
        .await
    };
    assert_eq!((waiting(&cx).await, waiting(&stranger).await), (1, 1));
    connect_vapi(&cx).await;
    assert_eq!((waiting(&cx).await, waiting(&stranger).await), (0, 1));
}

async fn only_what_can_be_retried_is(app: TestApp) {
    let (cx, _, done) = ready(&app).await;
    assert_eq!(service::retry(&cx, done.clone()).await.unwrap_err().kind, ProblemKind::Stale);
    assert_eq!(service::decide(&cx, done, "x", true).await.unwrap_err().kind, ProblemKind::Stale);
}

async fn a_key_broken_while_working_is_waited_for_and_shown(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let id = import(&cx, NUMBER).await;
    app.sandbox.inject(&NewFault::next_call(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    app.run_due().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(
        (view.state, view.waiting_for),
        (OperationState::Waiting, Some(WaitingFor::Provider(Provider::Twilio)))
    );
    assert_eq!(app.run_due().await, 0, "a broken key is not tried again by itself");
}

async fn of_two_that_do_the_same_only_one_goes_on(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let number = overview(&cx).await.numbers[0].id.clone();
    let refused = NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized);
    app.sandbox.inject(&NewFault { remaining: 10_000, ..refused }).await;
    let first = unassign(&cx, number.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &first).await, OperationState::NeedsAttention);
    let open = async || {
        let steps = [Planned::from(StepKind::LetEnd)];
        let (kind, subject) = (OperationKind::UnassignNumber, SubjectId::Number(number.clone()));
        let plan = Plan { kind, subject: &subject, label: NUMBER, steps: &steps };
        let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
        let id = queue::open(&app.services, &mut tx, &cx.user, &plan).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        id
    };
    let wake = async || {
        let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
        queue::wake(&mut tx, WaitingFor::Provider(Provider::Vapi), app.now()).await.unwrap();
        tx.commit().await.unwrap();
    };
    let second = open().await;
    wake().await;
    assert_eq!(app.state(&cx, &first).await, OperationState::NeedsAttention, "the second does it");
    assert_eq!(service::retry(&cx, first.clone()).await.unwrap_err().kind, ProblemKind::Stale);
    // Both ask for help: the newer one goes on.
    let sql = "UPDATE operations SET state = 'needs_attention' WHERE id = $1";
    assert_eq!(app.execute(sql, &[second.as_str()]).await, 1);
    wake().await;
    let states = (app.state(&cx, &first).await, app.state(&cx, &second).await);
    assert_eq!(states, (OperationState::NeedsAttention, OperationState::Queued));
}

async fn waiting_is_no_failed_attempt(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    let id = import(&cx, NUMBER).await;
    for _ in 0..10 {
        app.run_due().await;
        assert_eq!(app.operation(&cx, &id).await.waiting_for, Some(WaitingFor::Provider(Provider::Twilio)));
        let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
        queue::wake(&mut tx, WaitingFor::Provider(Provider::Twilio), app.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    connect_twilio(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unavailable)).await;
    app.run_due().await;
    let view = app.operation(&cx, &id).await;
    assert_eq!(view.state, OperationState::Retrying);
    let wait = view.next_attempt_at.unwrap() - app.now();
    assert!(wait < 3000, "as after the first failure, not {wait} ms");
}

both_engines!(
    waiting_is_no_failed_attempt,
    an_operation_is_queued_until_a_worker_has_it,
    of_two_that_do_the_same_only_one_goes_on,
    lesson_33_asked_twice_at_once_it_runs_once,
    lesson_33_two_tabs_and_double_clicks_are_one_import,
    an_import_is_the_fewest_calls,
    a_lease_that_ended_is_taken_over_and_the_late_worker_commits_nothing,
    a_worker_that_lost_its_lease_in_the_middle_does_not_overwrite_the_other,
    what_is_not_committed_was_never_asked,
    what_is_missing_wakes_what_waits_for_it_and_nothing_else,
    only_what_can_be_retried_is,
    a_key_broken_while_working_is_waited_for_and_shown,
);
