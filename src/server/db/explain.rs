//! SQLite's plans for statements, so that tests can say which of them must not read the
//! whole history.

use sqlx::AssertSqlSafe;

use super::{Db, Scope, on};
use crate::server::events::Hub;

/// One line for each table that is read, with its index.
pub async fn of(sql: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("ava.db").display());
    let db = Db::connect(&url, Hub::new(0)).await.unwrap();
    db.migrate().await.unwrap();
    let mut tx = db.begin_write(Scope::Installation).await.unwrap();
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows: Vec<(i64, i64, i64, String)> = on!(tx, |c| sqlx::query_as(explain).fetch_all(c).await.unwrap());
    rows.into_iter().map(|(.., line)| line).collect()
}

/// Asserts that the statement reads unfinished operations only.
pub async fn assert_unfinished_only(sql: &str) {
    let plan = of(sql).await;
    assert!(plan.iter().any(|line| line.contains("INDEX operations_unfinished (org_id=?")), "{plan:#?}");
}
