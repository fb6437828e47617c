//! When keys are checked: once by all nodes, less and less while broken, soon after a use that failed.

use std::{collections::BTreeMap, time::Duration};

use ava::{
    domain::{
        credential::CredentialStatus,
        health::day_of,
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents,
        cx::Cx,
        health::standing,
        integrations::{
            service::{check, save},
            verify::StoredKeys,
        },
    },
};
use tokio_util::sync::CancellationToken;

use crate::support::{
    app::{START, TestApp},
    both_engines, earlier_schemas,
    faults::lasting,
    people::{self, agent_form, card_of, make_agent, overview, owner, vapi_form},
    sandbox::VAPI_KEY,
};

const VAPI: SandboxProvider = SandboxProvider::Vapi;

async fn next(cx: &Cx) -> i64 {
    card_of(cx, Provider::Vapi).await.credential.unwrap().checks.next
}

async fn status(cx: &Cx) -> CredentialStatus {
    card_of(cx, Provider::Vapi).await.credential.unwrap().status
}

async fn two_nodes_make_each_check_once(app: TestApp) {
    let mut orgs = Vec::new();
    for _ in 0..6 {
        let cx = owner(&app).await;
        people::connect_vapi(&cx).await;
        orgs.push(cx);
    }
    let other = app.another_node(21).await;
    for _ in 0..3 {
        app.clock.advance(Duration::from_secs(1000));
        let (mut here, mut there) = (StoredKeys::scheduler(&app.services), StoredKeys::scheduler(&other));
        let (here, there) = futures::join!(here.run_due(), there.run_due());
        assert_eq!(here.unwrap() + there.unwrap(), orgs.len());
        assert_eq!(app.check_keys().await, 0, "none is due before its time");
    }
    for cx in &orgs {
        let days = "SELECT CAST(SUM(checks) AS TEXT) FROM credential_days WHERE org_id = $1";
        assert_eq!(app.text(days, &[cx.org.as_str()]).await, "4", "a save, and three checks");
    }
}

async fn what_is_broken_is_checked_less_and_less_and_recovers_by_itself(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unauthorized)).await;
    let mut waits = Vec::new();
    for _ in 0..8 {
        app.next_check("vapi").await;
        waits.push((next(&cx).await - app.now()) / 60_000);
    }
    let bounds = [(15, 16), (30, 33), (60, 66), (120, 132), (240, 264), (360, 396), (360, 396), (360, 396)];
    for (wait, (least, most)) in waits.iter().zip(bounds) {
        assert!((least..=most).contains(wait), "{waits:?}");
    }
    app.sandbox.clear().await;
    app.next_check("vapi").await;
    assert_eq!(status(&cx).await, CredentialStatus::Connected);
    assert!(next(&cx).await - app.now() <= 17 * 60_000);
}

async fn lesson_60_a_provider_that_wants_to_wait_is_not_asked_before(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let fault = NewFault { retry_after_secs: 1800, ..lasting(VAPI, FaultKind::RateLimited) };
    app.sandbox.inject(&fault).await;
    app.next_check("vapi").await;
    assert!(next(&cx).await - app.now() >= 1_800_000);
}

/// A check looks at the key as soon as its use failed, and many uses that fail make one check.
async fn a_use_that_fails_has_the_key_checked_soon_and_only_once_in_a_minute(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(300));
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unavailable)).await;
    let id = make_agent(&cx).await;
    app.run_due().await;
    assert_eq!(next(&cx).await, app.now(), "a step that got no answer");
    assert_eq!(app.check_keys().await, 1);
    assert_eq!(status(&cx).await, CredentialStatus::Connected, "one blip");
    for nth in 1..3 {
        agents::service::update(&cx, id.clone(), &agent_form(&format!("Desk {nth}")), nth).await.unwrap();
        app.run_due().await;
        assert_eq!(app.check_keys().await, 0, "{nth}");
    }
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(app.check_keys().await, 1);
    assert_eq!(status(&cx).await, CredentialStatus::Degraded);
    app.sandbox.clear().await;
    app.settle().await;
    app.next_check("vapi").await;
    assert_eq!(status(&cx).await, CredentialStatus::Connected);
    assert!(overview(&cx).await.agents[0].synced);
}

async fn lesson_16_the_first_opening_of_a_day_is_in_the_log_and_a_check_is_no_use(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let used = "SELECT COALESCE(CAST(last_used_at AS TEXT), 'never') FROM org_credentials";
    let before = app.text(used, &[]).await;
    let entries = async || {
        let own = [cx.org.as_str()];
        app.count("audit_log WHERE org_id = $1 AND actor = 'ava' AND subject = 'vapi for check_health'", &own)
            .await
    };
    for _ in 0..4 {
        app.next_check("vapi").await;
    }
    let on_the_day_of_the_save = entries().await;
    assert!(on_the_day_of_the_save <= 1);
    app.clock.advance(Duration::from_secs(24 * 3600));
    for _ in 0..4 {
        app.next_check("vapi").await;
    }
    assert_eq!(entries().await, on_the_day_of_the_save + 1);
    assert_eq!(app.text(used, &[]).await, before);
    ava::server::audit::verify(&app.services, None).await.unwrap();
}

