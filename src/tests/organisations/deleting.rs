//! How an organisation is deleted: asked for and taken back, carried out with receipts, and what is left.

use std::time::Duration;

use ava::{
    domain::{
        deletion::{DAYS, DeletionForm, DeletionState, Report, TenantDeletion},
        ids::OrgId,
        operation::OperationState,
        problem::{Field, Problem, ProblemKind, Rule},
        provider::Provider,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        audit,
        auth::founding,
        cx::{Cx, PlatformCx},
        deletion::{KEPT, TABLES, carry_out},
        lifecycle::{self, deletion},
        tenants::service,
    },
};
use serde_json::Value;

use crate::support::{
    accounts::connect_to,
    app::{Database, TestApp},
    both_engines,
    faults::lasting,
    killed::Killed,
    managed::{billed, bought},
    people::{account_fields, colleague, connect_vapi, import, make_agent, owner, ready, sign_up_form},
    sandbox::{NUMBER, SECOND_NUMBER},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn window() -> Duration {
    DAY * u32::try_from(DAYS).unwrap()
}

async fn named(app: &TestApp, org: &OrgId) -> DeletionForm {
    DeletionForm { org_name: app.text("SELECT name FROM orgs WHERE id = $1", &[org.as_str()]).await }
}

async fn ask(app: &TestApp, cx: &Cx) {
    deletion::ask(cx, &named(app, &cx.org).await).await.unwrap();
}

async fn platform(app: &TestApp) -> PlatformCx {
    let admin = owner(app).await.user;
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[admin.as_str()]).await;
    PlatformCx::of(app.services.clone(), admin)
}

/// Goes on with what is due as a process does by itself; returns how many deletions have ended.
async fn goes_on(app: &TestApp) -> usize {
    let mut ended = 0;
    for _ in 0..4 {
        ended += carry_out(&app.services).await.unwrap();
        app.settle().await;
    }
    ended
}

async fn stands(app: &TestApp, org: &OrgId) -> Option<TenantDeletion> {
    let mut tx = app.services.db.read(org).await.unwrap();
    deletion::view(&mut tx).await.unwrap()
}

/// The tables that have rows of organisations, by the schema.
async fn owned_tables(app: &TestApp) -> Vec<String> {
    let sql = match app.database {
        Database::Sqlite => {
            "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name = 'org_id' ORDER BY t.name"
        }
        Database::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1"
        }
    };
    app.texts(sql, &[]).await
}

/// The rows of an organisation, by table.
async fn rows(app: &TestApp, org: &OrgId) -> Vec<(String, usize)> {
    let mut rows = Vec::new();
    for table in owned_tables(app).await {
        let count = app.count(&format!("{table} WHERE org_id = $1"), &[org.as_str()]).await;
        rows.push((table, count));
    }
    rows
}

/// A table that gets rows of organisations needs its line in `tables!`, or a reason to stay.
async fn every_table_is_emptied_or_kept(app: TestApp) {
    let of_keyring = "org_keys";
    for table in owned_tables(&app).await {
        let emptied = TABLES.iter().filter(|(emptied, _)| *emptied == table).count();
        let kept = KEPT.iter().filter(|kept| **kept == table).count();
        assert_eq!(emptied + kept + usize::from(table == of_keyring), 1, "{table}");
    }
    for (table, _) in TABLES {
        assert!(owned_tables(&app).await.iter().any(|owned| owned == table), "there is no {table}");
    }
}

