//! Holds an organisation to its quota of uses in a minute.

use super::most;
use crate::{
    domain::{problem::Problem, quota::Quota},
    server::cx::Cx,
};

/// Takes one use for a request of a person, before it is carried out.
pub async fn spend(cx: &Cx, quota: Quota) -> Result<(), Problem> {
    let mut tx = cx.read().await?;
    let most = most(&cx.services, &mut tx, quota).await?;
    drop(tx);
    cx.services.rates.take(&cx.org, quota, most)
}
