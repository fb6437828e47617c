//! Databases as they were before a migration: a test's own is taken back, with all that is in it.

use super::app::{Database, TestApp};

const CREDENTIALS: &str = include_str!("../../../migrations/sqlite/0001_foundation.sql");
const ESCROW: &str = include_str!("../../../migrations/sqlite/0004_managed.sql");

/// The schema before rows held on to the keys that seal them.
pub async fn keys_were_held(app: &TestApp) {
    keys_were_not_checked(app).await;
    match app.database {
        Database::Sqlite => {
            remake(app, "org_credentials", &definition(CREDENTIALS, "org_credentials")).await;
            let escrow = definition(ESCROW, "operation_escrow_anew");
            remake(app, "operation_escrow", &escrow.replace("operation_escrow_anew", "operation_escrow"))
                .await;
        }
        Database::Postgres => {
            for table in ["org_credentials", "operation_escrow"] {
                let held = format!("ALTER TABLE {table} DROP CONSTRAINT {table}_key_id_fkey");
                app.execute(&held, &[]).await;
                app.execute(&format!("ALTER TABLE {table} ALTER COLUMN key_id SET NOT NULL"), &[]).await;
            }
        }
    }
    has_not_run(app, 20).await;
}

/// The schema before credentials, and the figures of tenants, were counted with each change.
async fn counts_were_not_kept(app: &TestApp) {
    for (table, triggers) in [
        (
            "org_credentials",
            ["org_credentials_counted", "org_credentials_counted_anew", "org_credentials_not_counted"],
        ),
        ("tenants", ["tenants_summed", "tenants_summed_anew", "tenants_not_summed"]),
    ] {
        for trigger in triggers {
            let sql = match app.database {
                Database::Sqlite => format!("DROP TRIGGER {trigger}"),
                Database::Postgres => format!("DROP TRIGGER {trigger} ON {table}"),
            };
            app.execute(&sql, &[]).await;
        }
    }
    if app.database == Database::Postgres {
        for function in ["credentials_are_counted", "count_credentials", "tenants_are_summed"] {
            app.execute(&format!("DROP FUNCTION {function}"), &[]).await;
        }
    }
    for table in ["credential_counts", "tenant_sums"] {
        app.execute(&format!("DROP TABLE {table}"), &[]).await;
    }
    has_not_run(app, 226).await;
}

/// The schema before the age of a secret was kept, and the voice that an agent lost.
async fn ages_of_secrets_were_not_kept(app: &TestApp) {
    for (table, column) in
        [("org_credentials", "secret_since"), ("agents", "lost_voice"), ("agents", "lost_voice_at")]
    {
        app.execute(&format!("ALTER TABLE {table} DROP COLUMN {column}"), &[]).await;
    }
    has_not_run(app, 225).await;
}

/// The schema before a right that a use lacked was kept.
async fn rights_were_not_kept(app: &TestApp) {
    app.execute("ALTER TABLE org_credentials DROP COLUMN refused_in_use", &[]).await;
    has_not_run(app, 33).await;
}

/// The schema before stored keys were checked by themselves.
pub async fn keys_were_not_checked(app: &TestApp) {
    counts_were_not_kept(app).await;
    ages_of_secrets_were_not_kept(app).await;
    rights_were_not_kept(app).await;
    notifications_were_of_services(app).await;
    for dropped in [
        "TABLE credential_days",
        "TABLE credential_changes",
        "INDEX org_credentials_check",
        "INDEX org_credentials_standing",
    ] {
        app.execute(&format!("DROP {dropped}"), &[]).await;
    }
    for column in [
        "status_cause",
        "status_since",
        "checked_at",
        "next_check_at",
        "failed_checks",
        "doubted_at",
        "check_owner",
        "check_until",
        "checked_host",
    ] {
        app.execute(&format!("ALTER TABLE org_credentials DROP COLUMN {column}"), &[]).await;
    }
    let one = "CREATE UNIQUE INDEX notifications_incident ON notifications (org_id, provider)
               WHERE ended_at IS NULL AND due_at IS NULL";
    app.execute(one, &[]).await;
    for version in [30, 35] {
        has_not_run(app, version).await;
    }
}

/// The schema before notifications were of anything but services.
async fn notifications_were_of_services(app: &TestApp) {
    for dropped in [
        "TABLE notifications_causes",
        "INDEX notifications_incident",
        "INDEX notifications_due",
        "INDEX notifications_kind",
        "INDEX notifications_subject",
        "INDEX notifications_old",
        "INDEX notifications_people_waiting",
    ] {
        app.execute(&format!("DROP {dropped}"), &[]).await;
    }
    app.execute("ALTER TABLE notifications ADD COLUMN provider TEXT NOT NULL DEFAULT ''", &[]).await;
    let services = "UPDATE notifications SET provider = subject";
    app.execute(services, &[]).await;
    for column in ["category", "subject", "about", "times"] {
        app.execute(&format!("ALTER TABLE notifications DROP COLUMN {column}"), &[]).await;
    }
    app.execute("ALTER TABLE notifications_people DROP COLUMN in_digest", &[]).await;
    app.execute("ALTER TABLE users DROP COLUMN notification_settings", &[]).await;
    let due = "CREATE UNIQUE INDEX notifications_due ON notifications (org_id, provider, due_at, days)
               WHERE due_at IS NOT NULL";
    app.execute(due, &[]).await;
    has_not_run(app, 187).await;
}

