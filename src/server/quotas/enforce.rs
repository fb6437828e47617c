//! Quotas on what an organisation has, or does in a day, held in the transaction that
//! adds to it: writers of one organisation follow each other, so that nobody gets past
//! it.

use super::Day;
use crate::{
    domain::{
        problem::{Problem, ProblemKind},
        quota::{Measure, Quota},
    },
    server::{
        cx::Services,
        db::{OrgTx, on},
    },
};

/// Seconds after which less may be under way.
const UNDER_WAY_RETRY_SECS: u32 = 60;

/// Holds the org to a quota, of which it has `has` as the transaction leaves it: over it,
/// the transaction is not to be committed. Called where something was added only, so that
/// an org that had more before a quota was lowered keeps it.
pub async fn hold(services: &Services, tx: &mut OrgTx, quota: Quota, has: u32) -> Result<(), Problem> {
    let most = most(services, tx, quota).await?;
    within(services, quota, most, has)
}

/// Refuses what would make it more than `most`, for a quota that is counted in another transaction
/// than its limit is read in.
pub fn within(services: &Services, quota: Quota, most: u32, has: u32) -> Result<(), Problem> {
    if has <= most {
        return Ok(());
    }
    metrics::counter!("ava_over_quota_total", "quota" => quota.code()).increment(1);
    let problem = Problem::new(ProblemKind::OverQuota(quota, most));
    Err(match quota.row().measure {
        Measure::Held => problem,
        Measure::UnderWay | Measure::AMinute => problem.retry_after(UNDER_WAY_RETRY_SECS),
        Measure::ADay => {
            let now = services.clock.now_ms();
            problem.retry_after(Day::of(now).left_secs(now))
        }
    })
}

/// The org's own quota, else that of every organisation.
pub async fn most(services: &Services, tx: &mut OrgTx, quota: Quota) -> Result<u32, sqlx::Error> {
    let own: Option<(i64,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT most FROM org_quotas WHERE org_id = $1 AND quota = $2")
            .bind(org.as_str())
            .bind(quota.code())
            .fetch_optional(c)
            .await
    })?;
    Ok(services.config.quotas.or(own.map(|(most,)| most), quota))
}
