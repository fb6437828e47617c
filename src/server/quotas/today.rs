//! Quotas of a day whose uses leave no row of their own.

use super::{Day, hold, most};
use crate::{
    domain::{problem::Problem, quota::Quota},
    server::{
        cx::Services,
        db::{OrgTx, execute, on},
    },
};

/// Takes one use of today, with whatever else the transaction does: over the quota, it is not to be
/// committed.
///
/// # Errors
/// Fails with `OverQuota`, and as the database does.
pub async fn take_today(services: &Services, tx: &mut OrgTx, quota: Quota) -> Result<(), Problem> {
    let used = used_today(services, tx, quota).await?.saturating_add(1);
    let today = Day::of(services.clock.now_ms()).number();
    execute!(
        tx,
        "INSERT INTO daily_uses (org_id, quota, day, used) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, quota) DO UPDATE SET day = excluded.day, used = excluded.used",
        |org| (org.as_str(), quota.code(), today, i64::from(used))
    )?;
    hold(services, tx, quota, used).await
}

/// The uses that are left today.
///
/// # Errors
/// Fails as the database does.
pub async fn left_today(services: &Services, tx: &mut OrgTx, quota: Quota) -> Result<u32, sqlx::Error> {
    let most = most(services, tx, quota).await?;
    Ok(most.saturating_sub(used_today(services, tx, quota).await?))
}

async fn used_today(services: &Services, tx: &mut OrgTx, quota: Quota) -> Result<u32, sqlx::Error> {
    let today = Day::of(services.clock.now_ms()).number();
    let used: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT used FROM daily_uses WHERE org_id = $1 AND quota = $2 AND day = $3")
            .bind(org.as_str())
            .bind(quota.code())
            .bind(today)
            .fetch_optional(c)
            .await
    })?;
    Ok(used.map_or(0, |(used,)| u32::try_from(used).unwrap_or(u32::MAX)))
}
