//! Reading what changed in the calendar: times that others take, and appointments that somebody moved or
//! deleted there.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::access::{Access, is_refused};
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView, BookingSettings, MAX_AHEAD},
        ids::OperationId,
        moment,
        notification::NotificationKind,
        operation::Action,
        problem::{Problem, ProblemKind},
        provider::google_calendar::PROVIDER,
        zone::ZoneName,
    },
    server::{
        appointments::{
            repo::{self, Appointment},
            service::{self, Change},
            slots::Lasts,
        },
        audit::{self, Actor},
        bookable,
        calendars::{
            self,
            repo::{BookingEvent, Mirror, Stands},
        },
        cx::Services,
        db::OrgTx,
        operations::step::{Flow, StepCx, StepOutput, StepResult},
        providers::google::{Event, EventsPage, Since, When},
        zones,
    },
};

const DAY: i64 = 24 * 3600 * 1000;
/// How far ahead events are read, in milliseconds: as far as can be booked, and so much further that the
/// reading starts over once a month.
const AHEAD: i64 = (MAX_AHEAD as i64 + 37) * DAY;
const ENOUGH: i64 = (MAX_AHEAD as i64 + 7) * DAY;
/// The pages that are read at most, of a thousand events each. Of a calendar that has more, the times of
/// what comes last are not known, and each reading starts over.
const MAX_PAGES: usize = 50;

/// Idempotent: what was read replaces what is known.
pub async fn read_calendar(cx: &StepCx<'_>) -> StepResult {
    let access = Access::open(cx).await?;
    match read(cx, &access).await {
        Err(error) if is_refused(&error) => read(cx, &access.renewed(cx).await?).await,
        done => done,
    }
}

/// The changes that were read, as far as they count here.
struct Reading {
    events: Vec<There>,
    /// Whether this is all that there is, and not what changed.
    is_whole: bool,
    mirror: Mirror,
}

/// An event of the calendar.
struct There {
    id: String,
    etag: String,
    is_deleted: bool,
    is_busy: bool,
    /// Its time, in epoch milliseconds; `None` where it has none that can be read.
    span: Option<(i64, i64)>,
    is_of_days: bool,
}

#[derive(Default)]
struct Listed {
    events: Vec<There>,
    sync_token: Option<String>,
}

