//! SQL of what is known of a calendar, and of the events of appointments.

use crate::{
    domain::appointment::AppointmentId,
    server::db::{OrgTx, execute, on, stored},
};

/// The chosen calendar, and up to where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// Google's id of the account.
    pub account: String,
    pub calendar: String,
    pub sync_token: Option<String>,
    /// The time up to which events are known, in epoch milliseconds.
    pub known_until: i64,
    pub read_at: Option<i64>,
}

type MirrorRow = (String, String, Option<String>, i64, Option<i64>);

pub async fn mirror(tx: &mut OrgTx) -> Result<Option<Mirror>, sqlx::Error> {
    let row: Option<MirrorRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT account, calendar, sync_token, known_until, read_at FROM calendar_mirrors WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(|(account, calendar, sync_token, known_until, read_at)| Mirror {
        account,
        calendar,
        sync_token,
        known_until,
        read_at,
    }))
}

pub async fn put_mirror(tx: &mut OrgTx, mirror: &Mirror, due_at: i64) -> Result<(), sqlx::Error> {
    let Mirror { account, calendar, sync_token, known_until, read_at } = mirror;
    execute!(
        tx,
        "INSERT INTO calendar_mirrors (org_id, account, calendar, sync_token, known_until, read_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (org_id) DO UPDATE SET
           account = excluded.account, calendar = excluded.calendar, sync_token = excluded.sync_token,
           known_until = excluded.known_until, read_at = excluded.read_at, due_at = excluded.due_at",
        |org| (
            org.as_str(),
            account.as_str(),
            calendar.as_str(),
            sync_token.as_deref(),
            *known_until,
            *read_at,
            due_at
        )
    )
    .map(drop)
}

/// Has the calendar be read from `due_at` on.
pub async fn put_off(tx: &mut OrgTx, due_at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE calendar_mirrors SET due_at = $2 WHERE org_id = $1";
    execute!(tx, sql, |org| (org.as_str(), due_at)).map(drop)
}

pub async fn forget_mirror(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM calendar_mirrors WHERE org_id = $1", |org| (org.as_str(),))?;
    forget_busy(tx).await
}

pub async fn forget_events(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM booking_events WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}

pub async fn forget_busy(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM calendar_busy WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}

pub async fn put_busy(tx: &mut OrgTx, event: &str, from: i64, to: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO calendar_busy (org_id, event_id, starts_at, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, event_id) DO UPDATE SET
           starts_at = excluded.starts_at, ends_at = excluded.ends_at",
        |org| (org.as_str(), event, from, to)
    )
    .map(drop)
}

pub async fn delete_busy(tx: &mut OrgTx, event: &str) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM calendar_busy WHERE org_id = $1 AND event_id = $2";
    execute!(tx, sql, |org| (org.as_str(), event)).map(drop)
}

const BUSY: &str = "SELECT b.event_id, b.starts_at, b.ends_at FROM calendar_busy AS b
  WHERE b.org_id = $1 AND b.ends_at > $2 AND b.starts_at < $3";

/// The times that are taken in the calendar alone between both times, which they may reach beyond, each with
/// its event: that of an appointment takes what it has there and the appointment has not.
pub async fn busy(tx: &mut OrgTx, from: i64, to: i64) -> Result<Vec<(String, i64, i64)>, sqlx::Error> {
    on!(tx, |c, org| { sqlx::query_as(BUSY).bind(org.as_str()).bind(from).bind(to).fetch_all(c).await })
}

/// The event of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingEvent {
    pub appointment: AppointmentId,
    /// `None` while it is in none.
    pub calendar: Option<String>,
    pub etag: Option<String>,
    pub is_due: bool,
    pub version: i64,
    pub there_at: Option<i64>,
    /// Google refused it as it is here.
    pub is_refused: bool,
}

type EventRow = (String, Option<String>, Option<String>, bool, i64, Option<i64>, bool);

macro_rules! select_events {
    ($condition:literal) => {
        concat!(
            "SELECT e.appointment_id, e.calendar, e.etag, e.due, e.version, e.there_at, e.refused
             FROM booking_events AS e WHERE e.org_id = $1 AND ",
            $condition
        )
    };
}

fn read(row: EventRow) -> Result<BookingEvent, sqlx::Error> {
    let (appointment, calendar, etag, is_due, version, there_at, is_refused) = row;
    let appointment = stored("booking_events", &appointment).parse("appointment_id", &appointment)?;
    Ok(BookingEvent { appointment, calendar, etag, is_due, version, there_at, is_refused })
}