async fn everything_is_taken_back_deleted_and_reported(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    bought(&app, &cx, 0).await;
    for provider in [Provider::Openai, Provider::Smtp, Provider::GoogleCalendar] {
        connect_to(&cx, provider).await.unwrap();
    }
    colleague(&app, &cx, Role::Viewer).await;
    app.settle().await;
    let other = owner(&app).await;
    connect_vapi(&other).await;
    make_agent(&other).await;
    app.settle().await;
    // More than goes in one share.
    for org in [&cx.org, &other.org] {
        let answers = "WITH RECURSIVE numbers (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM numbers WHERE nth < 2500)
             INSERT INTO tool_answers (org_id, tool_call_id, answer, at)
             SELECT $1, CAST(nth AS TEXT), '', 0 FROM numbers";
        app.execute(answers, &[org.as_str()]).await;
    }
    let theirs = rows(&app, &other.org).await;
    let keys = app.texts("SELECT id FROM org_keys WHERE org_id = $1", &[cx.org.as_str()]).await;
    assert!(!keys.is_empty());

    let decided = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'agents', 3)";
    app.execute(decided, &[cx.org.as_str()]).await;
    ask(&app, &cx).await;
    app.clock.advance(window());
    assert_eq!(goes_on(&app).await, 1);

    let snapshot = app.sandbox.snapshot().await;
    assert!(billed(&snapshot).is_empty(), "managed numbers are released");
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    assert_eq!(app.sandbox.assistants().await.len(), 1, "that of the other organisation");
    for (table, count) in rows(&app, &cx.org).await {
        assert!(count == 0 || KEPT.contains(&&*table), "{table} has {count} rows");
    }
    assert_eq!(rows(&app, &other.org).await, theirs, "nothing of another organisation is touched");
    let tombstone = "orgs WHERE id = $1 AND name = '' AND made_by IS NULL";
    assert_eq!(app.count(tombstone, &[cx.org.as_str()]).await, 1);
    assert_eq!(app.count("users WHERE id = $1", &[cx.user.as_str()]).await, 1, "people keep their account");
    assert!(audit::verify(&app.services, None).await.unwrap().broken.is_empty());
    let last = "SELECT action FROM audit_log WHERE org_id = $1 ORDER BY seq DESC LIMIT 1";
    assert_eq!(app.text(last, &[cx.org.as_str()]).await, "org_deleted");

    let next = founding::found(&app.services, &cx.user, "Next Clinic").await.unwrap();
    let inherited = "org_quotas WHERE org_id = $1 AND quota = 'agents' AND most = 3";
    assert_eq!(
        app.count(inherited, &[next.as_str()]).await,
        1,
        "nobody gets around what the operator decided"
    );

    for node in [app.services.clone(), app.another_node(5).await] {
        let mut tx = node.db.read(&cx.org).await.unwrap();
        for key in &keys {
            assert!(node.keyring.find(&mut tx, Some(key)).await.is_err(), "nothing opens a secret any more");
        }
    }
    let Some(TenantDeletion { deletion, report: Some(report), .. }) = stands(&app, &cx.org).await else {
        panic!("there is no report")
    };
    assert_eq!(deletion.state, DeletionState::Done);
    let Report { people, removed, left } = report;
    assert_eq!((people, left), (2, Vec::new()));
    for provider in [Provider::Vapi, Provider::Twilio, Provider::GoogleCalendar] {
        assert!(removed.iter().any(|removed| removed.provider == provider), "{provider:?}: {removed:?}");
    }
    let stored = app.text("SELECT report FROM deletions WHERE org_id = $1", &[cx.org.as_str()]).await;
    assert!(!stored.contains('@'), "no person's data: {stored}");
    assert_eq!(goes_on(&app).await, 0, "it ends once");
}

async fn it_rests_and_goes_on_once_it_is_taken_back(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let browser = server.visitor();
    browser.sign_up(&form).await;
    let delete = async |name: &str| browser.rpc("team/delete", &[("form[org_name]", name)]).await;
    let refused = delete("Another clinic").await.problem();
    assert_eq!(
        (refused.kind, refused.field),
        (ProblemKind::Invalid(Rule::OtherOrgName), Some(Field::OrgName))
    );
    assert_eq!(app.count("deletions", &[]).await, 0);
    assert_eq!(delete(&form.org_name).await.status, 200);

    let page = browser.page("/dashboard/agents").await;
    assert!(page.status == 403 && page.body.contains("is to be deleted"), "{}", page.body);
    assert!(page.body.contains("Take the deletion back"), "an owner is offered it: {}", page.body);
    assert_eq!(browser.page("/events").await.status, 204, "no live stream");
    let kind = browser.rpc("team/rename", &[("form[org_name]", "Mine")]).await.problem().kind;
    assert_eq!(kind, ProblemKind::Suspended);
    let again = server.visitor();
    assert_eq!(again.rpc("log_in", &account_fields(&form)[2..]).await.status, 200, "people sign in");
    assert!(again.page("/dashboard/integrations").await.body.contains("is to be deleted"), "and are told");

    assert_eq!(browser.rpc("team/keep", &[]).await.status, 200);
    assert_eq!(browser.page("/dashboard/agents").await.status, 200);
    let of = async |action: &str| app.count("audit_log WHERE action = $1", &[action]).await;
    assert_eq!((of("deletion_asked").await, of("deletion_taken_back").await), (1, 1));
    let viewer = browser.ask::<Value>("read/Account", &[]).await["viewer"].take();
    assert_eq!(viewer["org_name"].as_str(), Some(&*form.org_name));
    app.clock.advance(window() * 2);
    assert_eq!(goes_on(&app).await, 0);
}

