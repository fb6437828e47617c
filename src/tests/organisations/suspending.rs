//! What rests of an organisation while it is suspended, and how it goes on.

use std::time::Duration;

use ava::{
    domain::{
        appointment::{BookingSettingsForm, ServiceForm},
        operation::{OperationKind, OperationState},
        problem::{Field, Problem, ProblemKind, Rule},
        provider::Provider,
        role::Role,
        sandbox::{FaultKind, SandboxProvider},
        suspension::MAX_REASON,
        webhook::{EventKind, WebhookForm},
    },
    server::{
        agents,
        application::{OfSuspended, Work},
        appointments::{mails, settings},
        audit::Actor,
        calendars, calls, contacts,
        cx::{Cx, Draft},
        invitations, lifecycle,
        notifications::{delivery, expiry},
        numbers::{drift, managed::exposure},
        readiness::{self, watch::Watch},
        webhooks,
    },
};
use serde_json::Value;

use crate::support::{
    accounts::connect_to,
    app::{Database, TestApp},
    both_engines,
    faults::lasting,
    people::{
        account_fields, colleague, connect_twilio, connect_vapi, latest, make_agent, owner, sign_up_form,
    },
};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

async fn suspend(app: &TestApp, cx: &Cx, reason: &str) -> Result<(), Problem> {
    lifecycle::suspend(Draft::begin(&app.services, &cx.org, Actor::Operator).await.unwrap(), reason).await
}

async fn resume(app: &TestApp, cx: &Cx) -> bool {
    let draft = Draft::begin(&app.services, &cx.org, Actor::Operator).await.unwrap();
    lifecycle::resume(draft).await.unwrap()
}

fn passes(app: &TestApp, secs: u64) {
    app.clock.advance(Duration::from_secs(secs));
}

