//! What one organisation does costs another nothing.

use std::time::Duration;

use ava::{
    domain::{
        agent::SyncState,
        ids::OrgId,
        integrations::Checked,
        operation::SubjectId,
        problem::{Problem, ProblemKind},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{cx::Cx, integrations::service, operations::queue},
};
use futures::future::{Either, join_all, select};
use sqlx::{Connection, Executor, SqliteConnection};

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines,
    faults::lasting,
    people::{make_agent, owner, vapi_form},
    sandbox::{OTHER_VAPI_KEY, VAPI_KEY},
};

/// A key that Vapi answers with nothing but 503.
const FAILING: &str = "00000000-0000-4000-8000-000000000503";

async fn lesson_76_one_tenants_failing_key_is_no_outage_for_another(app: TestApp) {
    let (failing, other) = (owner(&app).await, owner(&app).await);
    let save = async |cx: &Cx, key| service::save(cx, &vapi_form(key)).await;
    save(&other, VAPI_KEY).await.unwrap();
    for _ in 0..6 {
        // The key is stored, to be checked later: nobody knows yet whether it works.
        save(&failing, FAILING).await.unwrap();
        service::check(&other, Provider::Vapi).await.unwrap();
    }
    let refused = service::check(&failing, Provider::Vapi).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Unavailable(Provider::Vapi), "slowed by itself");
    let third = owner(&app).await;
    save(&third, OTHER_VAPI_KEY).await.unwrap();
    let before = app.sandbox.last_seq().await;
    service::check(&third, Provider::Vapi).await.unwrap();
    assert_eq!(app.sandbox.calls_after(before).await.len(), 4, "the key, and what it may do");
}

async fn lesson_76_two_organisations_of_a_stranger_are_no_outage_for_another(app: TestApp) {
    let (one, two, other) = (owner(&app).await, owner(&app).await, owner(&app).await);
    let save = async |cx: &Cx, key| service::save(cx, &vapi_form(key)).await;
    // Anybody can have a key that works for nothing.
    save(&one, VAPI_KEY).await.unwrap();
    for _ in 0..3 {
        save(&one, FAILING).await.unwrap_err();
        assert_eq!(save(&two, FAILING).await.unwrap(), Checked::Later);
    }
    for stranger in [&one, &two] {
        let refused = service::check(stranger, Provider::Vapi).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Unavailable(Provider::Vapi), "slowed by itself");
    }
    assert_eq!(save(&other, OTHER_VAPI_KEY).await.unwrap(), Checked::Accepted);
}

/// Makes that many operations of the org, all due, none of which takes long.
async fn flood(app: &TestApp, cx: &Cx, count: u32) {
    let sql = format!(
        "INSERT INTO operations (id, org_id, kind, provider, instance, state, attempts, next_attempt_at,
           retry_until, correlation_id, created_by, created_at, updated_at)
         WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
         SELECT id, $1, 'carry_secret', 'vapi', id, 'queued', 0, 0, 0, 'flood-of-one', $2, 0, 0
         FROM (SELECT '00000000-0000-7000-9000-' || substr(CAST(1000000000000 + n AS TEXT), 2) AS id
           FROM counted) AS made_up"
    );
    assert_eq!(app.execute(&sql, &[cx.org.as_str(), cx.user.as_str()]).await, u64::from(count));
}

async fn lesson_76_three_thousand_operations_of_one_do_not_keep_anothers_waiting(app: TestApp) {
    let (many, one) = (owner(&app).await, owner(&app).await);
    flood(&app, &many, 3000).await;
    app.clock.advance(Duration::from_secs(600));
    make_agent(&one).await;
    let waits = async |cx: &Cx| {
        app.count("operations WHERE org_id = $1 AND state = 'waiting'", &[cx.org.as_str()]).await
    };
    let seen = async { while waits(&one).await == 0 {} };
    match select(Box::pin(app.engine.run_due()), Box::pin(seen)).await {
        Either::Left(_) => panic!("it came last"),
        Either::Right(((), still_working)) => drop(still_working),
    }
    let done = app.count("operations WHERE org_id = $1 AND state = 'done'", &[many.org.as_str()]).await;
    assert!(done < 100, "{done} of the others came first");
}

async fn of_one_organisation_the_oldest_comes_first(app: TestApp) {
    let (cx, later) = (owner(&app).await, owner(&app).await);
    let mut asked = Vec::new();
    for _ in 0..4 {
        app.clock.advance(Duration::from_secs(10));
        asked.push(make_agent(&cx).await);
    }
    // The last one waits longest, as if the others had been tried before.
    asked.rotate_right(1);
    app.execute("UPDATE operations SET next_attempt_at = 1 WHERE agent_id = $1", &[asked[0].as_str()]).await;
    make_agent(&later).await;
    let now = app.now();
    let mut tx = app.services.db.write_installation(Tests).await.unwrap().in_the_name_of(cx.org.clone());
    assert_eq!(queue::due(&mut tx, now).await.unwrap(), [cx.org.clone(), later.org.clone()]);
    for agent in asked {
        let next = queue::claim(&mut tx, "worker", now, now + 30_000).await.unwrap();
        assert_eq!(next.map(|operation| operation.subject), Some(SubjectId::Agent(agent)));
    }
    assert!(queue::claim(&mut tx, "worker", now, now + 30_000).await.unwrap().is_none());
    assert_eq!(queue::due(&mut tx, now).await.unwrap(), [later.org]);
    assert!(queue::due(&mut tx, 0).await.unwrap().is_empty(), "nothing is due yet");
}

