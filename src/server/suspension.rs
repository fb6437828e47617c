//! Whether an organisation's work goes on. Whatever AVA does by itself for organisations asks here,
//! in SQL by [`is_at_work!`]; whatever a person does, by the [`Rest`] that their session is read with.

use super::db::{OrgTx, execute, on};
use crate::domain::{
    deletion::Deletion,
    suspension::{Rest, Suspension},
};

/// The condition that the work of the organisation goes on, whose id the SQL expression is.
macro_rules! is_at_work {
    ($org:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM suspensions AS pause WHERE pause.org_id = ",
            $org,
            ") AND NOT EXISTS (SELECT 1 FROM deletions AS ending WHERE ending.org_id = ",
            $org,
            "))"
        )
    };
}

/// The condition that the organisation is deleted, whose id the SQL expression is: its row has nothing but
/// its log.
macro_rules! is_deleted {
    ($org:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM deletions AS ended WHERE ended.org_id = ",
            $org,
            " AND ended.state = 'done')"
        )
    };
}

pub(in crate::server) use {is_at_work, is_deleted};

/// Why nothing goes on, of what the rows say: a deletion counts for more than a suspension.
pub fn rest(suspension: Option<Suspension>, deletion: Option<Deletion>) -> Option<Rest> {
    deletion.map(Rest::Ending).or_else(|| suspension.map(Rest::Suspended))
}

/// # Errors
/// Fails as the database does; so do the others.
pub async fn find(tx: &mut OrgTx) -> Result<Option<Suspension>, sqlx::Error> {
    let row: Option<(String, i64)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT reason, since FROM suspensions WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(reason, since)| Suspension { reason, since }))
}

/// Whether the organisation's work goes on.
pub async fn goes_on(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(concat!("SELECT ", is_at_work!("$1"))).bind(org.as_str()).fetch_one(c).await
    })
}

/// Whether the organisation is deleted. Whoever asks has its writers wait, so that it stays as it is.
pub async fn is_gone(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(concat!("SELECT ", is_deleted!("$1"))).bind(org.as_str()).fetch_one(c).await
    })
}

/// Suspends the organisation, or gives another reason for it.
pub async fn put(tx: &mut OrgTx, suspension: &Suspension) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO suspensions (org_id, reason, since) VALUES ($1, $2, $3)
         ON CONFLICT (org_id) DO UPDATE SET reason = excluded.reason",
        |org| (org.as_str(), &suspension.reason, suspension.since)
    )
    .map(drop)
}

pub async fn end(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM suspensions WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}