/// Has something of the work be due for an organisation.
async fn becomes_due(app: &TestApp, cx: &Cx, work: Work) {
    match work {
        Work::Operations => {
            connect_vapi(cx).await;
            make_agent(cx).await;
        }
        Work::KeyChecks => {
            connect_vapi(cx).await;
            passes(app, HOUR);
        }
        Work::Comparisons => {
            connect_vapi(cx).await;
            connect_twilio(cx).await;
            passes(app, 2 * HOUR);
        }
        Work::TokenRenewals => {
            let sql = "INSERT INTO managed_orgs (org_id, exposed) VALUES ($1, TRUE)";
            app.execute(sql, &[cx.org.as_str()]).await;
        }
        Work::Warnings => {
            connect_vapi(cx).await;
            passes(app, 352 * DAY);
        }
        Work::Invitations => {
            let sql =
                "INSERT INTO invitations (id, org_id, email, role, invited_by, made_at, expires_at, untold)
                       SELECT $1, $2, email, 'member', id, 0, 0, TRUE FROM users WHERE id = $3";
            app.execute(sql, &[&app.services.random.uuid(), cx.org.as_str(), cx.user.as_str()]).await;
        }
        Work::AlertMails => {
            let id = app.services.random.uuid();
            let sql = "INSERT INTO notifications (id, org_id, kind, subject, about, at)
                       VALUES ($1, $2, 'card_broken', 'vapi', '{\"service\":{\"provider\":\"vapi\"}}', 0)";
            app.execute(sql, &[&id, cx.org.as_str()]).await;
            let sql = "INSERT INTO notifications_people (notification_id, org_id, user_id, mail, mail_at)
                       VALUES ($1, $2, $3, 'due', 0)";
            app.execute(sql, &[&id, cx.org.as_str(), cx.user.as_str()]).await;
        }
        Work::Calendars => {
            let [zone, monday, lead_hours, days_ahead] = ["UTC", "9-17", "0", "30"].map(str::to_owned);
            let form = BookingSettingsForm { zone, monday, lead_hours, days_ahead, ..Default::default() };
            settings::save(cx, &form).await.unwrap();
            let [name, minutes] = ["Tea", "30"].map(str::to_owned);
            settings::add_service(cx, &ServiceForm { name, minutes, ..Default::default() }).await.unwrap();
            connect_to(cx, Provider::GoogleCalendar).await.unwrap();
            app.settle().await;
            passes(app, HOUR);
        }
        Work::CustomerMails => {
            connect_to(cx, Provider::Smtp).await.unwrap();
            let [zone, mails, lead_hours, days_ahead] = ["UTC", "en", "0", "30"].map(str::to_owned);
            let form = BookingSettingsForm { zone, mails, lead_hours, days_ahead, ..Default::default() };
            settings::save(cx, &form).await.unwrap();
            let id = app.services.random.uuid();
            let sql = "INSERT INTO appointments (id, org_id, service, starts_at, ends_at, free_at, customer,
                                                 email, created_at, updated_at)
                       VALUES ($1, $2, 'Tea', 9999999600000, 9999999900000, 9999999900000, 'Ana',
                               'ana@home.example', 0, 0)";
            app.execute(sql, &[&id, cx.org.as_str()]).await;
            let sql = "INSERT INTO booking_mails (org_id, appointment_id, state) VALUES ($1, $2, 'due')";
            app.execute(sql, &[cx.org.as_str(), &id]).await;
        }
        Work::NumberWatch => {
            let sql = "INSERT INTO phone_numbers (id, org_id, e164, source, state, sms_enabled, created_at, updated_at)
                       VALUES ($1, $2, $3, 'byo', 'ready', FALSE, 0, 0)";
            let id = app.services.random.uuid();
            let e164 = format!("+141555501{:02}", app.count("phone_numbers", &[]).await);
            app.execute(sql, &[&id, cx.org.as_str(), &e164]).await;
        }
        Work::Webhooks => {
            // Nobody listens there: a test is tried once.
            let form = WebhookForm::of("http://127.0.0.1:9/", "", &[EventKind::CallEnded]);
            let made = webhooks::service::create(cx, &form).await.unwrap();
            webhooks::service::test(cx, &made.id).await.unwrap();
        }
        Work::CallEvents => {
            let sql = "INSERT INTO call_events (id, org_id, kind, digest, payload, received_at)
                       VALUES ($1, $2, 'hang', $1, '{}', 0)";
            app.execute(sql, &[&app.services.random.uuid(), cx.org.as_str()]).await;
        }
        Work::CallRetention => {
            let sql = "INSERT INTO calls (id, org_id, vapi_call_id, begun_at, updated_at) VALUES ($1, $2, $1, 0, 0)";
            app.execute(sql, &[&app.services.random.uuid(), cx.org.as_str()]).await;
            let sql = "INSERT INTO call_retention (org_id, call_days, saved_at) VALUES ($1, 1, 0)";
            app.execute(sql, &[cx.org.as_str()]).await;
        }
        Work::EarlierCalls => {
            let sql = "INSERT INTO calls (id, org_id, vapi_call_id, caller, begun_at, updated_at)
                       VALUES ($1, $2, $1, '+14155550199', 0, 0)";
            app.execute(sql, &[&app.services.random.uuid(), cx.org.as_str()]).await;
        }
        Work::ContactScores => {
            let sql = "INSERT INTO contacts (id, org_id, name, created_at, updated_at)
                       VALUES ($1, $2, 'Ana', 0, 0)";
            app.execute(sql, &[&app.services.random.uuid(), cx.org.as_str()]).await;
        }
        Work::ContactImports => {
            let id = app.services.random.uuid();
            let sql = "INSERT INTO contact_imports (id, org_id, state, file, made_at)
                       VALUES ($1, $2, 'running', '', 0)";
            app.execute(sql, &[&id, cx.org.as_str()]).await;
            let sql = "INSERT INTO contact_imports_rows (org_id, import_id, row_nr, name)
                       VALUES ($2, $1, 1, 'Ana')";
            app.execute(sql, &[&id, cx.org.as_str()]).await;
        }
        Work::CallLists | Work::AssistantHooks => {
            connect_vapi(cx).await;
            make_agent(cx).await;
            app.settle().await;
            let never = "UPDATE agents SET hook_state = NULL WHERE org_id = $1";
            app.execute(never, &[cx.org.as_str()]).await;
        }
        Work::WayIn => {
            connect_vapi(cx).await;
            make_agent(cx).await;
            app.settle().await;
        }
        Work::LiveStreams
        | Work::LinkMails
        | Work::AuditHeads
        | Work::AuditRetention
        | Work::TenantFigures
        | Work::Heartbeat
        | Work::Visits
        | Work::Deletions
        | Work::Housekeeping => unreachable!("{work:?} is of no organisation"),
    }
}

