//! Reads the history.

use super::oldest;
use crate::{
    domain::{
        credential::CredentialStatus,
        health::{Cause, DAY_MS, Severity, Strip},
        problem::Problem,
        provider::Provider,
    },
    server::db::{OrgTx, on, stored},
};

/// The days that are shown, as a value of a statement that reads them beside something else:
/// `20412:,20413:outage bad_key`. `$of` is the row of the credential.
macro_rules! days_of {
    ($of:ident) => {
        concat!(
            "(SELECT STRING_AGG(CAST(d.day AS TEXT) || ':' || d.causes, ',') FROM credential_days AS d
               WHERE d.org_id = ",
            stringify!($of),
            ".org_id AND d.provider = ",
            stringify!($of),
            ".provider)"
        )
    };
}

pub(in crate::server) use days_of;

/// Reads what [`days_of!`] gave; what does not decode is of no day.
pub fn strip(days: &str, now: i64) -> Strip {
    let day = |part: &str| {
        let (day, causes) = part.split_once(':')?;
        Some((day.parse().ok()?, read_causes(causes)))
    };
    Strip::new(now, days.split(',').filter_map(day))
}

fn read_causes(codes: &str) -> Vec<Cause> {
    codes.split(' ').filter_map(Cause::from_code).collect()
}

/// A day of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub day: i64,
    pub up_ms: i64,
    pub degraded_ms: i64,
    pub down_ms: i64,
    pub causes: Vec<Cause>,
    pub first_at: Option<i64>,
}

impl Day {
    pub fn worst(&self) -> Severity {
        Severity::of(&self.causes)
    }
}

#[derive(sqlx::FromRow)]
struct DayRow {
    day: i64,
    up_ms: i64,
    degraded_ms: i64,
    down_ms: i64,
    causes: String,
    first_at: Option<i64>,
}

const READ_DAYS: &str = "SELECT day, up_ms, degraded_ms, down_ms, causes, first_at FROM credential_days
  WHERE org_id = $1 AND provider = $2 AND day > $3 ORDER BY day DESC";

/// The days of a card, the newest first.
pub async fn days(tx: &mut OrgTx, provider: Provider, now: i64) -> Result<Vec<Day>, sqlx::Error> {
    let since = oldest(now);
    let rows: Vec<DayRow> = on!(tx, |c, org| {
        let query = sqlx::query_as(READ_DAYS).bind(org.as_str()).bind(provider.code()).bind(since);
        query.fetch_all(c).await
    })?;
    let read = |row: DayRow| {
        let DayRow { day, up_ms, degraded_ms, down_ms, causes, first_at } = row;
        Day { day, up_ms, degraded_ms, down_ms, causes: read_causes(&causes), first_at }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A change of a card's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: i64,
    pub from: Option<CredentialStatus>,
    pub to: Option<CredentialStatus>,
    pub cause: Option<Cause>,
    pub problem: Option<Problem>,
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: String,
    changed_at: i64,
    from_status: Option<String>,
    to_status: Option<String>,
    cause: Option<String>,
    problem: Option<String>,
}

/// More changes of a day are not shown.
const MAX_CHANGES: i64 = 100;

const READ_CHANGES: &str = "SELECT id, changed_at, from_status, to_status, cause, problem
  FROM credential_changes
  WHERE org_id = $1 AND provider = $2 AND changed_at >= $3 AND changed_at < $4
  ORDER BY changed_at DESC, id DESC LIMIT $5";

/// The changes of a card's status in these days, the newest first.
pub async fn changes(
    tx: &mut OrgTx,
    provider: Provider,
    from_day: i64,
    until_day: i64,
) -> Result<Vec<Change>, sqlx::Error> {
    let rows: Vec<ChangeRow> = on!(tx, |c, org| {
        sqlx::query_as(READ_CHANGES)
            .bind(org.as_str())
            .bind(provider.code())
            .bind(from_day * DAY_MS)
            .bind((until_day + 1) * DAY_MS)
            .bind(MAX_CHANGES)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter()
        .map(|row| {
            let read = stored("credential_changes", &row.id);
            let status = CredentialStatus::from_code;
            Ok(Change {
                at: row.changed_at,
                from: read.code_some("from_status", row.from_status.as_deref(), status)?,
                to: read.code_some("to_status", row.to_status.as_deref(), status)?,
                cause: read.code_some("cause", row.cause.as_deref(), Cause::from_code)?,
                problem: read.json_some("problem", row.problem.as_deref())?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::health::DAYS, server::db::explain};

    const DAY: i64 = 20_000;

    #[test]
    fn a_strip_is_read_from_one_value() {
        let strip = strip("20000:,19999:outage,19998:rate_limit bad_key,x:outage", DAY * DAY_MS);
        let last: Vec<_> = strip.days().skip(DAYS - 4).map(|(_, causes)| causes.map(Severity::of)).collect();
        let all = [None, Some(Severity::Down), Some(Severity::Degraded), Some(Severity::Up)];
        assert_eq!(last, all);
    }

    #[tokio::test]
    async fn history_is_read_from_its_indexes() {
        for (sql, index) in [
            (READ_DAYS, "sqlite_autoindex_credential_days_1 (org_id=? AND provider=? AND day>?)"),
            (
                READ_CHANGES,
                "INDEX credential_changes_day (org_id=? AND provider=? AND changed_at>? AND changed_at<?)",
            ),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