pub async fn event(tx: &mut OrgTx, id: &AppointmentId) -> Result<Option<BookingEvent>, sqlx::Error> {
    const SQL: &str = select_events!("e.appointment_id = $2");
    let row: Option<EventRow> = on!(tx, |c, org| {
        sqlx::query_as(SQL).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(read).transpose()
}

const DUE: &str = select_events!("e.due ORDER BY e.appointment_id LIMIT $2");

/// The events that are to be written.
pub async fn due(tx: &mut OrgTx, limit: i64) -> Result<Vec<BookingEvent>, sqlx::Error> {
    let rows: Vec<EventRow> =
        on!(tx, |c, org| sqlx::query_as(DUE).bind(org.as_str()).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(read).collect()
}

/// The events that are in the calendar and whose appointments are to come.
pub async fn to_come(tx: &mut OrgTx, calendar: &str, now: i64) -> Result<Vec<BookingEvent>, sqlx::Error> {
    const SQL: &str = select_events!(
        "e.calendar = $2 AND e.appointment_id IN (SELECT a.id FROM appointments AS a
         WHERE a.org_id = $1 AND a.starts_at > $3 AND a.state = 'booked')"
    );
    let rows: Vec<EventRow> = on!(tx, |c, org| {
        sqlx::query_as(SQL).bind(org.as_str()).bind(calendar).bind(now).fetch_all(c).await
    })?;
    rows.into_iter().map(read).collect()
}

const APART: &str = "SELECT a.id, e.refused FROM appointments AS a
  JOIN booking_events AS e ON e.appointment_id = a.id AND e.org_id = a.org_id
  WHERE a.org_id = $1 AND a.starts_at BETWEEN $2 AND $3 AND a.state = 'booked'
    AND NOT e.due AND (e.refused OR e.there_at IS NOT NULL)";

/// The appointments that begin from `from` to `to` and are not in the calendar as they are here, with whether
/// Google refused them.
pub async fn apart(tx: &mut OrgTx, from: i64, to: i64) -> Result<Vec<(AppointmentId, bool)>, sqlx::Error> {
    let rows: Vec<(String, bool)> =
        on!(tx, |c, org| sqlx::query_as(APART).bind(org.as_str()).bind(from).bind(to).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, refused)| Ok((stored("appointments", &id).parse("id", &id)?, refused)))
        .collect()
}

/// Has the event of an appointment be written.
pub async fn mark(tx: &mut OrgTx, id: &AppointmentId) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO booking_events (appointment_id, org_id, due) VALUES ($2, $1, TRUE)
         ON CONFLICT (appointment_id) DO UPDATE SET due = TRUE, version = booking_events.version + 1",
        |org| (org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Has the event of an appointment be written, where there is one.
pub async fn mark_known(tx: &mut OrgTx, id: &AppointmentId) -> Result<(), sqlx::Error> {
    let sql = "UPDATE booking_events SET due = TRUE, version = version + 1
               WHERE org_id = $1 AND appointment_id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

/// Has the events of all appointments to come be written.
pub async fn mark_to_come(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO booking_events (appointment_id, org_id, due)
         SELECT a.id, a.org_id, TRUE FROM appointments AS a
         WHERE a.org_id = $1 AND a.starts_at > $2 AND a.state = 'booked'
         ON CONFLICT (appointment_id) DO UPDATE SET due = TRUE, version = booking_events.version + 1",
        |org| (org.as_str(), now)
    )
    .map(drop)
}

/// The state of an event in a calendar.
#[derive(Clone, Copy, Debug)]
pub struct Stands<'a> {
    pub calendar: Option<&'a str>,
    pub etag: Option<&'a str>,
    pub there_at: Option<i64>,
    pub is_refused: bool,
}

/// Notes how an event stands after it was written as it was in that version, or refused; what changed since
/// is written again.
pub async fn written(tx: &mut OrgTx, event: &BookingEvent, stands: Stands<'_>) -> Result<(), sqlx::Error> {
    let Stands { calendar, etag, there_at, is_refused } = stands;
    execute!(
        tx,
        "UPDATE booking_events SET calendar = $4, etag = $5, there_at = $6, refused = $7,
                                   due = (due AND version <> $3)
         WHERE org_id = $1 AND appointment_id = $2",
        |org| (org.as_str(), event.appointment.as_str(), event.version, calendar, etag, there_at, is_refused)
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_taken_and_what_is_due_are_read_from_their_indexes() {
        let busy = explain::of(BUSY).await;
        let by_time = |line: &String| line.contains("calendar_busy_time (org_id=? AND ends_at>?)");
        assert!(busy.iter().any(by_time), "{busy:#?}");
        let apart = explain::of(APART).await;
        let by_time = |line: &String| line.contains("INDEX appointments_page (org_id=? AND starts_at>?");
        assert!(apart.iter().any(by_time), "{apart:#?}");
        let due = explain::of(DUE).await;
        assert!(due.iter().any(|line| line.contains("INDEX booking_events_due (org_id=?)")), "{due:#?}");
        assert!(due.iter().all(|line| !line.contains("TEMP B-TREE")), "{due:#?}");
    }
}
