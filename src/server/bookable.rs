//! Whether an organisation can be booked at all, so that its assistants are given the tools for it.

use crate::{
    domain::appointment::BookingSettings,
    server::db::{OrgTx, on, stored},
};

/// The settings; `None` before somebody has saved any.
///
/// # Errors
/// Fails as the database does; so does [`is_bookable`].
pub async fn settings(tx: &mut OrgTx) -> Result<Option<BookingSettings>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT settings FROM booking_settings WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    let org = tx.org().clone();
    row.map(|(settings,)| stored("booking_settings", org.as_str()).json("settings", &settings)).transpose()
}

/// Whether there is a service, and an hour in the week to book it.
pub async fn is_bookable(tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    if !settings(tx).await?.is_some_and(|settings| settings.opens()) {
        return Ok(false);
    }
    let (services,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM appointment_services WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(services > 0)
}
