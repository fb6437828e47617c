//! The limit on operations that an organisation has under way.
//!
//! It holds where a person begins something. Clean-ups, and operations that follow by themselves
//! from a new key, are never refused: there are no more of those than things that a person was let
//! make.

use crate::{
    domain::{problem::Problem, quota::Quota},
    server::{
        cx::Unit,
        db::{OrgTx, on},
        operations::states::is_unfinished,
        quotas,
    },
};

/// Counts unfinished operations, which an index has, except those that ask for help: they wait for
/// a person, and cost nobody anything.
const COUNT: &str = concat!(
    "SELECT COUNT(*) FROM operations
  WHERE org_id = $1 AND ",
    is_unfinished!(),
    " AND state <> 'needs_attention'"
);

async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| sqlx::query_as(COUNT).bind(org.as_str()).fetch_one(c).await)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Refuses the transaction's operation where the org has too many under way with it. See
/// [`quotas::hold`].
pub async fn hold(tx: &mut Unit) -> Result<(), Problem> {
    let (services, has) = (tx.services().clone(), count(tx).await?);
    quotas::hold(&services, tx, Quota::Operations, has).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn counting_reads_no_history() {
        explain::assert_unfinished_only(COUNT).await;
    }
}
