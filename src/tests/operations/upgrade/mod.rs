//! A database of a former version, which kept the subject of an operation in one text,
//! with operations of every kind under way: this version goes on with each of them.

mod rows;

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{
        ids::OperationId,
        managed::{BuyForm, SwitchForm},
        number::NumbersQuery,
        operation::{OperationKind, OperationState},
        provider::{Provider, twilio::TwilioForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents,
        integrations::{disconnect::disconnect, service::save, switch::switch},
        numbers::{answering_agents, drift, managed, service as numbers},
        operation_registry::OPERATIONS,
        operations::{engine::Engine, service},
    },
};
use reqwest::Method;
use rows::{Org, is_held, is_put_off, needs_help};
use serde_json::json;

use crate::support::{
    app::TestApp,
    both_engines, earlier_schemas,
    faults::lasting,
    invariants::assert_consistent,
    managed::{bought, buy, buy_form, expose, for_sale, offer, release, secured},
    people::{agent_form, import, make_agent, overview, vapi_form},
};

const ON_OWN_NUMBERS: [OperationKind; 6] = [
    OperationKind::ImportNumber,
    OperationKind::SyncAgent,
    OperationKind::UnassignNumber,
    OperationKind::CarrySecret,
    OperationKind::DeleteLeftover,
    OperationKind::CompareNumbers,
];
const TAKEN_BACK_OR_MANAGED: [OperationKind; 8] = [
    OperationKind::Disconnect,
    OperationKind::RemoveNumber,
    OperationKind::DeleteAgent,
    OperationKind::BuyNumber,
    OperationKind::ReleaseNumber,
    OperationKind::ReleaseManaged,
    OperationKind::ForgetAddress,
    OperationKind::SecureAccount,
];
/// Kinds that no former version had.
const NEWER: [OperationKind; 6] = [
    OperationKind::EraseCalls,
    OperationKind::SyncCalendar,
    OperationKind::HandOverKey,
    OperationKind::RotateToken,
    OperationKind::UndoRotation,
    OperationKind::RotateHook,
];

/// The subject of each operation.
async fn subjects(app: &TestApp) -> Vec<String> {
    let sql = "SELECT id || ' ' || COALESCE(number_id, '') || ' ' || COALESCE(agent_id, '') || ' '
        || COALESCE(leftover_id, '') || ' ' || COALESCE(provider, '') || ' ' || COALESCE(credential_id, '')
        || ' ' || COALESCE(instance, '') FROM operations ORDER BY id";
    app.texts(sql, &[]).await
}

async fn in_state(app: &TestApp, state: &str) -> BTreeSet<String> {
    app.texts("SELECT id FROM operations WHERE state = $1", &[state]).await.into_iter().collect()
}

/// Asserts that operations of these kinds are under way, and of no others.
async fn assert_under_way(app: &TestApp, kinds: &[OperationKind]) {
    let sql = "SELECT DISTINCT kind FROM operations WHERE state NOT IN ('done', 'failed', 'stopped')";
    let under_way: BTreeSet<_> = app.texts(sql, &[]).await.into_iter().collect();
    assert_eq!(under_way, kinds.iter().map(|kind| kind.code().to_owned()).collect());
}

/// Starts this version on the database of a former one; a worker of that one had the
/// operations `held`.
async fn start(app: &mut TestApp, orgs: &mut [&mut Org], about: &[String], held: &[&OperationId]) {
    let waited_their_turn = in_state(app, "running").await;
    let others = [in_state(app, "retrying").await, in_state(app, "waiting").await];
    let node = app.another_node(9).await;
    app.engine = Engine::new(node.clone(), &OPERATIONS);
    app.services = node;
    for org in orgs {
        org.cx.services = app.services.clone();
    }
    let after = subjects(app).await;
    assert!(about.iter().all(|line| after.contains(line)), "{about:#?} is not in {after:#?}");
    let held: BTreeSet<_> = held.iter().map(|id| id.to_string()).collect();
    assert_eq!(in_state(app, "running").await, held);
    assert_eq!(in_state(app, "queued").await, waited_their_turn.difference(&held).cloned().collect());
    assert_eq!([in_state(app, "retrying").await, in_state(app, "waiting").await], others);
    app.clock.advance(Duration::from_secs(31));
}

async fn assert_done(app: &TestApp, org: &Org, operation: &OperationId) {
    let view = app.operation(&org.cx, operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}: {:?}", view.kind, view.steps);
}

