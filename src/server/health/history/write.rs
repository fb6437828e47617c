//! Adds to the history, and deletes what is too old.

use super::oldest;
use crate::{
    domain::{
        credential::CredentialStatus,
        health::{Cause, DAY_MS, Severity, day_of},
        provider::Provider,
    },
    server::{
        db::{OrgTx, Tx, execute, to_json_some},
        health::Transition,
        random::Random,
    },
};

/// A time for which a key was the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::health) struct Held {
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
pub(in crate::server::health) async fn add(
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

pub(in crate::server::health) async fn record(
    tx: &mut OrgTx,
    random: &Random,
    transition: &Transition,
) -> Result<(), sqlx::Error> {
    let problem = to_json_some(transition.problem.as_ref())?;
    execute!(
        tx,
        "INSERT INTO credential_changes (id, org_id, provider, changed_at, from_status, to_status, cause, problem)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        |org| (
            random.uuid(),
            org.as_str(),
            transition.account.provider.code(),
            transition.at,
            transition.from.map(CredentialStatus::code),
            transition.to.map(CredentialStatus::code),
            transition.cause.map(Cause::code),
            &problem
        )
    )
    .map(drop)
}

const FORGET_DAYS: &str = "DELETE FROM credential_days WHERE day <= $1";
const FORGET_CHANGES: &str = "DELETE FROM credential_changes WHERE changed_at < $1";

/// Deletes what is older than the days that are shown, of all organisations.
pub(in crate::server::health) async fn forget(tx: &mut Tx, now: i64) -> Result<u64, sqlx::Error> {
    let oldest = oldest(now);
    let days = execute!(tx, FORGET_DAYS, oldest)?;
    Ok(days + execute!(tx, FORGET_CHANGES, (oldest + 1) * DAY_MS)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

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

    #[tokio::test]
    async fn what_is_too_old_is_found_by_indexes() {
        for (sql, index) in [
            (FORGET_DAYS, "INDEX credential_days_old (day<?)"),
            (FORGET_CHANGES, "INDEX credential_changes_old (changed_at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
