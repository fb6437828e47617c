//! Which credentials are due for a check, and who is at it. A check has a lease in the row of its
//! credential, so that no two nodes make the same one, and no node has to know another.

use std::time::Duration;

use super::judge::millis;
use crate::{
    domain::{
        ids::{CredentialId, OrgId},
        provider::Provider,
    },
    server::db::{Tx, execute, on, stored},
};

/// A check that is not over by then is another node's to make. All calls of a check together end
/// before.
pub(super) const LEASE: Duration = Duration::from_secs(180);

/// A credential that is to be checked, claimed by this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub credential: CredentialId,
    pub org: OrgId,
    pub provider: Provider,
    /// When it was checked last.
    pub checked_at: Option<i64>,
    lease: String,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: String,
    org_id: String,
    checked_at: Option<i64>,
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE org_credentials SET check_owner = $1, check_until = $2
             WHERE id IN (SELECT c.id FROM org_credentials AS c
               WHERE c.is_managed = FALSE AND c.provider = $3 AND c.next_check_at <= $4
                 AND (c.check_until IS NULL OR c.check_until <= $4)
               ORDER BY c.next_check_at LIMIT $5",
            $lock,
            ") RETURNING id, org_id, checked_at"
        )
    };
}

const CLAIM_SQLITE: &str = claim!("");
/// Steps over the claims of other nodes instead of waiting for them.
const CLAIM_POSTGRES: &str = claim!(" FOR UPDATE SKIP LOCKED");

/// Claims up to `most` credentials of a provider, those that are due longest. An organisation has
/// one credential there, so each has one turn before any has two.
pub(super) async fn claim(
    tx: &mut Tx,
    provider: Provider,
    lease: &str,
    now: i64,
    most: usize,
) -> Result<Vec<Due>, sqlx::Error> {
    let sql = if tx.is_postgres() { CLAIM_POSTGRES } else { CLAIM_SQLITE };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<DueRow> = on!(tx, |c| {
        sqlx::query_as(sql)
            .bind(lease)
            .bind(now + millis(LEASE))
            .bind(provider.code())
            .bind(now)
            .bind(most)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter()
        .map(|row| {
            let read = stored("org_credentials", &row.id);
            Ok(Due {
                credential: read.parse("id", &row.id)?,
                org: read.parse("org_id", &row.org_id)?,
                provider,
                checked_at: row.checked_at,
                lease: lease.to_owned(),
            })
        })
        .collect()
}

/// Lets go of a claim that no check followed: it is due again at `next`.
pub(super) async fn let_go(tx: &mut Tx, due: &Due, next: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE org_credentials SET check_owner = NULL, check_until = NULL, next_check_at = $1
         WHERE id = $2 AND check_owner = $3",
        next,
        due.credential.as_str(),
        &due.lease
    )
    .map(drop)
}

/// How many of a provider's credentials wait for a check that nobody is at; counts up to `most`.
pub(super) async fn due(tx: &mut Tx, provider: Provider, now: i64, most: i64) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c| { sqlx::query_as(DUE).bind(provider.code()).bind(now).bind(most).fetch_one(c).await })?;
    Ok(count)
}

const DUE: &str = "SELECT COUNT(*) FROM (SELECT c.id FROM org_credentials AS c
  WHERE c.is_managed = FALSE AND c.provider = $1 AND c.next_check_at <= $2
    AND (c.check_until IS NULL OR c.check_until <= $2) LIMIT $3) AS waiting";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::plan;

    #[tokio::test]
    async fn what_is_due_is_read_from_its_index() {
        for sql in [CLAIM_SQLITE, DUE] {
            let plan = plan::of(sql).await;
            let by = "INDEX org_credentials_check (provider=? AND next_check_at<?)";
            assert!(plan.iter().any(|line| line.contains(by)), "{plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
