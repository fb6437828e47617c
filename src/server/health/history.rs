//! How the key of a card was on each day, and the changes of its status.

use crate::{
    domain::{
        credential::CredentialStatus,
        health::{Cause, DAY_MS, DAYS, Severity, Strip, day_of},
        problem::Problem,
        provider::Provider,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored},
        random::Random,
    },
};

use super::Transition;

/// A time for which a key was the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub severity: Severity,
    pub cause: Option<Cause>,
    pub from: i64,
    pub until: i64,
}

/// The part of [`Held`] that falls on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OnDay {
    day: i64,
    severity: Severity,
    cause: Option<Cause>,
    from: i64,
    ms: i64,
}

fn by_day(held: &[Held]) -> Vec<OnDay> {
    let mut parts: Vec<OnDay> = Vec::new();
    for Held { severity, cause, from, until } in held.iter().copied() {
        for day in day_of(from)..=day_of(until.max(from)) {
            let from = from.max(day * DAY_MS);
            let ms = (until.min((day + 1) * DAY_MS) - from).max(0);
            let same = |part: &&mut OnDay| (part.day, part.severity, part.cause) == (day, severity, cause);
            match parts.iter_mut().find(same) {
                Some(part) => part.ms += ms,
                None => parts.push(OnDay { day, severity, cause, from, ms }),
            }
        }
    }
    parts
}

/// Adds to the days of a card how long its key was how; the last of `held` is how it is now, by so
/// many checks.
pub(super) async fn add(
    tx: &mut OrgTx,
    provider: Provider,
    held: &[Held],
    checks: i64,
) -> Result<(), sqlx::Error> {
    let parts = by_day(held);
    for (at, part) in parts.iter().enumerate() {
        let ms = |of: Severity| if part.severity == of { part.ms } else { 0 };
        let checks = if at + 1 == parts.len() { checks } else { 0 };
        let first_at = part.cause.map(|_| part.from);
        execute!(
            tx,
            "INSERT INTO credential_days (org_id, provider, day, up_ms, degraded_ms, down_ms, checks, causes,
               first_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (org_id, provider, day) DO UPDATE SET
               up_ms = credential_days.up_ms + excluded.up_ms,
               degraded_ms = credential_days.degraded_ms + excluded.degraded_ms,
               down_ms = credential_days.down_ms + excluded.down_ms,
               checks = credential_days.checks + excluded.checks,
               causes = CASE
                 WHEN ' ' || credential_days.causes || ' ' LIKE '% ' || excluded.causes || ' %'
                   THEN credential_days.causes
                 ELSE TRIM(credential_days.causes || ' ' || excluded.causes) END,
               first_at = COALESCE(credential_days.first_at, excluded.first_at)",
            |org| (
                org.as_str(),
                provider.code(),
                part.day,
                ms(Severity::Up),
                ms(Severity::Degraded),
                ms(Severity::Down),
                checks,
                part.cause.map_or("", Cause::code),
                first_at
            )
        )?;
    }
    Ok(())
}

pub(super) async fn record(
    tx: &mut OrgTx,
    random: &Random,
    transition: &Transition,
) -> Result<(), sqlx::Error> {
    let problem = super::encode(transition.problem.as_ref())?;
    execute!(
        tx,
        "INSERT INTO credential_changes (id, org_id, provider, changed_at, from_status, to_status, cause, problem)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        |org| (
            random.uuid(),
            org.as_str(),
            transition.provider.code(),
            transition.at,
            transition.from.map(CredentialStatus::code),
            transition.to.map(CredentialStatus::code),
            transition.cause.map(Cause::code),
            &problem
        )
    )
    .map(drop)
}

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
        Some((day.parse().ok()?, worst(&read_causes(causes))))
    };
    Strip::new(now, days.split(',').filter_map(day))
}

fn read_causes(codes: &str) -> Vec<Cause> {
    codes.split(' ').filter_map(Cause::from_code).collect()
}

fn worst(causes: &[Cause]) -> Severity {
    causes.iter().map(|cause| cause.severity()).max().unwrap_or(Severity::Up)
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
        worst(&self.causes)
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

/// The number of the last day that is not shown any more.
fn oldest(now: i64) -> i64 {
    day_of(now) - i64::try_from(DAYS).unwrap_or_default()
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
const MOST_CHANGES: i64 = 100;

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
            .bind(MOST_CHANGES)
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

const FORGET_DAYS: &str = "DELETE FROM credential_days WHERE day <= $1";
const FORGET_CHANGES: &str = "DELETE FROM credential_changes WHERE changed_at < $1";

/// Deletes what is older than the days that are shown, of all organisations.
pub(super) async fn forget(tx: &mut Tx, now: i64) -> Result<u64, sqlx::Error> {
    let oldest = oldest(now);
    let days = execute!(tx, FORGET_DAYS, oldest)?;
    Ok(days + execute!(tx, FORGET_CHANGES, (oldest + 1) * DAY_MS)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::plan;

    const DAY: i64 = 20_000;

    #[test]
    fn a_time_is_shared_out_among_its_days() {
        let midnight = (DAY + 1) * DAY_MS;
        let held = [
            Held { severity: Severity::Up, cause: None, from: midnight - 60_000, until: midnight + 5_000 },
            Held {
                severity: Severity::Degraded,
                cause: Some(Cause::Outage),
                from: midnight + 5_000,
                until: midnight + 65_000,
            },
            Held {
                severity: Severity::Degraded,
                cause: Some(Cause::Outage),
                from: midnight + 65_000,
                until: midnight + 65_000,
            },
        ];
        let up = OnDay { day: DAY, severity: Severity::Up, cause: None, from: midnight - 60_000, ms: 60_000 };
        let down = OnDay {
            day: DAY + 1,
            severity: Severity::Degraded,
            cause: Some(Cause::Outage),
            from: midnight + 5_000,
            ms: 60_000,
        };
        let after = OnDay { day: DAY + 1, from: midnight, ms: 5_000, ..up };
        assert_eq!(by_day(&held), [up, after, down]);
    }

    #[test]
    fn a_strip_is_read_from_one_value() {
        let strip = strip("20000:,19999:outage,19998:rate_limit bad_key,x:outage", DAY * DAY_MS);
        let last: Vec<_> = strip.days().skip(DAYS - 4).map(|(_, worst)| worst).collect();
        let all = [None, Some(Severity::Down), Some(Severity::Degraded), Some(Severity::Up)];
        assert_eq!(last, all);
    }

    #[tokio::test]
    async fn history_is_read_and_forgotten_from_its_indexes() {
        for (sql, index) in [
            (READ_DAYS, "sqlite_autoindex_credential_days_1 (org_id=? AND provider=? AND day>?)"),
            (
                READ_CHANGES,
                "INDEX credential_changes_day (org_id=? AND provider=? AND changed_at>? AND changed_at<?)",
            ),
            (FORGET_DAYS, "INDEX credential_days_old (day<?)"),
            (FORGET_CHANGES, "INDEX credential_changes_old (changed_at<?)"),
        ] {
            let plan = plan::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