async fn it_can_be_taken_back_until_a_second_before_its_time(app: TestApp) {
    let cx = owner(&app).await;
    ask(&app, &cx).await;
    app.clock.advance(window() - Duration::from_secs(1));
    assert_eq!(carry_out(&app.services).await.unwrap(), 0);
    deletion::take_back(&cx).await.unwrap();
    assert_eq!(stands(&app, &cx.org).await, None);

    ask(&app, &cx).await;
    app.clock.advance(window());
    let late = deletion::take_back(&cx).await.unwrap_err();
    assert_eq!(late, Problem::from(ProblemKind::DeletionBegun), "also before a process has noticed");
    assert_eq!(goes_on(&app).await, 1);
    assert_eq!(deletion::take_back(&cx).await.unwrap_err().kind, ProblemKind::Forbidden, "nobody is in it");
}

async fn a_suspension_outlasts_it_and_its_time_is_counted_once(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::ServerError)).await;
    make_agent(&cx).await;
    app.run_due().await;
    let until = async || app.text("SELECT CAST(MAX(retry_until) AS TEXT) FROM operations", &[]).await;
    let before: i64 = until().await.parse().unwrap();
    let began = app.now();
    lifecycle::suspend_named(&app.services, cx.org.as_str(), "Unpaid").await.unwrap().unwrap();
    app.clock.advance(DAY);
    ask(&app, &cx).await;
    app.clock.advance(DAY);
    deletion::take_back(&cx).await.unwrap();
    assert_eq!(app.run_due().await, 0, "it is still suspended");
    lifecycle::resume_named(&app.services, cx.org.as_str()).await.unwrap().unwrap();
    let after: i64 = until().await.parse().unwrap();
    assert_eq!(after - before, app.now() - began);
}

async fn what_is_under_way_is_stopped_or_ends_first(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    import(&cx, SECOND_NUMBER).await;
    app.run_due().await;
    assert!(app.count("operations WHERE state = 'retrying'", &[]).await > 0);
    ask(&app, &cx).await;
    app.clock.advance(window());
    assert_eq!(carry_out(&app.services).await.unwrap(), 0);
    app.sandbox.clear().await;
    assert_eq!(goes_on(&app).await, 1);
    assert!(app.sandbox.assistants().await.is_empty());
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
}

async fn while_a_provider_is_down_it_waits_until_an_admin_forces_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let admin = platform(&app).await;
    ask(&app, &cx).await;
    app.clock.advance(window());
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let early = service::force(&admin, &cx.org).await.unwrap_err();
    assert_eq!(early.kind, ProblemKind::Stale, "it has not begun");
    assert_eq!(carry_out(&app.services).await.unwrap(), 0);
    app.run_due().await;
    app.clock.advance(DAY * 4);
    app.run_due().await;
    assert_eq!(carry_out(&app.services).await.unwrap(), 0);
    let view = service::tenant(&admin, cx.org.clone()).await.unwrap();
    assert_eq!(view.deletion.unwrap().deletion.state, DeletionState::Running);
    let waits = &view.operations.rows;
    assert!(waits.iter().any(|operation| operation.state == OperationState::NeedsAttention), "{waits:?}");

    service::force(&admin, &cx.org).await.unwrap();
    service::force(&admin, &cx.org).await.unwrap();
    assert_eq!(goes_on(&app).await, 1);
    let Some(TenantDeletion { forced: true, report: Some(report), .. }) = stands(&app, &cx.org).await else {
        panic!("there is no report")
    };
    let at_vapi = report.left.iter().filter(|left| left.provider == Provider::Vapi);
    assert!(at_vapi.count() >= 2, "the number and the assistant: {:?}", report.left);
    assert_eq!(app.count("operations WHERE org_id = $1", &[cx.org.as_str()]).await, 0);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
    let forced = "audit_log WHERE org_id = $1 AND action = 'deletion_forced'";
    assert_eq!(app.count(forced, &[cx.org.as_str()]).await, 1);
}