#[tokio::test]
async fn lesson_76_slow_calls_of_one_leave_a_hand_for_the_others() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (slow, other) = (server.owner().await, server.owner().await);
    let org = app.text("SELECT org_id FROM sessions ORDER BY created_at, device_id LIMIT 1", &[]).await;
    slow.connect_vapi(VAPI_KEY).await;
    other.connect_vapi(OTHER_VAPI_KEY).await;
    let hold = lasting(SandboxProvider::Vapi, FaultKind::HoldBefore);
    app.sandbox.inject(&NewFault { scope: Some(VAPI_KEY.into()), ..hold }).await;
    for nth in 0..8 {
        slow.make_agent(&format!("Agent {nth}"), "Book.", "Hello").await;
    }
    app.sandbox.held().await;
    let agent = other.make_agent("Reception", "Book.", "Hello").await;
    let synced = |page: &serde_json::Value| page["agent"]["sync"] == SyncState::Synced.code();
    let _: serde_json::Value = other.until("read/Agent", &[("id", &agent)], synced).await;
    let given_up = "operations WHERE org_id = $1 AND state = 'retrying'";
    assert_eq!(app.count(given_up, &[&org]).await, 0, "before any of the slow calls was given up");
    let at_work = "operations WHERE org_id = $1 AND lease_owner IS NOT NULL";
    assert_eq!(app.count(at_work, &[&org]).await, 3, "of four hands");
    app.sandbox.clear().await;
    app.sandbox.release().await;
}

async fn promptly<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(4), what).await.expect("in time")
}

#[tokio::test]
async fn lesson_76_forty_writes_held_up_keep_no_other_page_waiting() {
    let app = TestApp::on(Database::Postgres).await;
    let server = app.serve().await;
    let (busy, other) = (server.owner().await, server.owner().await);
    let org: OrgId = app
        .text("SELECT org_id FROM sessions ORDER BY created_at, device_id LIMIT 1", &[])
        .await
        .parse()
        .unwrap();
    let elsewhere = app.another_node(5).await;
    let held = elsewhere.db.write(Tests, &org).await.unwrap();
    let tabs: Vec<_> = (0..40).map(|_| busy.tab()).collect();
    let writes = tabs.iter().enumerate().map(async |(nth, tab)| {
        let name = format!("Agent {nth}");
        let fields = [
            ("form[name]", name.as_str()),
            ("form[greeting]", "Hello"),
            ("form[speaks_first]", "agent"),
            ("form[instructions]", "Book."),
            ("form[language]", "en"),
            ("form[voice]", "vapi:Elliot"),
        ];
        tab.rpc("agents/create", &fields).await
    });
    let edit_conflict = async {
        let waiting = "pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while app.count(waiting, &[]).await == 0 {}
        for _ in 0..5 {
            let page = promptly(other.page("/dashboard/integrations")).await;
            assert_eq!(page.status, 200);
            assert_eq!(app.count(waiting, &[]).await, 1, "all but one wait without a connection");
        }
        assert_eq!(promptly(busy.page("/dashboard/agents")).await.status, 200, "whoever reads");
        drop(held);
    };
    let (answers, ()) = futures::join!(join_all(writes), edit_conflict);
    let made = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(app.count("agents WHERE org_id = $1", &[org.as_str()]).await, made);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        let problem = refused.problem();
        assert_eq!((problem.kind, problem.http_status()), (ProblemKind::Busy, 503));
    }
}

#[tokio::test]
async fn whoever_gets_no_lock_in_time_is_told_that_nothing_was_done() {
    let app = TestApp::on(Database::Postgres).await;
    let pool = app.services.db.postgres_pool().unwrap();
    let lock = "SET LOCAL lock_timeout = '10ms'; SELECT pg_advisory_xact_lock(1)";
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    first.execute(lock).await.unwrap();
    let error = second.execute(lock).await.unwrap_err();
    assert_eq!(Problem::from(error), Problem::new(ProblemKind::Busy).retry_after(2));

    let app = TestApp::on(Database::Sqlite).await;
    let held = app.services.db.write_installation(Tests).await.unwrap();
    let url = format!("sqlite://{}", app.folder().join("ava.db").display());
    let mut beside = SqliteConnection::connect(&url).await.unwrap();
    beside.execute("PRAGMA busy_timeout = 0").await.unwrap();
    let error = beside.execute("BEGIN IMMEDIATE").await.unwrap_err();
    assert_eq!(Problem::from(error).kind, ProblemKind::Busy);
    drop(held);
    assert_eq!(Problem::from(sqlx::Error::PoolTimedOut).http_status(), 503);
}

both_engines!(
    lesson_76_one_tenants_failing_key_is_no_outage_for_another,
    lesson_76_two_organisations_of_a_stranger_are_no_outage_for_another,
    lesson_76_three_thousand_operations_of_one_do_not_keep_anothers_waiting,
    of_one_organisation_the_oldest_comes_first,
);
