//! Which credentials are due for a check, and who is at it. A check has a lease in the row of its
//! credential, so that no two nodes make the same one, and no node has to know another.

use std::time::Duration;

use super::status_policy::millis;
use crate::{
    domain::{
        credential::Account,
        ids::{CredentialId, OrgId},
        number::NumberSource,
        provider::Provider,
    },
    server::{
        db::{Tx, execute, on, stored, texts_in, to_json},
        suspension::is_at_work,
    },
};

/// A check that is not over by then is another node's to make. All calls of a check together end
/// before.
pub(super) const LEASE: Duration = Duration::from_secs(180);

/// A credential that is to be checked, claimed by this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub credential: CredentialId,
    pub org: OrgId,
    pub account: Account,
    /// When it was checked last.
    pub checked_at: Option<i64>,
    /// The host at which it is checked.
    pub host: String,
    lease: String,
}

/// A credential that waits for a check.
#[derive(sqlx::FromRow)]
pub(super) struct Waiting {
    id: String,
    org_id: String,
    is_managed: bool,
    /// The host at which it is checked.
    pub checked_host: String,
    checked_at: Option<i64>,
}

impl Waiting {
    /// # Errors
    /// Fails for a row that cannot be read.
    pub fn due(self, provider: Provider, lease: &str) -> Result<Due, sqlx::Error> {
        let read = stored("org_credentials", &self.id);
        let source = if self.is_managed { NumberSource::Managed } else { NumberSource::Byo };
        Ok(Due {
            credential: read.parse("id", &self.id)?,
            org: read.parse("org_id", &self.org_id)?,
            account: Account { provider, source },
            checked_at: self.checked_at,
            host: self.checked_host,
            lease: lease.to_owned(),
        })
    }
}

macro_rules! waiting {
    ($engine:ident, $lock:literal) => {
        concat!(
            "SELECT c.id, c.org_id, c.is_managed, c.checked_host, c.checked_at FROM org_credentials AS c
             WHERE c.provider = $1 AND c.next_check_at <= $2
               AND (c.check_until IS NULL OR c.check_until <= $2)
               AND c.checked_host NOT IN (",
            texts_in!($engine, "$3"),
            ") AND ",
            is_at_work!("c.org_id"),
            " ORDER BY c.next_check_at LIMIT $4",
            $lock
        )
    };
}

const WAITING_SQLITE: &str = waiting!(sqlite, "");
/// Steps over the claims of other nodes instead of waiting for them.
const WAITING_POSTGRES: &str = waiting!(postgres, " FOR UPDATE OF c SKIP LOCKED");

/// Up to `most` credentials of a provider that wait, those that are due longest, but for those that
/// are checked at one of the `full` hosts. An organisation has one credential of its own there and
/// one inside the operator's account, so each has its turn before any has another.
pub(super) async fn waiting(
    tx: &mut Tx,
    provider: Provider,
    full: &[String],
    now: i64,
    most: usize,
) -> Result<Vec<Waiting>, sqlx::Error> {
    let sql = if tx.is_postgres() { WAITING_POSTGRES } else { WAITING_SQLITE };
    let (full, most) = (to_json(&full)?, i64::try_from(most).unwrap_or(i64::MAX));
    on!(tx, |c| {
        sqlx::query_as(sql).bind(provider.code()).bind(now).bind(&full).bind(most).fetch_all(c).await
    })
}

/// Claims one that waits, in the transaction that read it.
pub(super) async fn claim(tx: &mut Tx, waiting: &Waiting, lease: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE org_credentials SET check_owner = $1, check_until = $2 WHERE id = $3",
        lease,
        now + millis(LEASE),
        &waiting.id
    )
    .map(drop)
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

/// Whether any of a provider's credentials waits for a check that may begin.
pub(super) async fn any(
    tx: &mut Tx,
    provider: Provider,
    full: &[String],
    now: i64,
) -> Result<bool, sqlx::Error> {
    let full = to_json(&full)?;
    let sql = if tx.is_postgres() { ANY_POSTGRES } else { ANY_SQLITE };
    let found: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(sql).bind(provider.code()).bind(now).bind(&full).fetch_optional(c).await
    })?;
    Ok(found.is_some())
}

/// How many of a provider's credentials wait for a check that nobody is at.
pub(super) async fn count(tx: &mut Tx, provider: Provider, now: i64) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c| { sqlx::query_as(COUNT).bind(provider.code()).bind(now).fetch_one(c).await })?;
    Ok(count)
}

macro_rules! any {
    ($engine:ident) => {
        concat!(
            "SELECT c.id FROM org_credentials AS c WHERE c.provider = $1 AND c.next_check_at <= $2
               AND (c.check_until IS NULL OR c.check_until <= $2)
               AND c.checked_host NOT IN (",
            texts_in!($engine, "$3"),
            ") AND ",
            is_at_work!("c.org_id"),
            " LIMIT 1"
        )
    };
}

const ANY_SQLITE: &str = any!(sqlite);
const ANY_POSTGRES: &str = any!(postgres);
const COUNT: &str = concat!(
    "SELECT COUNT(*) FROM org_credentials AS c WHERE c.provider = $1
       AND c.next_check_at <= $2 AND (c.check_until IS NULL OR c.check_until <= $2) AND ",
    is_at_work!("c.org_id")
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_its_index() {
        for sql in [WAITING_SQLITE, ANY_SQLITE, COUNT] {
            let plan = explain::of(sql).await;
            let by = "INDEX org_credentials_check (provider=? AND next_check_at<?)";
            assert!(plan.iter().any(|line| line.contains(by)), "{plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