/// Any node goes on where another has died, at whatever step.
async fn another_node_goes_on(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    ask(&app, &cx).await;
    app.clock.advance(window());
    for call in 0..6 {
        app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
        let node = app.another_node(20 + call).await;
        assert_eq!(carry_out(&node).await.unwrap(), 0);
        app.run_due().await;
        app.sandbox.clear().await;
    }
    app.settle().await;
    let node = app.another_node(40).await;
    let (one, two) = futures::join!(carry_out(&node), carry_out(&app.services));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "of two nodes, one ends it");
    let ended = "audit_log WHERE org_id = $1 AND action = 'org_deleted'";
    assert_eq!(app.count(ended, &[cx.org.as_str()]).await, 1);
}

async fn of_two_admins_at_once_one_is_written_down(app: TestApp) {
    let tenant = owner(&app).await;
    let one = platform(&app).await;
    let two = PlatformCx { services: app.another_node(5).await, ..platform(&app).await };
    let form = named(&app, &tenant.org).await;
    let of = async |action: &str| app.count("audit_log WHERE action = $1", &[action]).await;
    for times in 1..=3 {
        let (first, second) = futures::join!(
            service::delete(&one, &tenant.org, &form),
            service::delete(&two, &tenant.org, &form)
        );
        first.unwrap();
        second.unwrap();
        assert_eq!((app.count("deletions", &[]).await, of("deletion_asked").await), (1, times));
        let (first, second) =
            futures::join!(service::keep(&one, &tenant.org), service::keep(&two, &tenant.org));
        first.unwrap();
        second.unwrap();
        assert_eq!((app.count("deletions", &[]).await, of("deletion_taken_back").await), (0, times));
    }
}

async fn who_may_not_asks_in_vain(app: TestApp) {
    let cx = owner(&app).await;
    let form = named(&app, &cx.org).await;
    for role in [Role::Viewer, Role::Member, Role::Admin] {
        let other = colleague(&app, &cx, role).await;
        let as_owner = Cx { role: Role::Owner, ..other };
        let refused = deletion::ask(&as_owner, &form).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden, "{role:?}, whatever the request was let in as");
    }
    let blank = DeletionForm { org_name: " ".into() };
    assert_eq!(
        deletion::ask(&cx, &blank).await.unwrap_err(),
        Problem::invalid(Field::OrgName, Rule::Required)
    );
    assert_eq!(app.count("deletions", &[]).await, 0);
    ask(&app, &cx).await;
    let admin = colleague(&app, &cx, Role::Admin).await;
    assert_eq!(deletion::take_back(&admin).await.unwrap_err().kind, ProblemKind::Forbidden);
}

async fn of_a_deleted_tenant_the_report_is_left_and_nothing_is_decided(app: TestApp) {
    let tenant = owner(&app).await;
    let admin = platform(&app).await;
    service::delete(&admin, &tenant.org, &named(&app, &tenant.org).await).await.unwrap();
    app.clock.advance(window());
    assert_eq!(goes_on(&app).await, 1);
    let view = service::tenant(&admin, tenant.org.clone()).await.unwrap();
    assert!(view.deletion.unwrap().report.is_some() && view.people.rows.is_empty());
    let gone = service::resume(&admin, &tenant.org).await.unwrap_err();
    assert_eq!(gone.kind, ProblemKind::NotFound);
    let suspended = lifecycle::suspend_named(&app.services, tenant.org.as_str(), "Unpaid").await.unwrap();
    assert_eq!(suspended, None);
    // By whoever has looked for it before it was gone.
    let late = lifecycle::suspend(tenant.begin().await.unwrap(), "Unpaid").await.unwrap_err();
    assert_eq!((late.kind, app.count("suspensions", &[]).await), (ProblemKind::NotFound, 0));
    assert_eq!(app.count("audit_log WHERE action = 'tenant_deleted'", &[]).await, 1, "in the platform's log");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_deleted() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, ..) = ready(&app).await;
    ask(&app, &cx).await;
    app.clock.advance(window());
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON audit_log WHEN NEW.action = 'org_deleted'
                  BEGIN SELECT RAISE(ABORT, 'refused'); END";
    app.execute(refuse, &[]).await;
    assert_eq!(goes_on(&app).await, 0);
    assert_eq!(app.count("agents WHERE org_id = $1", &[cx.org.as_str()]).await, 1, "all or nothing");
    assert!(app.count("org_keys WHERE org_id = $1", &[cx.org.as_str()]).await > 0);
    app.execute("DROP TRIGGER refuse", &[]).await;
    assert_eq!(goes_on(&app).await, 1);
}

