//! Counts the stored events of an organisation, and those that were refused for want of room.
//!
//! Whatever stores or deletes an event counts it in the same transaction.

use crate::{
    domain::{problem::Problem, quota::Quota},
    server::{
        cx::Services,
        db::{OrgTx, Writer, execute, on, sql},
        quotas,
        vapi_hooks::{self, Hook},
    },
};

const MEGABYTE: i64 = 1_000_000;
/// Milliseconds for which it is told that more was sent.
const TOLD_FOR: i64 = 30 * 24 * 3_600_000;

/// Notes that events were not stored: they are not asked for by anybody here.
struct RefusedEvents;

impl Writer for RefusedEvents {}

/// Counts one more event, and returns what comes to so many with the organisation’s own limits.
const ADD: &str = sql!(
    "INSERT INTO event_usage (org_id, events, bytes) VALUES ($1, 1, $2)
     ON CONFLICT (org_id) DO UPDATE SET events = event_usage.events + 1,
       bytes = event_usage.bytes + excluded.bytes
     RETURNING events, bytes,
       (SELECT most FROM org_quotas WHERE org_id = $1 AND quota = '",
    Quota::StoredEvents.code(),
    "') AS most_events, (SELECT most FROM org_quotas WHERE org_id = $1 AND quota = '",
    Quota::EventMegabytes.code(),
    "') AS most_megabytes"
);

/// Counts an event that is stored. `Err` in the answer: it is more than there may be, and the
/// transaction is not to be committed.
pub(super) async fn add(
    services: &Services,
    tx: &mut OrgTx,
    bytes: i64,
) -> Result<Result<(), Problem>, sqlx::Error> {
    let (events, bytes, most_events, most_megabytes): (i64, i64, Option<i64>, Option<i64>) =
        on!(tx, |c, org| sqlx::query_as(ADD).bind(org.as_str()).bind(bytes).fetch_one(c).await)?;
    let quotas = &services.config.quotas;
    let most_events = quotas.or(most_events, Quota::StoredEvents);
    let most_megabytes = quotas.or(most_megabytes, Quota::EventMegabytes);
    Ok(quotas::within(services, Quota::StoredEvents, most_events, count(events))
        .and_then(|()| quotas::within(services, Quota::EventMegabytes, most_megabytes, megabytes(bytes))))
}

/// Counts events that were deleted, by their bytes.
pub(super) async fn take(tx: &mut OrgTx, deleted: &[i64]) -> Result<(), sqlx::Error> {
    if deleted.is_empty() {
        return Ok(());
    }
    let (events, bytes) = (i64::try_from(deleted.len()).unwrap_or(i64::MAX), deleted.iter().sum::<i64>());
    let sql = "UPDATE event_usage SET events = events - $2, bytes = bytes - $3 WHERE org_id = $1";
    execute!(tx, sql, |org| (org.as_str(), events, bytes)).map(drop)
}

/// Notes that an event was not stored, as often as the number of an hour gets a digit longer: so a flood
/// costs little. That it came proves the way in, and is noted as well. The organisation’s list at Vapi is
/// read again soon, which has the call.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn refused(services: &Services, hook: &Hook) -> Result<(), sqlx::Error> {
    let Hook { org, nonce } = hook;
    let Some(times) = services.refusals.count(&format!("{org} call_events")) else { return Ok(()) };
    let now = services.clock.now_ms();
    let more = i64::try_from(times - written_before(times)).unwrap_or_default();
    let mut tx = services.db.write(RefusedEvents, org).await?;
    execute!(
        tx,
        "INSERT INTO event_usage (org_id, events, bytes, refused, refused_at) VALUES ($1, 0, 0, $2, $3)
         ON CONFLICT (org_id) DO UPDATE SET refused_at = excluded.refused_at,
           refused = excluded.refused
             + CASE WHEN event_usage.refused_at > $4 THEN event_usage.refused ELSE 0 END",
        |org| (org.as_str(), more, now, now - TOLD_FOR)
    )?;
    let again = "UPDATE call_reads SET known_to = read_at - 1 WHERE org_id = $1 AND known_to >= read_at";
    execute!(tx, again, |org| (org.as_str(),))?;
    vapi_hooks::heard(&mut tx, nonce, now).await?;
    tx.commit().await
}

/// The number of an hour that was written down before this one.
const fn written_before(times: u64) -> u64 {
    match times {
        0..=5 => times.saturating_sub(1),
        10 => 5,
        _ => times / 10,
    }
}

/// The events that are stored, and those refused within a month before `now`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub events: u32,
    pub megabytes: u32,
    /// At least so many events were not stored.
    pub refused: u32,
    pub refused_at: Option<i64>,
}

pub async fn find(tx: &mut OrgTx, now: i64) -> Result<Usage, sqlx::Error> {
    let row: Option<(i64, i64, i64, Option<i64>)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT events, bytes, refused, refused_at FROM event_usage WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_optional(c)
            .await
    })?;
    let Some((events, bytes, refused, refused_at)) = row else { return Ok(Usage::default()) };
    let refused_at = refused_at.filter(|at| *at > now - TOLD_FOR);
    Ok(Usage {
        events: count(events),
        megabytes: megabytes(bytes),
        refused: refused_at.map_or(0, |_| count(refused)),
        refused_at,
    })
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows.max(0)).unwrap_or(u32::MAX)
}

/// Whole megabytes, rounded up.
fn megabytes(bytes: i64) -> u32 {
    count((bytes.max(0) + MEGABYTE - 1) / MEGABYTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_adds_up() {
        let written = [1, 2, 3, 4, 5, 10, 100, 1_000];
        let sum: u64 = written.iter().map(|times| times - written_before(*times)).sum();
        assert_eq!(sum, 1_000);
    }

    #[test]
    fn a_part_of_a_megabyte_is_one() {
        assert_eq!([0, 1, MEGABYTE, MEGABYTE + 1].map(megabytes), [0, 1, 1, 2]);
    }
}