async fn a_node_that_stops_lets_go_of_its_checks(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(1000));
    app.sandbox.inject(&NewFault::next_call(VAPI, FaultKind::HoldAfter)).await;
    let stop = CancellationToken::new();
    let stopped = async {
        app.sandbox.held().await;
        let held = "org_credentials WHERE check_owner IS NOT NULL";
        assert_eq!(app.count(held, &[]).await, 1);
        stop.cancel();
    };
    futures::join!(StoredKeys::scheduler(&app.services).run(stop.clone()), stopped);
    assert_eq!(app.count("org_credentials WHERE check_owner IS NOT NULL", &[]).await, 0);
    app.sandbox.release().await;
    app.sandbox.clear().await;
    assert_eq!(app.check_keys().await, 1, "any node may make it at once");
    assert_eq!(status(&cx).await, CredentialStatus::Connected);
}

async fn a_check_of_a_node_that_died_is_made_by_another(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(1000));
    let until = (app.now() + 180_000).to_string();
    let died = "UPDATE org_credentials SET check_owner = 'died', check_until = CAST($1 AS BIGINT)";
    app.execute(died, &[&until]).await;
    assert_eq!(app.check_keys().await, 0);
    app.clock.advance(Duration::from_secs(181));
    assert_eq!(app.check_keys().await, 1);
    assert_eq!(status(&cx).await, CredentialStatus::Connected);
}

async fn a_check_that_a_former_version_was_to_make_is_made(app: TestApp) {
    let cx = owner(&app).await;
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unavailable)).await;
    save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    app.sandbox.clear().await;
    earlier_schemas::keys_were_not_checked(&app).await;
    let operation = "INSERT INTO operations (id, org_id, kind, provider, state, attempts, next_attempt_at,
           retry_until, correlation_id, created_by, created_at, updated_at)
         VALUES ($1, $2, 'verify_credential', 'vapi', 'retrying', 3, 0, 0, 'former-version', $3, 0, 0)";
    let id = app.services.random.uuid();
    app.execute(operation, &[&id, cx.org.as_str(), cx.user.as_str()]).await;
    let step = "INSERT INTO operation_steps (operation_id, org_id, position, kind, state, attempts)
                VALUES ($1, $2, 0, 'ask_provider', 'retrying', 3)";
    app.execute(step, &[&id, cx.org.as_str()]).await;
    let node = app.another_node(9).await;
    assert_eq!((app.count("operations", &[]).await, app.count("operation_steps", &[]).await), (0, 0));
    assert_eq!(StoredKeys::scheduler(&node).run_due().await.unwrap(), 1);
    assert_eq!(status(&cx).await, CredentialStatus::Connected);
}

async fn lesson_10_the_operator_sees_all_of_them_and_no_secret(app: TestApp) {
    let (one, two) = (owner(&app).await, owner(&app).await);
    people::connect_vapi(&one).await;
    people::connect_vapi(&two).await;
    people::connect_twilio(&two).await;
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    let refused = check(&two, Provider::Twilio).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::KeyRefused(Provider::Twilio));
    let db = &app.services.db;
    let counted: BTreeMap<_, _> = standing::counts(db)
        .await
        .unwrap()
        .into_iter()
        .map(|count| {
            let cause = count.cause.map_or("", |cause| cause.code());
            (format!("{} {} {cause}", count.account.code(), count.status.code()), count.credentials)
        })
        .collect();
    assert_eq!(
        counted,
        BTreeMap::from([("vapi connected ".into(), 2), ("twilio refused bad_key".into(), 1)])
    );
    let all = standing::lines(db, None, "").await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(standing::lines(db, all.last(), "").await.unwrap().is_empty());
    let of_two = standing::lines(db, None, two.org.as_str()).await.unwrap();
    assert!(of_two.len() == 2 && of_two.iter().all(|line| line.org == two.org.as_str()));
    crate::support::canary::assert_clean("the operator's view", &format!("{all:?}"));
}

async fn what_is_older_than_ninety_days_is_forgotten(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(91 * 24 * 3600));
    // It counts the time until the check that was missed, which is of the first day.
    assert_eq!(app.check_keys().await, 1);
    let stop = CancellationToken::new();
    let checked = async {
        while app.count("credential_changes", &[]).await > 0 {
            tokio::task::yield_now().await;
        }
        stop.cancel();
    };
    futures::join!(StoredKeys::scheduler(&app.services).run(stop.clone()), checked);
    let first = day_of(START).to_string();
    assert_eq!(app.count("credential_days WHERE CAST(day AS TEXT) = $1", &[&first]).await, 0);
}

both_engines! {
    two_nodes_make_each_check_once,
    what_is_broken_is_checked_less_and_less_and_recovers_by_itself,
    lesson_60_a_provider_that_wants_to_wait_is_not_asked_before,
    a_use_that_fails_has_the_key_checked_soon_and_only_once_in_a_minute,
    lesson_16_the_first_opening_of_a_day_is_in_the_log_and_a_check_is_no_use,
    a_node_that_stops_lets_go_of_its_checks,
    a_check_of_a_node_that_died_is_made_by_another,
    a_check_that_a_former_version_was_to_make_is_made,
    lesson_10_the_operator_sees_all_of_them_and_no_secret,
    what_is_older_than_ninety_days_is_forgotten,
}
