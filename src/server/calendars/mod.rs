//! What is known here of the Google calendar that an organisation has chosen: the times that others take
//! in it, and the events of appointments. The operation `sync_calendar` alone reads and writes the calendar
//! itself.

pub mod repo;

use super::{
    bookable, credentials,
    cx::{Services, own_off},
    db::{OrgTx, Writer, execute, on, sql, stored},
    operations::{
        notify,
        queue::{self, Plan, Planned},
        states::{is_open, is_unfinished},
    },
    suspension::is_at_work,
};
use crate::domain::{
    appointment::{AppointmentId, AppointmentState, AppointmentView},
    ids::{OrgId, UserId},
    operation::{OperationKind, StepKind, SubjectId},
    problem::Problem,
    provider::google_calendar::PROVIDER,
    topic::Topic,
};

/// The milliseconds between two readings: what somebody changes in the calendar is noticed by then, while
/// Google answers.
const BETWEEN: i64 = 5 * 60 * 1000;
const SUBJECT: SubjectId = SubjectId::Provider(PROVIDER);
const STEPS: [StepKind; 2] = [StepKind::ReadCalendar, StepKind::WriteEvents];

/// Google's id of an appointment's event, by which one is made once: the appointment's, without dashes.
pub fn event_id(appointment: &AppointmentId) -> String {
    format!("ava{}", appointment.as_str().replace('-', ""))
}

/// The appointment that an event of this id is of, if it is one of AVA's.
pub fn appointment_of(event: &str) -> Option<AppointmentId> {
    let digits = event.strip_prefix("ava")?;
    let part = |from: usize, to: usize| digits.get(from..to);
    let parts = [part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, digits.get(20..)?];
    parts.join("-").parse().ok()
}

/// Has the calendar hear of a change of an appointment, where one is connected.
///
/// # Errors
/// Fails as the database does; so do the others.
pub async fn changed(
    services: &Services,
    tx: &mut OrgTx,
    appointment: &AppointmentView,
    now: i64,
) -> Result<(), sqlx::Error> {
    // What is over, or was taken back, is written only where the calendar has it.
    if appointment.state == AppointmentState::Booked && appointment.ends_at > now {
        if credentials::find(tx, PROVIDER).await?.is_none() {
            return Ok(());
        }
        repo::mark(tx, &appointment.id).await?;
    } else {
        repo::mark_known(tx, &appointment.id).await?;
    }
    begin(services, tx).await.map(drop)
}

/// Begins to bring the calendar in step; `false` where that is under way, where nothing is connected, where
/// the operator has turned it off, or where nothing can be booked, so that nobody asks what is in it.
pub async fn begin(services: &Services, tx: &mut OrgTx) -> Result<bool, sqlx::Error> {
    if !bookable::is_bookable(tx).await? && repo::due(tx, 1).await?.is_empty() {
        return Ok(false);
    }
    if services.config.disabled.has(PROVIDER) || own_off(tx).await?.has(PROVIDER) {
        return Ok(false);
    }
    let by: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT saved_by FROM org_credentials
             WHERE org_id = $1 AND provider = $2 AND is_managed = FALSE",
        )
        .bind(org.as_str())
        .bind(PROVIDER.code())
        .fetch_optional(c)
        .await
    })?;
    let Some((by,)) = by else { return Ok(false) };
    let by: UserId = stored("org_credentials", &by).parse("saved_by", &by)?;
    let steps = STEPS.map(Planned::from);
    let plan = Plan { kind: OperationKind::SyncCalendar, subject: &SUBJECT, label: "", steps: &steps };
    let begun = queue::open(services, tx, &by, &plan).await?.is_some();
    tx.publish(&[Topic::Operations]);
    Ok(begun)
}

/// Forgets the calendar after it was disconnected. The events stay in it.
pub async fn disconnected(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    repo::forget_mirror(tx).await?;
    repo::forget_events(tx).await?;
    notify::is_mended(tx, OperationKind::SyncCalendar).await
}

