//! Whether an org may put anything on the operator's bill, and the counting of its orders: by its
//! quotas, and by the daily limit of all orgs together.

use super::orders;
use crate::{
    domain::{
        managed::ManagedState,
        problem::{Managed, Problem},
        quota::Quota,
    },
    server::{
        config::Platform,
        cx::Services,
        db::{OrgTx, execute, on},
        quotas::{self, Day},
    },
};

/// The state that a page shows.
pub async fn state(services: &Services, tx: &mut OrgTx) -> Result<ManagedState, Problem> {
    let Some(platform) = &services.config.platform else { return Ok(ManagedState::Off) };
    let may_buy = may_buy(tx).await?;
    let limit = quotas::most(services, tx, Quota::ManagedNumbers).await?;
    Ok(state_of(platform, may_buy, orders::count(tx).await?, limit))
}

/// Like [`state`], from values that were read already.
pub fn state_of(platform: &Platform, may_buy: Option<bool>, count: u32, limit: u32) -> ManagedState {
    if may_buy.unwrap_or(platform.open_to_all) {
        ManagedState::On { count, limit }
    } else {
        ManagedState::NotAllowed
    }
}

/// The operator's decision for the org; `None` where there is none.
pub async fn may_buy(tx: &mut OrgTx) -> Result<Option<bool>, sqlx::Error> {
    let row: Option<(Option<bool>,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT may_buy FROM managed_orgs WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.and_then(|(may_buy,)| may_buy))
}

pub(super) async fn set_may_buy(tx: &mut OrgTx, may_buy: bool) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO managed_orgs (org_id, may_buy) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET may_buy = excluded.may_buy",
        |org| (org.as_str(), may_buy)
    )
    .map(drop)
}

/// Fails where the org may buy nothing at all, not even a number that it ordered before.
pub async fn allowed(services: &Services, tx: &mut OrgTx) -> Result<(), Problem> {
    match state(services, tx).await? {
        ManagedState::Off => Err(Managed::Off.into()),
        ManagedState::NotAllowed => Err(Managed::NotAllowed.into()),
        ManagedState::On { .. } => Ok(()),
    }
}

/// Counts one more order, in the transaction that orders it: any other order meanwhile is counted
/// before or after.
pub(super) async fn take(services: &Services, tx: &mut OrgTx) -> Result<(), Problem> {
    allowed(services, tx).await?;
    let Some(platform) = &services.config.platform else { return Err(Managed::Off.into()) };
    let numbers = orders::count(tx).await?.saturating_add(1);
    quotas::hold(services, tx, Quota::ManagedNumbers, numbers).await?;
    let now = services.clock.now_ms();
    let today = Day::of(now);
    let ordered = orders::count_since(tx, today.began()).await?.saturating_add(1);
    quotas::hold(services, tx, Quota::Purchases, ordered).await?;
    let taken = execute!(
        tx,
        "INSERT INTO managed_days (day, ordered) VALUES ($1, 1)
         ON CONFLICT (day) DO UPDATE SET ordered = managed_days.ordered + 1 WHERE managed_days.ordered < $2",
        today.number(),
        i64::from(platform.orders)
    )?;
    if taken == 0 {
        return Err(Problem::from(Managed::Day).retry_after(today.left_secs(now)));
    }
    Ok(())
}