async fn operations_on_own_numbers_of_a_former_version_end_right(mut app: TestApp) {
    let mut ready = Org::ready(&app, 1).await;
    let reception = overview(&ready.cx).await.agents[0].clone();
    let desk = agents::service::create(&ready.cx, &agent_form("Desk")).await.unwrap();
    let twice = json!({ "name": "Reception", "metadata": { "ava_agent_id": reception.id.as_str() } });
    app.sandbox.vapi(Method::POST, "/assistant", &ready.vapi_key, twice).await;
    app.settle().await;
    drift::compare(&ready.cx).await.unwrap();
    app.settle().await;
    let leftover = numbers::list(&ready.cx, &NumbersQuery::default()).await.unwrap().leftovers.remove(0).id;

    // Vapi does not answer while its key is saved, and there is no agent yet.
    let mut begins = Org::new(&app, 2).await;
    save(&begins.cx, &begins.twilio).await.unwrap();
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    save(&begins.cx, &vapi_form(&begins.vapi_key)).await.unwrap();
    let imported = import(&begins.cx, &begins.numbers[0]).await;
    app.run_due().await;
    assert_eq!(app.state(&begins.cx, &imported).await, OperationState::Waiting);
    app.sandbox.clear().await;

    drift::repair(&ready.cx, leftover).await.unwrap();
    agents::service::update(&ready.cx, desk, &agent_form("Evening"), 1).await.unwrap();
    save(&ready.cx, &TwilioForm { vapi_key: true, ..ready.twilio.clone() }).await.unwrap();
    let unassigned = numbers::unassign(&ready.cx, ready.number(1).await).await.unwrap();
    let compared = drift::compare(&ready.cx).await.unwrap();
    let carried = ready.latest(OperationKind::CarrySecret).await;
    let synced = ready.latest(OperationKind::SyncAgent).await;
    let deleted = ready.latest(OperationKind::DeleteLeftover).await;
    assert_under_way(&app, &ON_OWN_NUMBERS).await;

    let about = subjects(&app).await;
    earlier_schemas::subjects_were_text(&app).await;
    is_held(&app, &carried).await;
    is_held(&app, &compared).await;
    is_put_off(&app, &synced).await;
    needs_help(&app, &unassigned).await;
    start(&mut app, &mut [&mut ready, &mut begins], &about, &[&carried, &compared]).await;
    app.settle().await;
    service::retry(&ready.cx, unassigned.clone()).await.unwrap();
    make_agent(&begins.cx).await;
    app.settle().await;
    for operation in [&deleted, &synced, &carried, &unassigned, &compared] {
        assert_done(&app, &ready, operation).await;
    }
    assert_done(&app, &begins, &imported).await;
    assert_consistent(&app, "on own numbers").await;
}

/// A purchase that Twilio refuses once it knows the address.
async fn refused_with_an_address(org: &Org) -> OperationId {
    let chosen = for_sale(&org.cx, "country=DE&kind=local").await.remove(0);
    let form = BuyForm {
        customer_name: "Lakeside Clinic".into(),
        street: "Seestraße 1".into(),
        city: "Berlin".into(),
        postal_code: "10115".into(),
        ..buy_form(&chosen)
    };
    managed::buy(&org.cx, &form).await.unwrap()
}

async fn what_a_former_version_takes_back_or_manages_ends_right(mut app: TestApp) {
    let mut ready = Org::ready(&app, 1).await;
    let desk = agents::service::create(&ready.cx, &agent_form("Desk")).await.unwrap();
    let mut buys = Org::with_agent(&app, 2).await;
    let first = bought(&app, &buys.cx, 0).await;
    bought(&app, &buys.cx, 0).await;
    let mut leaves = Org::with_agent(&app, 3).await;
    bought(&app, &leaves.cx, 0).await;

    let mut refused = Org::with_agent(&app, 4).await;
    let keeps_address = NewFault {
        method: Some("DELETE".into()),
        path_contains: Some("/Addresses/".into()),
        ..lasting(SandboxProvider::Twilio, FaultKind::RateLimited)
    };
    app.sandbox.inject(&keeps_address).await;
    refused_with_an_address(&refused).await;
    app.run_due().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let removed = numbers::remove(&ready.cx, ready.number(1).await).await.unwrap();
    let deleted = answering_agents::delete(&ready.cx, desk).await.unwrap();
    app.run_due().await;
    let forgotten = refused.latest(OperationKind::ForgetAddress).await;
    let stuck = [(&ready, &removed), (&ready, &deleted), (&refused, &forgotten)];
    for (org, operation) in stuck {
        let view = app.operation(&org.cx, operation).await;
        assert_eq!(view.state, OperationState::Retrying, "{:?}", view.steps);
        assert!(view.steps[0].state.is_over(), "it is at a later step");
    }
    app.sandbox.clear().await;

    let disconnected = disconnect(&ready.cx, Provider::Twilio).await.unwrap();
    let released = release(&buys.cx, &first).await;
    expose(&app, &buys.cx).await;
    let renewed = secured(&app, &buys.cx).await;
    let ordered = buy(&buys.cx, &offer(&buys.cx, 0).await).await;
    let to_own = SwitchForm { to: "byo".into(), agree: true };
    let (_, all_released) = switch(&leaves.cx, &to_own).await.unwrap();
    assert_under_way(&app, &TAKEN_BACK_OR_MANAGED).await;

    let about = subjects(&app).await;
    earlier_schemas::subjects_were_text(&app).await;
    is_held(&app, &disconnected).await;
    is_held(&app, &ordered).await;
    needs_help(&app, &all_released).await;
    let mut orgs = [&mut ready, &mut buys, &mut leaves, &mut refused];
    start(&mut app, &mut orgs, &about, &[&disconnected, &ordered]).await;
    app.settle().await;
    service::retry(&leaves.cx, all_released.clone()).await.unwrap();
    app.settle().await;
    for operation in [&removed, &deleted, &disconnected] {
        assert_done(&app, &ready, operation).await;
    }
    for operation in [&released, &renewed, &ordered] {
        assert_done(&app, &buys, operation).await;
    }
    assert_done(&app, &leaves, &all_released).await;
    assert_done(&app, &refused, &forgotten).await;
    assert_consistent(&app, "taken back or managed").await;
}

#[test]
fn every_kind_is_one_of_a_former_version_that_goes_on_or_is_newer() {
    let all = ON_OWN_NUMBERS.iter().chain(&TAKEN_BACK_OR_MANAGED).chain(&NEWER);
    let codes: BTreeSet<_> = all.map(|kind| kind.code()).collect();
    assert_eq!(codes, OperationKind::ALL.iter().map(|kind| kind.code()).collect());
}

both_engines!(
    operations_on_own_numbers_of_a_former_version_end_right,
    what_a_former_version_takes_back_or_manages_ends_right,
);