/// Notes what was read, and when that is to be done again.
pub async fn was_read(tx: &mut OrgTx, mirror: &repo::Mirror, now: i64) -> Result<(), sqlx::Error> {
    repo::put_mirror(tx, mirror, now + BETWEEN).await
}

/// Has the next reading wait for the usual time.
pub async fn put_off(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    repo::put_off(tx, now + BETWEEN).await
}

/// Readings that begin by themselves: each operation is its own record.
struct DueReadings;

impl Writer for DueReadings {}

/// Organisations that are begun with in one round.
const ROUND: i64 = 100;

const DUE: &str = sql!(
    "SELECT k.org_id FROM org_credentials AS k
     LEFT JOIN calendar_mirrors AS m ON m.org_id = k.org_id
     WHERE k.provider = 'google_calendar' AND k.is_managed = FALSE AND k.status = 'connected'
       AND COALESCE(m.due_at, 0) <= $1
       AND (EXISTS (SELECT 1 FROM appointment_services AS s WHERE s.org_id = k.org_id)
         OR EXISTS (SELECT 1 FROM booking_events AS e WHERE e.org_id = k.org_id AND e.due))
       AND NOT EXISTS (SELECT 1 FROM operations AS o
         WHERE o.org_id = k.org_id AND o.kind = 'sync_calendar' AND ",
    is_open!(o),
    ") AND ",
    is_at_work!("k.org_id"),
    " ORDER BY COALESCE(m.due_at, 0), k.org_id LIMIT $2"
);

/// Begins to read the calendars whose time has come; returns their number.
///
/// # Errors
/// Fails as the database does.
pub async fn enqueue_due(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let rows: Vec<(String,)> = on!(tx, |c| sqlx::query_as(DUE).bind(now).bind(ROUND).fetch_all(c).await)?;
    drop(tx);
    let mut begun = 0;
    for (org,) in rows {
        let begins = async {
            let org: OrgId = stored("org_credentials", &org).parse("org_id", &org)?;
            let mut tx = services.db.write(DueReadings, &org).await?;
            let begun = begin(services, &mut tx).await?;
            tx.commit().await?;
            Ok::<bool, sqlx::Error>(begun)
        };
        match begins.await {
            Ok(true) => begun += 1,
            // Another node was quicker.
            Ok(false) => {}
            // The others are due, whatever problem this one has.
            Err(error) => tracing::warn!(org.id = org, %error, "could not begin to read a calendar"),
        }
    }
    Ok(begun)
}

/// Deletes the operations before this one that are over: there is one every few minutes. Those that
/// wrote something stay, with their receipts, and so do those that people were told of.
pub async fn drop_earlier(tx: &mut OrgTx, than: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = concat!(
        "DELETE FROM operations
      WHERE org_id = $1 AND kind = 'sync_calendar' AND id < $2 AND NOT ",
        is_unfinished!(),
        " AND NOT EXISTS (SELECT 1 FROM operation_steps AS s
          WHERE s.operation_id = operations.id AND s.kind = 'write_events' AND s.state = 'done')
        AND NOT EXISTS (SELECT 1 FROM notifications AS n
          WHERE n.org_id = operations.org_id AND n.subject = operations.id)"
    );
    execute!(tx, SQL, |org| (org.as_str(), than)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_known_by_its_appointment_and_no_other_is() {
        let id: AppointmentId = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
        let event = event_id(&id);
        assert_eq!(event, "ava0190a5e27c1b7def81230123456789ab");
        // Google takes these signs in an id (RFC 4648, section 7, in lower case).
        assert!(event.chars().all(|c| matches!(c, 'a'..='v' | '0'..='9')));
        assert_eq!(appointment_of(&event), Some(id));
        for other in [
            "",
            "ava",
            "ava0190a5e2",
            "avaé190a5e27c1b7def81230123456789ab",
            "0190a5e2",
            "avaz190a5e27c1b7def81230123456789ab",
        ] {
            assert_eq!(appointment_of(other), None, "{other}");
        }
    }
}
