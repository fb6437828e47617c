//! The operator's view: how all credentials stand, without any secret.

use std::collections::HashSet;

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        health::Cause,
        number::NumberSource,
        provider::Provider,
    },
    server::db::{Db, on, stored},
};

/// How many credentials of a provider stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub account: Account,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub credentials: i64,
}

/// Counts that are kept with each change of a credential.
const COUNTS: &str =
    "SELECT provider, is_managed, status, NULLIF(cause, ''), CAST(SUM(credentials) AS BIGINT)
  FROM credential_counts GROUP BY provider, is_managed, status, cause HAVING SUM(credentials) > 0
  ORDER BY provider, is_managed, status, cause";

/// Counts the organisations' credentials by account, status and cause.
pub async fn counts(db: &Db) -> Result<Vec<Count>, sqlx::Error> {
    let mut tx = db.read_installation().await?;
    let rows: Vec<(String, bool, String, Option<String>, i64)> =
        on!(tx, |c| sqlx::query_as(COUNTS).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(provider, is_managed, status, cause, credentials)| {
            let read = stored("org_credentials", "*");
            let provider = read.code("provider", &provider, Provider::from_code)?;
            Ok(Count {
                account: account(provider, is_managed),
                status: read.code("status", &status, CredentialStatus::from_code)?,
                cause: read.code_some("status_cause", cause.as_deref(), Cause::from_code)?,
                credentials,
            })
        })
        .collect()
}

const fn account(provider: Provider, is_managed: bool) -> Account {
    Account { provider, source: if is_managed { NumberSource::Managed } else { NumberSource::Byo } }
}

/// A credential as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub org: String,
    pub org_name: String,
    pub account: Account,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub since: i64,
    pub checked_at: Option<i64>,
    pub next_check_at: i64,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: String,
    org_id: String,
    name: String,
    provider: String,
    is_managed: bool,
    status: String,
    status_cause: Option<String>,
    status_since: i64,
    checked_at: Option<i64>,
    next_check_at: i64,
}

const PAGE: i64 = 500;

/// The next page of all credentials, in the order of their organisations, after the last line of the
/// page before; of one organisation alone where one is named by its id or its name.
const LINES: &str =
    "SELECT c.id, c.org_id, o.name, c.provider, c.is_managed, c.status, c.status_cause, c.status_since,
    c.checked_at, c.next_check_at
  FROM org_credentials AS c JOIN orgs AS o ON o.id = c.org_id
  WHERE (c.org_id, c.provider, c.is_managed) > ($1, $2, $3) AND ($4 = '' OR o.id = $4 OR o.name = $4)
  ORDER BY c.org_id, c.provider, c.is_managed LIMIT $5";

/// Reads the page of credentials that follows `after`.
///
/// # Errors
/// Fails as the database does.
pub async fn lines(db: &Db, after: Option<&Line>, org: &str) -> Result<Vec<Line>, sqlx::Error> {
    let (after_org, after_provider, after_managed) = after.map_or(("", "", false), |line| {
        (line.org.as_str(), line.account.provider.code(), line.account.is_managed())
    });
    let mut tx = db.read_installation().await?;
    let rows: Vec<LineRow> = on!(tx, |c| {
        sqlx::query_as(LINES)
            .bind(after_org)
            .bind(after_provider)
            .bind(after_managed)
            .bind(org)
            .bind(PAGE)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter()
        .map(|row| {
            let read = stored("org_credentials", &row.id);
            let provider = read.code("provider", &row.provider, Provider::from_code)?;
            Ok(Line {
                account: account(provider, row.is_managed),
                org: row.org_id,
                org_name: row.name,
                status: read.code("status", &row.status, CredentialStatus::from_code)?,
                cause: read.code_some("status_cause", row.status_cause.as_deref(), Cause::from_code)?,
                since: row.status_since,
                checked_at: row.checked_at,
                next_check_at: row.next_check_at,
            })
        })
        .collect()
}

/// The gauges of the credentials; those that nothing is counted for any more become 0.
#[derive(Debug, Default)]
pub(super) struct Gauges {
    shown: HashSet<(&'static str, CredentialStatus, Option<Cause>)>,
}

impl Gauges {
    pub async fn count(&mut self, db: &Db, now: i64) -> Result<(), sqlx::Error> {
        let counts = counts(db).await?;
        for (account, status, cause) in &self.shown {
            set(account, *status, *cause, 0);
        }
        for Count { account, status, cause, credentials } in counts {
            set(account.code(), status, cause, credentials);
            self.shown.insert((account.code(), status, cause));
        }
        let mut tx = db.read_installation().await?;
        for provider in Provider::ALL {
            let due = super::schedule::count(&mut tx, provider, now).await?;
            metrics::gauge!("ava_credential_checks_due", "provider" => provider.code()).set(as_f64(due));
        }
        Ok(())
    }
}

fn set(account: &'static str, status: CredentialStatus, cause: Option<Cause>, credentials: i64) {
    metrics::gauge!(
        "ava_credentials",
        "provider" => account,
        "status" => status.code(),
        "cause" => cause.map_or("none", Cause::code),
    )
    .set(as_f64(credentials));
}

#[expect(clippy::cast_precision_loss, reason = "a count for a gauge")]
const fn as_f64(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn the_operators_view_is_read_from_indexes() {
        let plan = explain::of(COUNTS).await;
        assert!(plan.iter().all(|line| !line.contains("org_credentials")), "{plan:#?}");
        let plan = explain::of(LINES).await;
        let by = "((org_id,provider,is_managed)>(?,?,?))";
        assert!(plan.iter().any(|line| line.contains(by)), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