async fn read(cx: &StepCx<'_>, access: &Access) -> StepResult {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let known = calendars::repo::mirror(&mut tx).await?;
    let settings = bookable::settings(&mut tx).await?.unwrap_or_default();
    drop(tx);
    let known = known.filter(|known| {
        known.account == access.account
            && known.calendar == access.calendar
            && known.known_until > now + ENOUGH
    });
    let changed = match known.as_ref().and_then(|known| known.sync_token.as_deref()) {
        Some(token) => list(cx, access, Since::Token(token), &settings.zone).await?,
        None => None,
    };
    let (listed, is_whole) = match changed {
        Some(changed) => (changed, false),
        None => {
            let all = list(cx, access, Since::Between(now - DAY, now + AHEAD), &settings.zone).await?;
            (all.ok_or(ProblemKind::ProviderFailed(PROVIDER))?, true)
        }
    };
    let known_until = known.filter(|_| !is_whole).map_or(now + AHEAD, |known| known.known_until);
    let mirror = Mirror {
        account: access.account.clone(),
        calendar: access.calendar.clone(),
        sync_token: listed.sync_token,
        known_until,
        read_at: Some(now),
    };
    let reading = Reading { events: listed.events, is_whole, mirror };
    let (services, operation) = (cx.services.clone(), cx.operation.id.clone());
    let receipt = cx.receipt(Action::ReadCalendar, &access.calendar);
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                Applies { services, operation, now }.apply(tx, reading).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Reads all pages; `None` where the token is too old. Days are those of the calendar's zone, or of `zone`
/// where Google does not tell it.
async fn list(
    cx: &StepCx<'_>,
    access: &Access,
    since: Since<'_>,
    zone: &ZoneName,
) -> Result<Option<Listed>, Problem> {
    let (google, call) = (&cx.services.providers.google, cx.call());
    let mut listed = Listed::default();
    let mut page: Option<String> = None;
    for _ in 0..MAX_PAGES {
        let read = google.events(&call, &access.token, &access.calendar, since, page.as_deref()).await?;
        let Some(EventsPage { events, next_page, next_sync, zone: theirs }) = read else { return Ok(None) };
        let theirs = theirs.as_deref().and_then(zones::find);
        let zone = theirs.as_ref().unwrap_or(zone);
        listed.events.extend(events.into_iter().map(|event| There::of(event, zone)));
        listed.sync_token = next_sync;
        page = next_page;
        if page.is_none() {
            break;
        }
    }
    Ok(Some(listed))
}

impl There {
    fn of(event: Event, zone: &ZoneName) -> Self {
        let at = |when: &Option<When>| when.as_ref().and_then(|when| moment_of(when, zone));
        let span = at(&event.start).zip(at(&event.end)).filter(|(from, to)| from < to);
        Self {
            is_deleted: event.is_deleted(),
            is_busy: event.is_busy(),
            is_of_days: event.start.is_some_and(|start| start.date.is_some()),
            span,
            id: event.id,
            etag: event.etag,
        }
    }
}

/// The moment that Google means; a day begins at its midnight in `zone`.
fn moment_of(when: &When, zone: &ZoneName) -> Option<i64> {
    match (&when.date_time, &when.date) {
        (Some(at), _) => at.parse::<Timestamp>().ok().map(Timestamp::as_millisecond),
        (None, Some(date)) => moment::day_number(date).map(|day| zones::start_of_day(zone, day)),
        (None, None) => None,
    }
}

/// Takes over what was read, in the transaction that records the step.
struct Applies {
    services: Services,
    operation: OperationId,
    now: i64,
}

impl Applies {
    async fn apply(&self, tx: &mut OrgTx, reading: Reading) -> Result<(), Problem> {
        let Reading { events, is_whole, mirror } = reading;
        let before = calendars::repo::mirror(tx).await?;
        let is_other = before.is_none_or(|before| {
            (before.account, before.calendar) != (mirror.account.clone(), mirror.calendar.clone())
        });
        if is_other {
            calendars::repo::mark_to_come(tx, self.now).await?;
        }
        if is_whole {
            calendars::repo::forget_busy(tx).await?;
        }
        let settings = bookable::settings(tx).await?.unwrap_or_default();
        let mut seen = BTreeSet::new();
        for there in events {
            if let Some((appointment, event)) = self.ours(tx, &there, &mirror.calendar).await? {
                seen.insert(event.appointment.clone());
                self.meet(tx, &settings, appointment, &event, &there).await?;
            } else if let (Some((from, to)), true) = (there.span, there.is_busy) {
                calendars::repo::put_busy(tx, &there.id, from, to).await?;
            } else {
                calendars::repo::delete_busy(tx, &there.id).await?;
            }
        }
        // What is not among all that there is was deleted, unless not all was read.
        if is_whole && mirror.sync_token.is_some() {
            for event in calendars::repo::to_come(tx, &mirror.calendar, self.now).await? {
                if !event.is_due
                    && !seen.contains(&event.appointment)
                    && let Some(appointment) = repo::find(tx, &event.appointment).await?
                {
                    self.deleted(tx, &settings, appointment, &event).await?;
                }
            }
        }
        calendars::was_read(tx, &mirror, self.now).await?;
        Ok(())
    }

    /// The appointment of an event that AVA wrote into this calendar. What of AVA's is of nobody here, or
    /// was restored after its appointment was cancelled, is an event like others.
    async fn ours(
        &self,
        tx: &mut OrgTx,
        there: &There,
        calendar: &str,
    ) -> Result<Option<(Appointment, BookingEvent)>, sqlx::Error> {
        let Some(id) = calendars::appointment_of(&there.id) else { return Ok(None) };
        let Some(event) = calendars::repo::event(tx, &id).await? else { return Ok(None) };
        let is_there = event.is_due || event.calendar.as_deref() == Some(calendar);
        let Some(appointment) = repo::find(tx, &id).await?.filter(|_| is_there) else { return Ok(None) };
        Ok(Some((appointment, event)))
    }

    /// Compares an appointment with its event. What changed here as well is written next, and holds.
    async fn meet(
        &self,
        tx: &mut OrgTx,
        settings: &BookingSettings,
        appointment: Appointment,
        event: &BookingEvent,
        there: &There,
    ) -> Result<(), Problem> {
        let is_known = event.etag.as_ref() == Some(&there.etag);
        if event.is_due || appointment.view.state == AppointmentState::Cancelled {
            return Ok(());
        }
        self.takes(tx, appointment.view.starts_at, appointment.lasts, there).await?;
        match there.span {
            _ if is_known => Ok(()),
            _ if there.is_deleted => self.deleted(tx, settings, appointment, event).await,
            Some((start, _)) if start != appointment.view.starts_at => {
                self.moved(tx, settings, appointment, event, there, start).await
            }
            _ => self.stands(tx, event, there, None).await,
        }
    }

    /// Takes the time that an event has there and its appointment has not: that by which somebody made it
    /// longer, or all of another one.
    async fn takes(
        &self,
        tx: &mut OrgTx,
        starts_at: i64,
        lasts: Lasts,
        there: &There,
    ) -> Result<(), sqlx::Error> {
        let beyond = |(from, to): (i64, i64)| {
            let from = if from == starts_at { lasts.ends(starts_at) } else { from };
            (from < to && there.is_busy).then_some((from, to))
        };
        match there.span.and_then(beyond) {
            Some((from, to)) => calendars::repo::put_busy(tx, &there.id, from, to).await,
            None => calendars::repo::delete_busy(tx, &there.id).await,
        }
    }

    async fn stands(
        &self,
        tx: &mut OrgTx,
        event: &BookingEvent,
        there: &There,
        there_at: Option<i64>,
    ) -> Result<(), Problem> {
        let (calendar, etag) = (event.calendar.as_deref(), Some(there.etag.as_str()));
        Ok(calendars::repo::written(tx, event, Stands { calendar, etag, there_at, is_refused: false })
            .await?)
    }

    /// Gives an appointment the time that it has there, where that is free here; else it is shown.
    async fn moved(
        &self,
        tx: &mut OrgTx,
        settings: &BookingSettings,
        appointment: Appointment,
        event: &BookingEvent,
        there: &There,
        start: i64,
    ) -> Result<(), Problem> {
        let Appointment { mut view, lasts, .. } = appointment;
        let is_free = !there.is_of_days && service::is_free(tx, lasts, start, &view.id).await?;
        if !is_free {
            return self.stands(tx, event, there, Some(start)).await;
        }
        (view.starts_at, view.ends_at) = (start, lasts.ends(start));
        self.record(tx, audit::Action::AppointmentMoved, &service::entry(&view, settings)).await?;
        if !repo::set_time(tx, &view.id, lasts, start, self.now).await? {
            return Err(ProblemKind::Stale.into());
        }
        self.notify(tx, NotificationKind::AppointmentMoved, settings, &view).await?;
        self.takes(tx, start, lasts, there).await?;
        self.stands(tx, event, there, None).await
    }

    async fn deleted(
        &self,
        tx: &mut OrgTx,
        settings: &BookingSettings,
        appointment: Appointment,
        event: &BookingEvent,
    ) -> Result<(), Problem> {
        let mut view = appointment.view;
        self.record(tx, audit::Action::AppointmentCancelled, &service::entry(&view, settings)).await?;
        repo::cancel(tx, &view.id, self.now).await?;
        calendars::repo::delete_busy(tx, &calendars::event_id(&view.id)).await?;
        view.state = AppointmentState::Cancelled;
        self.notify(tx, NotificationKind::AppointmentCancelled, settings, &view).await?;
        let nowhere = Stands { calendar: None, etag: None, there_at: None, is_refused: false };
        Ok(calendars::repo::written(tx, event, nowhere).await?)
    }

    async fn record(&self, tx: &mut OrgTx, action: audit::Action, subject: &str) -> Result<(), sqlx::Error> {
        let actor = Actor::Operation(self.operation.clone());
        audit::append(&self.services, tx, &actor, action, subject).await
    }

    /// Nobody knows who of the organisation it was: everybody is told.
    async fn notify(
        &self,
        tx: &mut OrgTx,
        kind: NotificationKind,
        settings: &BookingSettings,
        appointment: &AppointmentView,
    ) -> Result<(), sqlx::Error> {
        service::notify(tx, &Change { kind, appointment, settings, by: None, at: self.now }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_and_a_day_are_read_in_the_calendars_zone() {
        let zone = zones::find("America/New_York").unwrap();
        let at = |text: &str| When { date_time: Some(text.to_owned()), date: None };
        let on = |text: &str| When { date_time: None, date: Some(text.to_owned()) };
        assert_eq!(moment_of(&at("2026-12-01T10:00:00+01:00"), &zone), Some(1_796_115_600_000));
        assert_eq!(moment_of(&at("2026-12-01T09:00:00Z"), &zone), Some(1_796_115_600_000));
        // Midnight in New York is 5 hours after that of UTC in winter, and 4 in summer.
        assert_eq!(moment_of(&on("2026-12-01"), &zone), Some(1_796_083_200_000 + 5 * 3_600_000));
        assert_eq!(moment_of(&on("2026-07-01"), &zone), Some(1_782_864_000_000 + 4 * 3_600_000));
        for wrong in [at("tomorrow"), on("2026-13-01"), When { date_time: None, date: None }] {
            assert_eq!(moment_of(&wrong, &zone), None, "{wrong:?}");
        }
    }
}
