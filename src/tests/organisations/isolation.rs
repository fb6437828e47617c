//! One org sees nothing of another, by our statements and by the database's own rules.

use ava::{
    domain::{
        email::Email,
        ids::OrgId,
        link::Purpose,
        locale::Locale,
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{agents, audit, cx::Cx, integrations::disconnect::disconnect, links, numbers, operations},
};
use sqlx::AssertSqlSafe;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    faults::lasting,
    made_up,
    managed::bought,
    people::{agent_form, overview, owner, ready},
};

/// Tables that a policy keeps for the installation alone: no org sees any of them.
const OF_THE_INSTALLATION: [&str; 7] = [
    "google_accounts",
    "known_browsers",
    "oidc_identities",
    "one_time_links",
    "passkeys",
    "recovery_codes",
    "totp_factors",
];

/// Tables that no org owns a part of, and why nothing of one is in them.
const OF_NO_ORG: [(&str, &str); 7] = [
    ("installation", "which master key the database was set up with, and the key of the audit log"),
    ("nodes", "which processes serve the installation"),
    ("turns", "which of them does a work that one does at a time"),
    ("_sqlx_migrations", "which migrations have run"),
    ("credential_counts", "how many credentials of all orgs stand alike, and nothing of whose"),
    ("tenant_sums", "the sums of the figures of all orgs, and nothing of whose"),
    ("managed_days", "how many numbers all orgs ordered on a day, and nothing of whom"),
];

/// Tables that an org owns a part of: all the others.
async fn tables(app: &TestApp) -> Vec<String> {
    let sql = "SELECT relname::text FROM pg_class
               WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1";
    let mut all = app.texts(sql, &[]).await;
    for other in OF_THE_INSTALLATION.into_iter().chain(OF_NO_ORG.map(|(table, _)| table)) {
        assert!(all.iter().any(|table| table == other), "{other}");
        all.retain(|table| table != other);
    }
    all
}

/// The condition for the rows of a table that are the org's, `$1`.
fn owned(table: &str) -> &'static str {
    match table {
        "orgs" => "id = $1",
        "users" => "id IN (SELECT user_id FROM memberships WHERE org_id = $1)",
        _ => "org_id = $1",
    }
}

/// A session of the org's owner, as signing in makes one.
async fn sign_in(app: &TestApp, cx: &Cx) {
    let sql = "INSERT INTO sessions (id_hash, device_id, user_id, org_id, data, created_at, last_seen_at, expires_at)
               VALUES ($1, $1, $1, $2, '{}', 0, 0, 0)";
    app.execute(sql, &[cx.user.as_str(), cx.org.as_str()]).await;
}

/// An org that has something in each of the tables.
async fn full(app: &TestApp) -> Cx {
    let (cx, ..) = ready(app).await;
    let managed = bought(app, &cx, 0).await;
    app.sandbox.delete_at_vapi(managed.number.e164.as_str()).await;
    numbers::drift::compare(&cx).await.unwrap();
    app.settle().await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    disconnect(&cx, Provider::Twilio).await.unwrap();
    sign_in(app, &cx).await;
    let quota = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'agents', 9)";
    app.execute(quota, &[cx.org.as_str()]).await;
    let buyer = "INSERT INTO managed_orgs (org_id) VALUES ($1) ON CONFLICT (org_id) DO NOTHING";
    app.execute(buyer, &[cx.org.as_str()]).await;
    let leftover = "INSERT INTO leftovers (id, org_id, kind, object, name, found_at)
                    VALUES ($1, $1, 'assistant', 'x', 'Reception', 0)";
    app.execute(leftover, &[cx.org.as_str()]).await;
    audit::sign(&app.services).await.unwrap();
    made_up::rows(app, cx.org.as_str(), cx.user.as_str(), "Reception", &[]).await;
    cx
}

