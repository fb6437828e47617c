//! What an organisation does in a minute, held to its quota.

use super::most;
use crate::{
    domain::{problem::Problem, quota::Quota},
    server::cx::Cx,
};

/// One use of whatever a person asks for, before it is done.
pub async fn spend(cx: &Cx, quota: Quota) -> Result<(), Problem> {
    let mut tx = cx.read().await?;
    let most = most(&cx.services, &mut tx, quota).await?;
    drop(tx);
    cx.services.rates.take(&cx.org, quota, most)
}