/// Does the work as a process does it by itself; returns how much was done.
async fn done(app: &TestApp, work: Work) -> usize {
    match work {
        Work::Operations => app.run_due().await,
        Work::KeyChecks => app.check_keys().await,
        Work::Comparisons => drift::enqueue_due(&app.services).await.unwrap(),
        Work::TokenRenewals => exposure::enqueue_exposed(&app.services).await.unwrap(),
        Work::Warnings => expiry::warn(&app.services).await.unwrap(),
        Work::Invitations => invitations::notify::notify_due(&app.services).await.unwrap(),
        Work::AlertMails => delivery::send_due(&app.services).await.unwrap(),
        Work::Calendars => calendars::enqueue_due(&app.services).await.unwrap(),
        Work::CustomerMails => mails::delivery::send_due(&app.services).await.unwrap(),
        Work::NumberWatch => {
            let mut watch = Watch::new(&app.services, "node", work.code());
            assert_eq!(watch.round().await.unwrap(), 0, "it may be for a moment");
            watch.round().await.unwrap()
        }
        Work::Webhooks => webhooks::sending::send_due(&app.services).await.unwrap(),
        Work::CallEvents => calls::events::apply_due(&app.services).await.unwrap(),
        Work::EarlierCalls => calls::contact_backfill::find_contacts(&app.services).await.unwrap(),
        Work::ContactScores => contacts::due::scores(&app.services).await.unwrap(),
        Work::ContactImports => contacts::due::imports(&app.services).await.unwrap(),
        Work::CallLists => calls::backfill::read_due(&app.services, 0).await.unwrap(),
        Work::CallRetention => calls::retention::sweep(&app.services).await.unwrap(),
        Work::AssistantHooks => agents::event_address::enqueue_due(&app.services).await.unwrap(),
        Work::WayIn => agents::event_address::check_due(&app.services).await.unwrap(),
        other => unreachable!("{other:?} is of no organisation"),
    }
}

/// A new work is a row, and a row that rests needs its arms above.
#[tokio::test]
async fn lesson_47_all_background_work_of_a_suspended_organisation_rests_and_goes_on() {
    for database in [Database::Sqlite, Database::Postgres] {
        for work in Work::ALL.into_iter().filter(|work| work.of_suspended() == OfSuspended::Rests) {
            let app = TestApp::with_mailbox(database).await;
            let cx = owner(&app).await;
            becomes_due(&app, &cx, work).await;
            suspend(&app, &cx, "Unpaid").await.unwrap();
            assert_eq!(done(&app, work).await, 0, "{work:?} rests");
            let other = owner(&app).await;
            becomes_due(&app, &other, work).await;
            assert_eq!(done(&app, work).await, 1, "{work:?} of others goes on");
            assert!(resume(&app, &cx).await);
            assert_eq!(done(&app, work).await, 1, "{work:?} goes on");
        }
    }
}

/// Has every table refuse what is written for the organisation.
async fn refuse_writes(app: &TestApp, cx: &Cx) {
    let tables = app
        .texts(
            "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND c.name = 'org_id'",
            &[],
        )
        .await;
    for table in tables {
        for (write, row) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
            let refuse = format!(
                "CREATE TRIGGER refuse_{table}_{write} BEFORE {write} ON {table} WHEN {row}.org_id = '{}'
                 BEGIN SELECT RAISE(ABORT, 'refused'); END",
                cx.org
            );
            app.execute(&refuse, &[]).await;
        }
    }
}

#[tokio::test]
async fn what_fails_for_one_organisation_holds_up_no_other() {
    for work in Work::ALL.into_iter().filter(|work| work.of_suspended() == OfSuspended::Rests) {
        // Workers claim across organisations, and of what asks others all that is begun with is counted.
        if matches!(work, Work::Operations | Work::KeyChecks | Work::CallLists | Work::WayIn) {
            continue;
        }
        let app = TestApp::with_mailbox(Database::Sqlite).await;
        let (cx, other) = (owner(&app).await, owner(&app).await);
        becomes_due(&app, &cx, work).await;
        becomes_due(&app, &other, work).await;
        refuse_writes(&app, &cx).await;
        assert_eq!(done(&app, work).await, 1, "{work:?}");
    }
}

async fn the_time_in_which_an_operation_is_tried_does_not_count_the_suspension(app: TestApp) {
    let cx = owner(&app).await;
    connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::ServerError)).await;
    make_agent(&cx).await;
    app.run_due().await;
    let before = latest(&cx, OperationKind::SyncAgent).await;
    assert_eq!(before.state, OperationState::Retrying);
    suspend(&app, &cx, "Unpaid").await.unwrap();
    passes(&app, 30 * DAY);
    assert_eq!(app.run_due().await, 0);
    assert!(resume(&app, &cx).await);
    app.run_due().await;
    let tried = latest(&cx, OperationKind::SyncAgent).await;
    assert_eq!(tried.state, OperationState::Retrying, "its day is not over");
    assert!(tried.tries_until.unwrap() >= before.tries_until.unwrap() + 30 * 86_400_000);
    app.sandbox.clear().await;
    app.settle().await;
    assert_eq!(latest(&cx, OperationKind::SyncAgent).await.state, OperationState::Done);
}