async fn lesson_44_another_orgs_things_do_not_exist(app: TestApp) {
    let (cx, agent, operation) = ready(&app).await;
    let number = overview(&cx).await.numbers[0].id.clone();
    let stranger = owner(&app).await;
    let before = app.dump().await;
    let not_found = Some(ProblemKind::NotFound);
    let kind = |problem: Option<ava::domain::problem::Problem>| problem.map(|problem| problem.kind);
    assert_eq!(kind(agents::service::get(&stranger, agent.clone()).await.err()), not_found);
    assert_eq!(
        kind(agents::service::update(&stranger, agent, &agent_form("Mine"), 1).await.err()),
        not_found
    );
    assert_eq!(kind(numbers::service::prove(&stranger, number).await.err()), not_found);
    assert_eq!(kind(operations::service::page(&stranger, operation.clone()).await.err()), not_found);
    assert_eq!(kind(operations::service::retry(&stranger, operation.clone()).await.err()), not_found);
    assert_eq!(kind(operations::service::decide(&stranger, operation, "x", true).await.err()), not_found);
    assert!(operations::service::list(&stranger, &Default::default()).await.unwrap().operations.is_empty());
    let page = overview(&stranger).await;
    assert!(page.agents.is_empty() && page.numbers.is_empty() && page.import.is_none());
    assert_eq!(app.dump().await, before);
}

async fn seen(app: &TestApp, table: &str, org: &OrgId) -> String {
    let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
    app.texts_in(org, &sql, &[]).await.remove(0)
}

/// The database is asked for its statement timeout while a migration is written down.
#[tokio::test]
async fn a_migration_may_take_as_long_as_it_takes() {
    let app = TestApp::on(Database::Postgres).await;
    for sql in [
        "CREATE TABLE allowed (statement TEXT)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN INSERT INTO allowed VALUES (current_setting('statement_timeout')); RETURN NEW; END $$",
        "CREATE TRIGGER note BEFORE INSERT ON _sqlx_migrations FOR EACH ROW EXECUTE FUNCTION note()",
        "DELETE FROM _sqlx_migrations WHERE version = 6",
        "DROP INDEX agents_page",
        "DROP INDEX number_findings_page",
    ] {
        app.execute(sql, &[]).await;
    }
    app.services.db.migrate().await.unwrap();
    assert_eq!(app.text("SELECT statement FROM allowed", &[]).await, "0");
    assert_eq!(app.text("SELECT current_setting('statement_timeout')", &[]).await, "10s", "and nothing else");
}

#[tokio::test]
async fn lesson_47_without_its_where_a_query_returns_only_ones_own() {
    let app = TestApp::on(Database::Postgres).await;
    let cx = full(&app).await;
    let stranger = owner(&app).await;
    sign_in(&app, &stranger).await;
    let browser =
        "INSERT INTO known_browsers (token_hash, user_id, created_at, last_used_at) VALUES ('x', $1, 0, 0)";
    app.execute(browser, &[cx.user.as_str()]).await;
    app.execute("INSERT INTO google_accounts (sub, busy_by, busy_until) VALUES ('x', 'y', 0)", &[]).await;
    for factor in [
        "INSERT INTO passkeys (id, user_id, credential_id, public_key, name, counter, made_at)
         VALUES ('x', $1, 'x', 'x', 'x', 0, 0)",
        "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, 'x')",
        "INSERT INTO totp_factors (user_id, master_id, sealed, begun_in, begun_at)
         VALUES ($1, 'x', 'x', 'x', 0)",
    ] {
        app.execute(factor, &[cx.user.as_str()]).await;
    }
    let identity =
        "INSERT INTO oidc_identities (issuer, subject, user_id, linked_at) VALUES ('x', 'y', $1, 0)";
    app.execute(identity, &[cx.user.as_str()]).await;
    let email = Email::parse("ana@clinic.example").unwrap();
    links::ask_by_mail(&app.services, Purpose::SignUp, &email, Locale::En).await.unwrap();
    for table in OF_THE_INSTALLATION {
        assert!(app.count(table, &[]).await > 0, "{table} has rows to hide");
        assert_eq!(seen(&app, table, &cx.org).await, "0", "{table}");
    }
    audit::sign(&app.services).await.unwrap();
    for table in &tables(&app).await {
        let all: usize = app.count(table, &[]).await;
        let own = app.count(&format!("{table} WHERE {}", owned(table)), &[cx.org.as_str()]).await;
        assert!(own > 0, "{table} has rows to hide");
        assert_eq!(seen(&app, table, &cx.org).await, own.to_string(), "{table}");
        assert_eq!(seen(&app, table, &stranger.org).await, (all - own).to_string(), "{table}");
    }
}