/// The schema before each fact of a step's target had a column of its own.
pub async fn targets_were_text(app: &TestApp) {
    let object = match app.database {
        Database::Sqlite => "json_object",
        Database::Postgres => "jsonb_build_object",
    };
    app.execute("ALTER TABLE operation_steps ADD COLUMN target TEXT", &[]).await;
    for (kind, facts) in [
        (
            "number",
            "'id', number_id, 'e164', about, 'source', source, 'vapi_phone_id', vapi_id, 'twilio_sid', twilio_sid",
        ),
        ("agent", "'id', agent_id, 'name', agent_name, 'assistant', vapi_id"),
        ("key", "'name', about, 'sid', twilio_sid, 'source', source"),
        ("account", "'name', about"),
    ] {
        let sql = format!(
            "UPDATE operation_steps SET target = CAST({object}('{kind}', {object}({facts})) AS TEXT)
             WHERE target_kind = '{kind}'"
        );
        assert!(app.execute(&sql, &[]).await > 0, "{kind}");
    }
    // An index of a later migration is on one of the columns.
    app.execute("DROP INDEX operation_steps_deleted", &[]).await;
    for column in ["target_kind", "number_id", "agent_id", "agent_name", "source", "vapi_id", "twilio_sid"] {
        app.execute(&format!("ALTER TABLE operation_steps DROP COLUMN {column}"), &[]).await;
    }
    for version in [21, 22] {
        has_not_run(app, version).await;
    }
}

/// The schema before lists were searched on an index.
pub async fn nothing_was_indexed(app: &TestApp) {
    app.execute("DROP TABLE search_terms", &[]).await;
    has_not_run(app, 23).await;
}

/// The schema before each fact of an operation's subject had a column of its own, and
/// before waiting for a turn and being worked on were two states.
pub async fn subjects_were_text(app: &TestApp) {
    for index in ["open", "subject", "number", "agent", "due", "turn", "unfinished"] {
        app.execute(&format!("DROP INDEX operations_{index}"), &[]).await;
    }
    app.execute("ALTER TABLE operations ADD COLUMN subject TEXT NOT NULL DEFAULT ''", &[]).await;
    let packed = "UPDATE operations SET subject = CASE kind
        WHEN 'disconnect' THEN provider || ':' || credential_id
        WHEN 'carry_secret' THEN provider || ':' || credential_id || ':' || COALESCE(
          (SELECT CAST(c.version AS TEXT) FROM org_credentials AS c WHERE c.id = credential_id), '1')
        WHEN 'release_managed' THEN 'twilio:' || instance
        WHEN 'secure_account' THEN 'twilio_managed:' || instance
        WHEN 'compare_numbers' THEN 'numbers'
        ELSE COALESCE(number_id, agent_id, leftover_id) END,
      state = CASE state WHEN 'queued' THEN 'running' ELSE state END";
    assert!(app.execute(packed, &[]).await > 0);
    for column in ["number_id", "agent_id", "leftover_id", "provider", "credential_id", "instance"] {
        app.execute(&format!("ALTER TABLE operations DROP COLUMN {column}"), &[]).await;
    }
    for index in [
        "UNIQUE INDEX operations_open ON operations (org_id, kind, subject)
           WHERE state IN ('running', 'retrying', 'waiting') AND NOT stopping",
        "INDEX operations_subject ON operations (org_id, subject, id)",
        "INDEX operations_due ON operations (next_attempt_at) WHERE state IN ('running', 'retrying')",
        "INDEX operations_turn ON operations (org_id, next_attempt_at, id)
           WHERE state IN ('running', 'retrying')",
        "INDEX operations_unfinished ON operations (org_id, kind)
           WHERE state IN ('running', 'retrying', 'waiting', 'needs_attention')",
    ] {
        app.execute(&format!("CREATE {index}"), &[]).await;
    }
    has_not_run(app, 25).await;
}

async fn has_not_run(app: &TestApp, version: i64) {
    let sql = format!("DELETE FROM _sqlx_migrations WHERE version = {version}");
    assert_eq!(app.execute(&sql, &[]).await, 1);
}

/// The statement of a migration that makes that table.
fn definition(migration: &str, table: &str) -> String {
    let begin = migration.find(&format!("CREATE TABLE {table} (")).unwrap();
    let length = migration[begin..].find(");\n").unwrap();
    migration[begin..begin + length + 1].to_owned()
}

/// Makes the table anew by that definition, with the same rows and without its indexes.
async fn remake(app: &TestApp, table: &str, definition: &str) {
    for sql in [
        &format!("CREATE TABLE rows_of_it AS SELECT * FROM {table}"),
        &format!("DROP TABLE {table}"),
        definition,
        &format!("INSERT INTO {table} SELECT * FROM rows_of_it"),
        "DROP TABLE rows_of_it",
    ] {
        app.execute(sql, &[]).await;
    }
}
