//! Writing what changed here into the calendar.

use super::access::{Access, is_refused};
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView},
        operation::Action,
        problem::{Problem, ProblemKind},
        provider::google_calendar::PROVIDER,
    },
    server::{
        appointments::repo,
        calendars::{
            self,
            repo::{BookingEvent, Stands},
        },
        operations::step::{Effect, Flow, StepCx, StepOutput, StepResult},
        providers::google::{NewEvent, Written},
    },
};

/// The events that are written in one go; the step runs again for more.
const AT_ONCE: i64 = 50;
/// The answers to a write that may each tell of another state, before it counts as failed.
const TURNS: usize = 4;

/// Idempotent: an event is made under an id of its own and changed as a whole, and each is noted before the
/// next one.
pub async fn write_events(cx: &StepCx<'_>) -> StepResult {
    let mut tx = cx.read().await?;
    let mut due = Vec::new();
    for event in calendars::repo::due(&mut tx, AT_ONCE).await? {
        let appointment = repo::find(&mut tx, &event.appointment).await?.ok_or(ProblemKind::NotFound)?;
        due.push((event, appointment.view));
    }
    drop(tx);
    if due.is_empty() {
        let receipt = cx.receipt_about(Action::NothingToWrite, None);
        return Ok(StepOutput { skipped: true, ..StepOutput::new(receipt, ends(cx)) });
    }
    let access = Access::open(cx).await?;
    match write(cx, &access, &due).await {
        Err(error) if is_refused(&error) => write(cx, &access.renewed(cx).await?, &due).await,
        done => done,
    }
}

async fn write(cx: &StepCx<'_>, access: &Access, due: &[(BookingEvent, AppointmentView)]) -> StepResult {
    for (event, appointment) in due {
        let placed = match place(cx, access, event, appointment).await {
            // This event alone is refused, and would be again: it waits for the next change.
            Err(problem) if problem.kind == ProblemKind::Rejected(PROVIDER) => None,
            placed => Some(placed?),
        };
        let stands = match &placed {
            Some(etag) => Stands {
                calendar: etag.as_ref().map(|_| access.calendar.as_str()),
                etag: etag.as_deref(),
                there_at: None,
                is_refused: false,
            },
            None => Stands {
                calendar: event.calendar.as_deref(),
                etag: event.etag.as_deref(),
                there_at: event.there_at,
                is_refused: true,
            },
        };
        let mut tx = cx.write().await?;
        calendars::repo::written(&mut tx, event, stands).await?;
        if placed.is_some() {
            // It is as long as its appointment again.
            calendars::repo::delete_busy(&mut tx, &calendars::event_id(&event.appointment)).await?;
        }
        tx.commit().await?;
    }
    Ok(StepOutput::new(cx.receipt(Action::WroteEvents, &access.calendar), ends(cx)))
}

/// Ends the operation, unless something is to be written by now.
fn ends(cx: &StepCx<'_>) -> Effect {
    let operation = cx.operation.id.clone();
    Box::new(move |tx| {
        Box::pin(async move {
            if !calendars::repo::due(tx, 1).await?.is_empty() {
                return Ok(Flow::Again);
            }
            calendars::drop_earlier(tx, operation.as_str()).await?;
            Ok(Flow::Next)
        })
    })
}

/// Brings an event to where and how it is to be; returns its etag, `None` where there is none any more.
async fn place(
    cx: &StepCx<'_>,
    access: &Access,
    event: &BookingEvent,
    appointment: &AppointmentView,
) -> Result<Option<String>, Problem> {
    let (google, call) = (&cx.services.providers.google, cx.call());
    let Access { token, calendar, .. } = access;
    let id = calendars::event_id(&appointment.id);
    let is_cancelled = appointment.state == AppointmentState::Cancelled;
    let mut is_there = event.calendar.as_ref() == Some(calendar);
    if let Some(former) = event.calendar.as_deref().filter(|_| is_cancelled || !is_there) {
        match google.delete_event(&call, token, former, &id).await {
            // Another account's calendar is out of reach: what is in it stays.
            Err(problem) if !is_there && problem.kind == ProblemKind::LacksRight(PROVIDER) => {}
            deleted => deleted?,
        }
    }
    let is_over = appointment.ends_at <= cx.services.clock.now_ms();
    if is_cancelled || (is_over && !is_there) {
        return Ok(None);
    }
    let new = NewEvent {
        summary: summary(appointment),
        description: description(appointment),
        starts_at: appointment.starts_at,
        ends_at: appointment.ends_at,
        id,
    };
    let mut etag = event.etag.clone().filter(|_| is_there);
    for _ in 0..TURNS {
        let written = if is_there {
            google.change_event(&call, token, calendar, &new, etag.as_deref()).await?
        } else {
            google.make_event(&call, token, calendar, &new).await?
        };
        match written {
            Written::Done(etag) => return Ok(Some(etag)),
            // An attempt before has made it, or somebody has deleted it since.
            Written::Taken => (is_there, etag) = (true, None),
            // Somebody changed it as well: what AVA writes of it holds, the rest stays as it is.
            Written::Changed => {
                etag = google.event(&call, token, calendar, &new.id).await?.map(|event| event.etag);
            }
            Written::Gone => (is_there, etag) = (false, None),
        }
    }
    Err(ProblemKind::ProviderFailed(PROVIDER).into())
}

/// The title of an event: whoever was erased has no name any more.
fn summary(appointment: &AppointmentView) -> String {
    let AppointmentView { service, customer, .. } = appointment;
    if customer.is_empty() { service.clone() } else { format!("{customer} – {service}") }
}

fn description(appointment: &AppointmentView) -> String {
    let AppointmentView { phone, email, note, .. } = appointment;
    let phone = phone.as_ref().map(|phone| phone.pretty());
    let email = email.as_ref().map(|email| email.as_str().to_owned());
    let note = Some(note.clone()).filter(|note| !note.is_empty());
    [phone, email, note].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
