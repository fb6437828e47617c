//! A node that slept for longer than its lease, between a read and a write: another
//! has gone on, and it writes nothing when it wakes.

use std::{collections::BTreeSet, io::Write, time::Duration};

use ava::{
    domain::{
        operation::OperationState,
        provider::Provider,
        sandbox::{Call, FaultKind},
    },
    server::{
        cx::Cx,
        integrations::{disconnect::disconnect, service::save},
        operation_registry::OPERATIONS,
        operations::engine::Engine,
    },
};

use crate::support::{
    app::{Database, TestApp},
    calls::Target,
    invariants::{assert_consistent, assert_nothing_twice},
    managed::{buy, offer, without_twilio},
    people::{connect_vapi, import, make_agent, owner, prepared, ready, twilio_form_with_key},
    sandbox::NUMBER,
    traces::assert_cleaned_up,
};

/// A sleep as long as the one that was seen; a lease is 30 s.
const ASLEEP: Duration = Duration::from_secs(33);

/// The operation that is asked for, after its preparation.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Mirror,
    ImportWithKey,
    Buy,
    Disconnect(Provider),
}

impl Asked {
    async fn of(self, app: &TestApp) -> Cx {
        match self {
            Asked::Mirror => {
                let cx = owner(app).await;
                connect_vapi(&cx).await;
                make_agent(&cx).await;
                cx
            }
            Asked::ImportWithKey => {
                let (cx, _) = prepared(app).await;
                save(&cx, &twilio_form_with_key()).await.unwrap();
                import(&cx, NUMBER).await;
                cx
            }
            Asked::Buy => {
                let cx = without_twilio(app).await;
                buy(&cx, &offer(&cx, 0).await).await;
                cx
            }
            Asked::Disconnect(provider) => {
                let (cx, ..) = ready(app).await;
                disconnect(&cx, provider).await.unwrap();
                cx
            }
        }
    }
}

fn writes(calls: &[Call]) -> Vec<String> {
    let writes = calls.iter().filter(|call| call.method != "GET");
    let mut of: Vec<_> = writes.map(|call| format!("{} {}", call.method, call.path)).collect();
    // Ids are chance, so they are left out.
    for write in &mut of {
        *write = write.split('/').filter(|part| part.len() < 30).collect::<Vec<_>>().join("/");
    }
    of.sort();
    // An object that is deleted twice is gone as if it were once.
    of.dedup_by(|a, b| a == b && a.starts_with("DELETE"));
    of
}

async fn sleeps_at_each_read(asked: Asked) {
    let undisturbed = TestApp::on(Database::Sqlite).await;
    asked.of(&undisturbed).await;
    let since = undisturbed.sandbox.last_seq().await;
    undisturbed.settle().await;
    let calls = undisturbed.sandbox.calls_after(since).await;
    let reads: BTreeSet<_> = Target::all(&calls).into_iter().filter(|call| call.method == "GET").collect();
    assert!(!reads.is_empty(), "{asked:?}");
    for read in &reads {
        let case = format!("{asked:?}, asleep at {read:?}");
        let app = TestApp::on(Database::Sqlite).await;
        asked.of(&app).await;
        let since = app.sandbox.last_seq().await;
        app.sandbox.inject(&read.fault(FaultKind::HoldAfter)).await;
        let other = Engine::new(app.another_node(5).await, &OPERATIONS);
        let edit_conflict = async {
            app.sandbox.held().await;
            app.clock.advance(ASLEEP);
            other.run_due().await.unwrap();
            app.sandbox.release().await;
        };
        futures::join!(app.run_due(), edit_conflict);
        app.settle().await;
        assert_eq!(writes(&app.sandbox.calls_after(since).await), writes(&calls), "{case}");
        assert_nothing_twice(&app.sandbox.snapshot().await, &case);
        assert_consistent(&app, &case).await;
        if matches!(asked, Asked::Disconnect(_)) {
            assert_cleaned_up(&app, &[NUMBER], &case).await;
        }
        let open = format!("operations WHERE state <> '{}'", OperationState::Done.code());
        assert_eq!(app.count(&open, &[]).await, 0, "{case}");
    }
    let said = format!("asleep for longer than a lease, {asked:?}: {} cases\n", reads.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

#[tokio::test]
async fn lesson_80_a_node_that_slept_makes_no_second_assistant() {
    sleeps_at_each_read(Asked::Mirror).await;
}

#[tokio::test]
async fn lesson_80_a_node_that_slept_makes_no_second_key_and_imports_no_second_number() {
    sleeps_at_each_read(Asked::ImportWithKey).await;
}

#[tokio::test]
async fn lesson_80_a_node_that_slept_opens_no_second_account_and_buys_no_second_number() {
    sleeps_at_each_read(Asked::Buy).await;
}

#[tokio::test]
async fn lesson_80_a_node_that_slept_empties_no_webhooks_of_a_number_that_was_given_back() {
    for provider in [Provider::Vapi, Provider::Twilio] {
        sleeps_at_each_read(Asked::Disconnect(provider)).await;
    }
}