/// The process is killed at calls of each kind, before and after they have taken effect.
#[tokio::test]
async fn a_process_that_is_killed_goes_on_at_the_next_start() {
    const OPEN: &str =
        "operations WHERE state IN ('queued', 'running', 'retrying', 'waiting', 'needs_attention')";
    let mut killed = Killed::with_agent_and_twilio().await;
    let import = killed.browser.import(NUMBER).await;
    killed.imported(&import, "before the deletion").await;
    let name: String = killed
        .one("SELECT name FROM orgs WHERE id = (SELECT MIN(org_id) FROM org_credentials)".to_owned())
        .await;
    let asked = killed.browser.rpc("team/delete", &[("form[org_name]", &*name)]).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    killed.tamper("UPDATE deletions SET due_at = 0".to_owned()).await;
    let next = |kind| NewFault {
        method: Some("DELETE".to_owned()),
        ..NewFault::next_call(SandboxProvider::Vapi, kind)
    };
    killed.sandbox.inject(&next(FaultKind::HoldBefore)).await;
    killed = killed.kill().await;
    // Before the process is killed, so that the next one cannot be faster than its fault.
    killed.sandbox.held().await;
    killed.sandbox.inject(&next(FaultKind::HoldAfter)).await;
    killed = killed.kill().await;
    killed = killed.kill_while_held().await;
    while killed.count(OPEN).await > 0 || killed.count("org_credentials").await > 0 {
        tokio::task::yield_now().await;
    }
    killed = killed.kill().await;
    while killed.count("deletions WHERE state = 'done'").await == 0 {
        tokio::task::yield_now().await;
    }
    assert!(killed.sandbox.assistants().await.is_empty());
    assert!(killed.sandbox.at_vapi(NUMBER).await.is_empty());
    assert!(killed.sandbox.keys().await.is_empty());
    assert_eq!(killed.count("org_keys").await + killed.count("operation_escrow").await, 0);
    killed.assert_log_clean();
}

#[tokio::test]
async fn owners_are_told_in_their_language_before_and_after() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let second = colleague(&app, &cx, Role::Owner).await;
        colleague(&app, &cx, Role::Admin).await;
        app.execute("UPDATE users SET locale = 'fr' WHERE id = $1", &[second.user.as_str()]).await;
        ask(&app, &cx).await;
        carry_out(&app.services).await.unwrap();
        let subjects = async || {
            let mails = app.sandbox.snapshot().await.mails;
            mails.into_iter().map(|mail| mail.subject).collect::<Vec<String>>()
        };
        let asked = subjects().await;
        assert_eq!(asked.len(), 2, "owners, and nobody else: {asked:?}");
        for end in ["is to be deleted", "va être supprimée"] {
            assert!(asked.iter().any(|subject| subject.ends_with(end)), "{end}: {asked:?}");
        }
        app.clock.advance(window());
        assert_eq!(goes_on(&app).await, 1);
        let all = subjects().await;
        assert_eq!(all.len(), 4, "{all:?}");
        for end in ["is deleted", "est supprimée"] {
            assert!(all.iter().any(|subject| subject.ends_with(end)), "{end}: {all:?}");
        }
        assert_eq!(app.count("deletion_mails", &[]).await, 0, "nothing of them is kept");
    }
}

both_engines!(
    every_table_is_emptied_or_kept,
    everything_is_taken_back_deleted_and_reported,
    it_rests_and_goes_on_once_it_is_taken_back,
    it_can_be_taken_back_until_a_second_before_its_time,
    a_suspension_outlasts_it_and_its_time_is_counted_once,
    what_is_under_way_is_stopped_or_ends_first,
    while_a_provider_is_down_it_waits_until_an_admin_forces_it,
    another_node_goes_on,
    of_two_admins_at_once_one_is_written_down,
    who_may_not_asks_in_vain,
    of_a_deleted_tenant_the_report_is_left_and_nothing_is_decided,
);
