//! The counts that the overview of the platform shows: kept with each change, and always those of the rows.

use ava::{
    domain::{credential::CredentialStatus, provider::Provider, tenant::PlatformQuery},
    server::{integrations::disconnect::disconnect, tenants::overview},
};
use sqlx::{Postgres, Transaction};

use super::{admin, summarised};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{connect_vapi, owner, prepared},
};

/// Two queries that must agree: one reads the counts that are kept, the other counts.
const OF_CREDENTIALS: [&str; 2] = [
    "SELECT provider || ' ' || is_managed || ' ' || status || ' ' || cause || ' ' || SUM(credentials)
     FROM credential_counts GROUP BY provider, is_managed, status, cause HAVING SUM(credentials) <> 0 ORDER BY 1",
    "SELECT provider || ' ' || is_managed || ' ' || status || ' ' || COALESCE(status_cause, '') || ' ' || COUNT(*)
     FROM org_credentials GROUP BY provider, is_managed, status, status_cause ORDER BY 1",
];

const OF_TENANTS: [&str; 2] = [
    "SELECT COALESCE(SUM(tenants), 0) || ' ' || COALESCE(SUM(near_limits), 0) || ' ' || COALESCE(SUM(people), 0)
       || ' ' || COALESCE(SUM(numbers), 0) || ' ' || COALESCE(SUM(managed), 0) FROM tenant_sums",
    "SELECT COUNT(*) || ' ' || COUNT(CASE WHEN near_limits THEN 1 END) || ' ' || COALESCE(SUM(people), 0)
       || ' ' || COALESCE(SUM(numbers), 0) || ' ' || COALESCE(SUM(managed), 0)
     FROM tenants WHERE state <> 'deleted'",
];

async fn are_those_of_the_rows(app: &TestApp, after: &str) {
    for [kept, counted] in [OF_CREDENTIALS, OF_TENANTS] {
        assert_eq!(app.texts(kept, &[]).await, app.texts(counted, &[]).await, "{after}");
    }
}

async fn whatever_changes_they_are_those_of_the_rows(app: TestApp) {
    let (first, _) = prepared(&app).await;
    let second = owner(&app).await;
    connect_vapi(&second).await;
    are_those_of_the_rows(&app, "keys were saved").await;
    let platform = admin(&app, &second).await;
    let working = async || {
        let keys = overview::read(&platform, &PlatformQuery::default()).await.unwrap().keys;
        let found = keys
            .into_iter()
            .find(|key| (key.provider, key.status) == (Provider::Vapi, CredentialStatus::Connected));
        found.map_or(0, |key| key.count)
    };
    assert_eq!(working().await, 2);
    for (after, sql) in [
        (
            "a key fails",
            "UPDATE org_credentials SET status = 'refused', status_cause = 'bad_key' WHERE org_id = $1",
        ),
        ("of another cause", "UPDATE org_credentials SET status_cause = 'outage' WHERE org_id = $1"),
        ("it was looked at", "UPDATE org_credentials SET checked_at = 7 WHERE org_id = $1"),
    ] {
        assert!(app.execute(sql, &[second.org.as_str()]).await > 0, "{after}");
        are_those_of_the_rows(&app, after).await;
    }
    assert_eq!(working().await, 1, "at once");
    disconnect(&first, Provider::Vapi).await.unwrap();
    are_those_of_the_rows(&app, "a provider was disconnected").await;
    assert_eq!(working().await, 0);

    assert_eq!(summarised(&app).await, 2);
    are_those_of_the_rows(&app, "figures were written down").await;
    for (after, sql) in [
        ("near its limits", "UPDATE tenants SET near_limits = TRUE, people = people + 4 WHERE org_id = $1"),
        ("suspended", "UPDATE tenants SET state = 'suspended', numbers = 3, managed = 2 WHERE org_id = $1"),
        ("deleted", "UPDATE tenants SET state = 'deleted', people = 9 WHERE org_id = $1"),
        ("renamed", "UPDATE tenants SET name = 'Former' WHERE org_id = $1"),
        ("taken back", "UPDATE tenants SET state = 'active', near_limits = FALSE WHERE org_id = $1"),
        ("gone", "DELETE FROM tenants WHERE org_id = $1"),
    ] {
        assert_eq!(app.execute(sql, &[second.org.as_str()]).await, 1, "{after}");
        are_those_of_the_rows(&app, after).await;
        let shown = overview::read(&platform, &PlatformQuery::default()).await.unwrap();
        let text = format!(
            "{} {} {} {} {}",
            shown.tenants, shown.near_limits, shown.people, shown.numbers, shown.managed
        );
        assert_eq!(vec![text], app.texts(OF_TENANTS[1], &[]).await, "{after}");
    }
}

both_engines! { whatever_changes_they_are_those_of_the_rows }

/// Begins a transaction that fails where it would wait for another.
async fn impatient(app: &TestApp) -> Transaction<'static, Postgres> {
    let mut tx = app.services.db.postgres_pool().unwrap().begin().await.unwrap();
    for sql in ["SELECT set_config('ava.org', '*', true)", "SET LOCAL lock_timeout = '1s'"] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx
}

/// A key that starts to fail and one that works again, of two tenants, change the same two counts.
#[tokio::test]
async fn lesson_76_no_tenant_waits_for_a_count_that_another_changes() {
    let app = TestApp::on(Database::Postgres).await;
    let (one, other) = (owner(&app).await, owner(&app).await);
    connect_vapi(&one).await;
    connect_vapi(&other).await;
    let fails = "UPDATE org_credentials SET status = 'refused' WHERE org_id = $1";
    let works = "UPDATE org_credentials SET status = 'connected' WHERE org_id = $1";
    app.execute(fails, &[other.org.as_str()]).await;
    summarised(&app).await;
    let grows = "UPDATE tenants SET people = people + 1 WHERE org_id = $1";
    let (mut first, mut second) = (impatient(&app).await, impatient(&app).await);
    for (sql_of_first, sql_of_second) in [(fails, works), (grows, grows)] {
        for (tx, sql, org) in [(&mut first, sql_of_first, &one.org), (&mut second, sql_of_second, &other.org)]
        {
            let changed = sqlx::query(sql).bind(org.as_str()).execute(&mut **tx).await.unwrap();
            assert_eq!(changed.rows_affected(), 1);
        }
    }
    second.commit().await.unwrap();
    first.commit().await.unwrap();
    are_those_of_the_rows(&app, "both were committed").await;
}
