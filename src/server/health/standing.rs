//! The operator's view: how all credentials stand, without any secret.

use std::collections::HashSet;

use crate::{
    domain::{credential::CredentialStatus, health::Cause, provider::Provider},
    server::db::{Db, on, stored},
};

/// How many credentials of a provider stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Count {
    pub provider: Provider,
    pub status: CredentialStatus,
    pub cause: Option<Cause>,
    pub credentials: i64,
}

const COUNTS: &str = "SELECT provider, status, status_cause, COUNT(*) FROM org_credentials
  WHERE is_managed = FALSE GROUP BY provider, status, status_cause ORDER BY provider, status, status_cause";

/// Counts the organisations' own credentials by provider, status and cause.
pub async fn counts(db: &Db) -> Result<Vec<Count>, sqlx::Error> {
    let mut tx = db.read_installation().await?;
    let rows: Vec<(String, String, Option<String>, i64)> =
        on!(tx, |c| sqlx::query_as(COUNTS).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(provider, status, cause, credentials)| {
            let read = stored("org_credentials", "*");
            Ok(Count {
                provider: read.code("provider", &provider, Provider::from_code)?,
                status: read.code("status", &status, CredentialStatus::from_code)?,
                cause: read.code_some("status_cause", cause.as_deref(), Cause::from_code)?,
                credentials,
            })
        })
        .collect()
}

/// A credential as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub org: String,
    pub org_name: String,
    pub provider: Provider,
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
    status: String,
    status_cause: Option<String>,
    status_since: i64,
    checked_at: Option<i64>,
    next_check_at: i64,
}

const PAGE: i64 = 500;

/// The next page of all credentials, in the order of their organisations, after the last line of the
/// page before; of one organisation alone where one is named by its id or its name.
const LINES: &str = "SELECT c.id, c.org_id, o.name, c.provider, c.status, c.status_cause, c.status_since,
    c.checked_at, c.next_check_at
  FROM org_credentials AS c JOIN orgs AS o ON o.id = c.org_id
  WHERE c.is_managed = FALSE AND (c.org_id, c.provider) > ($1, $2) AND ($3 = '' OR o.id = $3 OR o.name = $3)
  ORDER BY c.org_id, c.provider LIMIT $4";

/// Reads the page of credentials that follows `after`.
///
/// # Errors
/// Fails as the database does.
pub async fn lines(db: &Db, after: Option<&Line>, org: &str) -> Result<Vec<Line>, sqlx::Error> {
    let (after_org, after_provider) =
        after.map_or(("", ""), |line| (line.org.as_str(), line.provider.code()));
    let mut tx = db.read_installation().await?;
    let rows: Vec<LineRow> = on!(tx, |c| {
        sqlx::query_as(LINES).bind(after_org).bind(after_provider).bind(org).bind(PAGE).fetch_all(c).await
    })?;
    rows.into_iter()
        .map(|row| {
            let read = stored("org_credentials", &row.id);
            Ok(Line {
                org: row.org_id,
                org_name: row.name,
                provider: read.code("provider", &row.provider, Provider::from_code)?,
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
    shown: HashSet<(Provider, CredentialStatus, Option<Cause>)>,
}

impl Gauges {
    pub async fn count(&mut self, db: &Db, now: i64) -> Result<(), sqlx::Error> {
        let counts = counts(db).await?;
        for (provider, status, cause) in &self.shown {
            set(*provider, *status, *cause, 0);
        }
        for Count { provider, status, cause, credentials } in counts {
            set(provider, status, cause, credentials);
            self.shown.insert((provider, status, cause));
        }
        let mut tx = db.read_installation().await?;
        for provider in Provider::ALL {
            let due = super::schedule::due(&mut tx, provider, now, i64::MAX).await?;
            metrics::gauge!("ava_credential_checks_due", "provider" => provider.code()).set(as_f64(due));
        }
        Ok(())
    }
}

fn set(provider: Provider, status: CredentialStatus, cause: Option<Cause>, credentials: i64) {
    metrics::gauge!(
        "ava_credentials",
        "provider" => provider.code(),
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
    use crate::server::db::plan;

    #[tokio::test]
    async fn the_operators_view_is_read_from_indexes() {
        let plan = plan::of(COUNTS).await;
        assert!(
            plan.iter().any(|line| line.contains("COVERING INDEX org_credentials_standing")),
            "{plan:#?}"
        );
        let plan = plan::of(LINES).await;
        let by = "INDEX org_credentials_due (is_managed=? AND (org_id,provider)>(?,?))";
        assert!(plan.iter().any(|line| line.contains(by)), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