async fn two_admins_who_suspend_and_resume_at_once_are_in_one_order(app: TestApp) {
    let cx = owner(&app).await;
    let node = app.another_node(11).await;
    let org = &cx.org;
    for _ in 0..4 {
        let there = async {
            lifecycle::resume(Draft::begin(&node, org, Actor::Operator).await.unwrap()).await.unwrap()
        };
        let (suspended, resumed) = futures::join!(suspend(&app, &cx, "Unpaid"), there);
        suspended.unwrap();
        let is_suspended = app.count("suspensions WHERE org_id = $1", &[org.as_str()]).await == 1;
        let entries =
            "SELECT action FROM audit_log WHERE org_id = $1 AND action IN ('org_suspended', 'org_resumed')
                       ORDER BY seq DESC LIMIT 1";
        let last = app.text(entries, &[org.as_str()]).await;
        assert_eq!(last == "org_suspended", is_suspended, "what was last, holds");
        assert_eq!(resumed, !is_suspended);
        if is_suspended {
            assert!(resume(&app, &cx).await);
        }
    }
    assert!(!resume(&app, &cx).await, "nothing to resume, and no entry");
    let count = async |action: &str| app.count("audit_log WHERE action = $1", &[action]).await;
    assert_eq!((count("org_suspended").await, count("org_resumed").await), (4, 4));
}

async fn another_reason_keeps_the_beginning_and_a_bad_one_changes_nothing(app: TestApp) {
    let cx = owner(&app).await;
    for (reason, rule) in
        [("", Rule::Required), (" \u{200b} ", Rule::Required), (&*"x".repeat(301), Rule::TooLong(MAX_REASON))]
    {
        assert_eq!(suspend(&app, &cx, reason).await.unwrap_err(), Problem::invalid(Field::Reason, rule));
    }
    assert_eq!(app.count("suspensions", &[]).await, 0);
    suspend(&app, &cx, "Unpaid").await.unwrap();
    let began = app.now();
    passes(&app, HOUR);
    suspend(&app, &cx, "Unpaid, and no answer").await.unwrap();
    let row = app.text("SELECT reason || ' ' || CAST(since AS TEXT) FROM suspensions", &[]).await;
    assert_eq!(row, format!("Unpaid, and no answer {began}"));
}

async fn lesson_48_other_organisations_of_the_person_stay_open(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let browser = server.visitor();
    browser.sign_up(&form).await;
    let view: Value = browser.ask("read/Account", &[]).await;
    let (first, user) = (&view["viewer"]["org"], &view["viewer"]["user"]);
    let first = first.as_str().unwrap();
    lifecycle::suspend_named(&app.services, first, "Unpaid").await.unwrap().unwrap();
    let fields = account_fields(&form);
    let again = server.visitor();
    assert_eq!(again.rpc("log_in", &fields[2..]).await.status, 200, "people sign in");
    let page = again.page("/dashboard/integrations").await;
    assert!(page.status == 403 && page.body.contains("Unpaid"), "and are told: {}", page.body);
    assert_eq!(again.page("/dashboard/account").await.status, 200);

    let other = owner(&app).await;
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, 'admin', 1)",
        &[other.org.as_str(), user.as_str().unwrap()],
    )
    .await;
    assert_eq!(again.page("/dashboard/organisations").await.status, 200);
    assert_eq!(again.rpc("team/enter", &[("to", other.org.as_str())]).await.status, 200);
    assert_eq!(again.page("/dashboard/integrations").await.status, 200);
    let third = server.visitor();
    third.rpc("log_in", &fields[2..]).await;
    assert_eq!(third.page("/dashboard/integrations").await.status, 200, "a sign-in leads to what is open");
}

async fn programs_are_told_as_well(app: TestApp) {
    let cx = owner(&app).await;
    colleague(&app, &cx, Role::Admin).await;
    readiness::monitoring::make(&cx).await.unwrap();
    let mut tx = cx.read().await.unwrap();
    let address = readiness::monitoring::view(&cx, &mut tx).await.unwrap().unwrap().address.unwrap();
    drop(tx);
    let opens = address.rsplit('/').next().unwrap().to_owned();
    let report =
        async |opens: &str| readiness::monitoring::report(&app.services, cx.org.as_str(), opens).await;
    suspend(&app, &cx, "Unpaid").await.unwrap();
    assert_eq!(report(&opens).await.err().unwrap().kind, ProblemKind::Suspended);
    assert_eq!(report("another").await.err().unwrap().kind, ProblemKind::NotFound);
    resume(&app, &cx).await;
    report(&opens).await.unwrap();
}

both_engines!(
    the_time_in_which_an_operation_is_tried_does_not_count_the_suspension,
    two_admins_who_suspend_and_resume_at_once_are_in_one_order,
    another_reason_keeps_the_beginning_and_a_bad_one_changes_nothing,
    lesson_48_other_organisations_of_the_person_stay_open,
    programs_are_told_as_well,
);