#[tokio::test]
async fn lesson_47_without_any_org_a_query_returns_nothing() {
    let app = TestApp::on(Database::Postgres).await;
    full(&app).await;
    let pool = app.services.db.postgres_pool().unwrap();
    for table in tables(&app).await {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = sqlx::query_scalar(sql).fetch_one(pool).await.unwrap();
        assert_eq!(count, 0, "{table}");
    }
}

#[tokio::test]
async fn lesson_47_every_table_has_a_policy_or_a_reason_to_have_none() {
    let app = TestApp::on(Database::Postgres).await;
    let pool = app.services.db.postgres_pool().unwrap();
    let tables: Vec<(String, bool)> = sqlx::query_as(
        "SELECT relname::text, relrowsecurity AND relforcerowsecurity
           AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)
         FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, bound) in &tables {
        let reason = OF_NO_ORG.iter().find(|(of_none, _)| of_none == table);
        assert!(*bound || reason.is_some(), "{table} has neither");
        assert!(!(*bound && reason.is_some()), "{table} has both");
    }
    let views: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(views.is_empty(), "a view sees what its owner sees: {views:?}");
}

/// Statements that leak into one org's transaction can do nothing to people.
#[tokio::test]
async fn lesson_47_an_org_changes_no_person_and_no_other_org() {
    let app = TestApp::on(Database::Postgres).await;
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    sign_in(&app, &stranger).await;
    let pool = app.services.db.postgres_pool().unwrap();
    for (sql, most) in [
        ("UPDATE users SET password_hash = ''", 0),
        ("DELETE FROM users", 0),
        ("UPDATE orgs SET name = 'Mine'", 1),
        ("DELETE FROM sessions", 0),
    ] {
        let mut tx = pool.begin().await.unwrap();
        sqlx::query("SELECT set_config('ava.org', $1, true)")
            .bind(cx.org.as_str())
            .execute(&mut *tx)
            .await
            .unwrap();
        let changed = sqlx::query(sql).execute(&mut *tx).await.unwrap().rows_affected();
        assert_eq!(changed, most, "{sql}");
    }
}

#[tokio::test]
async fn lesson_47_nobody_writes_into_another_org() {
    let app = TestApp::on(Database::Postgres).await;
    let (cx, agent, _) = ready(&app).await;
    let stranger = owner(&app).await;
    let pool = app.services.db.postgres_pool().unwrap();
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("SELECT set_config('ava.org', $1, true)")
        .bind(stranger.org.as_str())
        .execute(&mut *tx)
        .await
        .unwrap();
    let changed =
        sqlx::query("UPDATE agents SET name = 'Mine'").execute(&mut *tx).await.unwrap().rows_affected();
    assert_eq!(changed, 0);
    let planted = sqlx::query(
        "INSERT INTO agents (id, org_id, name, spec, version, sync_state, created_by, created_at, updated_at)
         VALUES ('x', $1, 'Planted', '{}', 1, 'pending', $2, 0, 0)",
    )
    .bind(cx.org.as_str())
    .bind(stranger.user.as_str())
    .execute(&mut *tx)
    .await;
    assert!(planted.unwrap_err().to_string().contains("row-level security"));
    drop(tx);
    assert_eq!(app.text("SELECT name FROM agents WHERE id = $1", &[agent.as_str()]).await, "Reception");
    let role: bool =
        sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(pool)
            .await
            .unwrap();
    assert!(!role, "the tests' own role is bound by the rules");
}

both_engines!(lesson_44_another_orgs_things_do_not_exist);
