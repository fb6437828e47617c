//! Rules of appointments: what is offered can be booked, once.

use super::{
    mails,
    repo::{self, Appointment},
    slots::{self, Lasts, Taken},
};
use crate::{
    domain::{
        appointment::{
            AppointmentId, AppointmentMark, AppointmentPage, AppointmentState, AppointmentView,
            AppointmentsQuery, AppointmentsView, BookForm, BookingSettings, InCalendar, Layout, MAX_CUSTOMER,
            MAX_NOTE, MoveForm, ServiceId, ServiceView, SlotsQuery, SlotsView, Weekday,
        },
        call::CallId,
        email::Email,
        ids::{AgentId, UserId},
        moment,
        notification::{About, NotificationKind},
        phone::E164,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        quota::Quota,
        text::{many_lines, one_line, optional},
        topic::Topic,
        webhook::EventKind,
        zone::Zone,
    },
    server::{
        audit::{Action, Actor},
        bookable::{is_bookable, settings, shown, through},
        calendars,
        contacts::{
            self,
            service::{of_caller, of_customer},
        },
        cx::{Author, Cx, Draft, Services, Unit},
        db::OrgTx,
        list::PageSize,
        notifications::{self, Raised},
        numbers::service::parse_number,
        quotas::{self, Day},
        webhooks::{self, Data, Event},
        zones,
    },
};

const PAGE: PageSize = PageSize(25);

/// Further from a time than what is booked can reach: longer than the longest service and buffer.
const REACH: i64 = 13 * 60 * slots::MINUTE;

/// The days among which the next one with times is looked for.
const LOOKED_AHEAD: i64 = 31;

/// Shows the appointments of a day or a week, or a page of those from a day on.
pub async fn list(cx: &Cx, query: &AppointmentsQuery) -> Result<AppointmentsView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let settings = shown(cx, &mut tx).await?;
    let today = slots::day_of(&settings, now);
    let day = query.date.number().unwrap_or(today);
    let (from, to) = match query.layout {
        Layout::Day => (day, day + 1),
        Layout::Week => {
            let monday = day - Weekday::of(day) as i64;
            (monday, monday + 7)
        }
        Layout::List => (day, i64::MAX),
    };
    let begins = |day| zones::start_of_day(&settings.zone, day);
    let (appointments, next) = match query.layout {
        Layout::Day | Layout::Week => (repo::between(&mut tx, begins(from), begins(to)).await?, None),
        Layout::List => {
            let (after, limit) = (query.after.as_ref(), PAGE.limit());
            let rows = repo::page(&mut tx, begins(from), after, query.state, limit).await?;
            PAGE.cut(rows, |appointment| appointment.id.clone())
        }
    };
    let marks = marks(&mut tx, &appointments, now).await?;
    let can_be_booked = is_bookable(&mut tx).await?;
    let zone = zone(&settings, now);
    let layout = query.layout;
    Ok(AppointmentsView { now, zone, layout, from, to, today, appointments, marks, next, can_be_booked })
}

fn zone(settings: &BookingSettings, now: i64) -> Zone {
    zones::around(&settings.zone, now)
}

pub async fn page(cx: &Cx, id: AppointmentId) -> Result<AppointmentPage, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let settings = shown(cx, &mut tx).await?;
    let Appointment { view: mut appointment, .. } =
        repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    if let Some(call) = &appointment.call
        && !repo::is_kept(&mut tx, call).await?
    {
        appointment.call = None;
    }
    let (mails, can_be_mailed) = mails::of_appointment(&mut tx, &settings, &appointment, now).await?;
    let calendar = in_calendar(&mut tx, &id).await?;
    let clashes = !clashing(&mut tx, std::slice::from_ref(&appointment), now).await?.is_empty();
    let zone = zone(&settings, now);
    Ok(AppointmentPage { now, zone, appointment, mails, calendar, clashes, can_be_mailed })
}

/// The appointments to come at whose time the calendar has something else.
async fn clashing(
    tx: &mut OrgTx,
    appointments: &[AppointmentView],
    now: i64,
) -> Result<Vec<AppointmentId>, sqlx::Error> {
    let is_to_come =
        |there: &&AppointmentView| there.state == AppointmentState::Booked && there.ends_at > now;
    let to_come: Vec<&AppointmentView> = appointments.iter().filter(is_to_come).collect();
    let from = to_come.iter().map(|there| there.starts_at).min();
    let to = to_come.iter().map(|there| there.ends_at).max();
    let Some((from, to)) = from.zip(to) else { return Ok(Vec::new()) };
    let busy = calendars::repo::busy(tx, from, to).await?;
    let clashes = |there: &&AppointmentView| {
        let own = calendars::event_id(&there.id);
        busy.iter().any(|(event, from, to)| *event != own && *from < there.ends_at && *to > there.starts_at)
    };
    Ok(to_come.into_iter().filter(clashes).map(|there| there.id.clone()).collect())
}

/// Why somebody has to look at appointments to come: of most, there is no reason.
async fn marks(
    tx: &mut OrgTx,
    appointments: &[AppointmentView],
    now: i64,
) -> Result<Vec<(AppointmentId, AppointmentMark)>, sqlx::Error> {
    let to_come: Vec<&AppointmentView> = appointments.iter().filter(|there| there.ends_at > now).collect();
    let from = to_come.iter().map(|there| there.starts_at).min();
    let to = to_come.iter().map(|there| there.starts_at).max();
    let Some((from, to)) = from.zip(to) else { return Ok(Vec::new()) };
    let mut marks = Vec::new();
    marks.extend(clashing(tx, appointments, now).await?.into_iter().map(|id| (id, AppointmentMark::Clashes)));
    let apart = calendars::repo::apart(tx, from, to).await?;
    marks.extend(apart.into_iter().map(|(id, is_refused)| {
        (id, if is_refused { AppointmentMark::Refused } else { AppointmentMark::Elsewhere })
    }));
    let unmailed = mails::unmailed(tx, from, to).await?;
    marks.extend(unmailed.into_iter().map(|id| (id, AppointmentMark::Unmailed)));
    marks.retain(|(id, _)| to_come.iter().any(|there| there.id == *id));
    Ok(marks)
}

async fn in_calendar(tx: &mut OrgTx, id: &AppointmentId) -> Result<Option<InCalendar>, sqlx::Error> {
    let Some(event) = calendars::repo::event(tx, id).await? else { return Ok(None) };
    Ok(match (event.is_due, event.there_at, event.calendar) {
        (true, _, _) => Some(InCalendar::Waits),
        _ if event.is_refused => Some(InCalendar::Refused),
        (false, Some(at), _) => Some(InCalendar::Elsewhere(at)),
        (false, None, Some(_)) => Some(InCalendar::There),
        (false, None, None) => None,
    })
}

/// Shows the times of a day, of a service or for another time of an appointment. Without a day, it is
/// the first that has times.
pub async fn offered(cx: &Cx, query: &SlotsQuery) -> Result<SlotsView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let moves = match &query.moves {
        Some(id) => Some(repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?),
        None => None,
    };
    let agent = moves.as_ref().map_or(&query.agent, |moved| &moved.agent);
    let (settings, own) = through(&mut tx, agent.as_ref()).await?;
    let agent = agent.clone().filter(|_| !own.is_nothing());
    let (agents, mut services) = match &moves {
        Some(_) => (Vec::new(), Vec::new()),
        None => (repo::agents_with_own(&mut tx).await?, repo::services(&mut tx).await?),
    };
    services.retain(|there| own.offers(&there.id));
    let chosen = match (&query.service, services.as_slice()) {
        (None, [only]) => Some(only),
        (chosen, services) => services.iter().find(|there| Some(&there.id) == chosen.as_ref()),
    };
    let lasts = match (&moves, chosen) {
        (Some(moved), _) => Some(moved.lasts),
        (None, chosen) => chosen.map(lasts_of),
    };
    let service = chosen.map(|chosen| chosen.id.clone());
    let moves = moves.map(|moved| moved.view);
    let found = match lasts {
        Some(lasts) => {
            let but = moves.as_ref().map(|moved| &moved.id);
            on_days(&mut tx, &settings, lasts, query.date.number(), now, but).await?
        }
        None => Found { day: slots::day_of(&settings, now), slots: Vec::new(), next_day: None },
    };
    let Found { day, slots, next_day } = found;
    let zone = zone(&settings, now);
    Ok(SlotsView { now, zone, agents, agent, services, service, moves, day, slots, next_day })
}

/// The times of a day, and the next day that has any.
pub(super) struct Found {
    pub day: i64,
    pub slots: Vec<i64>,
    pub next_day: Option<i64>,
}

/// Finds the times of a day, or of the first day that has any. But for one appointment, what is booked
/// is taken.
pub(super) async fn on_days(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    lasts: Lasts,
    asked: Option<i64>,
    now: i64,
    but: Option<&AppointmentId>,
) -> Result<Found, sqlx::Error> {
    let (first, last) = slots::days(settings, now);
    let from = asked.unwrap_or(first);
    // After a day that is over, today is the next.
    let open = from.max(first);
    let to = open.saturating_add(LOOKED_AHEAD).min(last);
    let taken = taken(tx, settings, (open, to.max(open)), but).await?;
    let on = |day| slots::on_day(settings, lasts, day, now, &taken);
    let mut next = (open.max(from + 1)..=to).filter(|day| !on(*day).is_empty());
    let found = Found { day: from, slots: on(from), next_day: next.next() };
    match (asked, found.slots.is_empty(), found.next_day) {
        (None, true, Some(day)) => Ok(Found { day, slots: on(day), next_day: next.next() }),
        _ => Ok(found),
    }
}

pub(super) const fn lasts_of(service: &ServiceView) -> Lasts {
    Lasts { minutes: service.service.minutes, buffer: service.service.buffer }
}

async fn taken(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    (first, last): (i64, i64),
    but: Option<&AppointmentId>,
) -> Result<Vec<Taken>, sqlx::Error> {
    let begins = |day| zones::start_of_day(&settings.zone, day);
    let (from, to) = (begins(first).saturating_sub(REACH), begins(last + 1).saturating_add(REACH));
    let mut taken = repo::taken(tx, from, to, but).await?;
    let own = but.map(calendars::event_id);
    let busy = calendars::repo::busy(tx, from, to).await?.into_iter();
    let others = busy.filter(|(event, ..)| own.as_ref() != Some(event));
    taken.extend(others.map(|(_, from, to)| Taken { from, to }));
    Ok(taken)
}

/// Whether an appointment can be moved to a time without another one in the way, whatever is offered.
pub(super) async fn is_free(
    tx: &mut OrgTx,
    lasts: Lasts,
    start: i64,
    but: &AppointmentId,
) -> Result<bool, sqlx::Error> {
    let free = lasts.free(start);
    let taken = repo::taken(tx, start.saturating_sub(REACH), free, Some(but)).await?;
    let apart = |taken: &Taken| !slots::overlap((start, free), (taken.from, taken.to));
    Ok(taken.iter().all(apart))
}

/// Refuses a time that is not offered.
async fn must_be_offered(
    tx: &mut OrgTx,
    settings: &BookingSettings,
    lasts: Lasts,
    start: i64,
    now: i64,
    but: Option<&AppointmentId>,
) -> Result<(), Problem> {
    let day = slots::day_of(settings, start);
    let taken = taken(tx, settings, (day, day), but).await?;
    let is_offered = slots::on_day(settings, lasts, day, now, &taken).contains(&start);
    if is_offered { Ok(()) } else { Err(not_offered()) }
}

fn not_offered() -> Problem {
    Problem::invalid(Field::Start, Rule::NotOffered)
}

/// The customer of an appointment, parsed and checked.
pub(super) struct Customer {
    pub name: String,
    pub phone: Option<E164>,
    pub email: Option<Email>,
    pub note: String,
}

/// The source from which it is known whose an appointment is.
pub(super) enum KnownBy {
    /// The number and the address, which somebody of the organisation typed.
    Typed,
    /// The number that a caller has; what they tell makes them nobody else. `None` where it is withheld.
    Caller(Option<E164>),
}

pub(super) struct Booking {
    /// The agent whose hours and services count; `None` for those of the organisation.
    pub agent: Option<AgentId>,
    pub service: ServiceId,
    pub start: i64,
    pub customer: Customer,
    pub known_by: KnownBy,
    /// The call in which it was asked for.
    pub call: Option<CallId>,
}

fn read_booking(form: &BookForm) -> Result<Booking, Problem> {
    let mut errors = FieldErrors::default();
    let agent = optional(&form.agent, |typed| typed.parse().map_err(|_| Rule::UnknownChoice));
    let agent = errors.value(Field::Agent, agent);
    let service = errors.value(Field::Service, form.service.parse().map_err(|_| Rule::UnknownChoice));
    let start = errors.value(Field::Start, read_start(&form.start));
    let name = errors.value(Field::Name, one_line(&form.customer, MAX_CUSTOMER));
    let phone = errors.value(Field::Number, optional_phone(&form.phone));
    let email = errors.value(Field::Email, optional(&form.email, Email::parse));
    let note = errors.value(Field::Note, many_lines(&form.note, MAX_NOTE));
    match (agent, service, start, name, phone, email, note) {
        (Some(agent), Some(service), Some(start), Some(name), Some(phone), Some(email), Some(note)) => {
            let customer = Customer { name, phone, email, note };
            Ok(Booking { agent, service, start, customer, known_by: KnownBy::Typed, call: None })
        }
        _ => Err(errors.problem()),
    }
}

/// Reads a number that may be left empty.
pub(super) fn optional_phone(typed: &str) -> Result<Option<E164>, Rule> {
    optional(typed, parse_number)
}

fn read_start(typed: &str) -> Result<i64, Rule> {
    if typed.is_empty() { Err(Rule::Required) } else { typed.parse().map_err(|_| Rule::NotOffered) }
}

/// Books a time that is offered. Two that ask for the same time have one appointment between them; the
/// same booking sent again is the one that is there.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one, `NotOffered` on the time among them, or with
/// the quota of what is booked in a day.
pub async fn book(cx: &Cx, form: &BookForm) -> Result<AppointmentId, Problem> {
    let booking = read_booking(form)?;
    let mut tx = cx.begin().await?;
    if let Some(agent) = &booking.agent
        && repo::agent(&mut tx, agent).await?.is_none()
    {
        return Err(Problem::invalid(Field::Agent, Rule::UnknownChoice));
    }
    let (id, unit) = prepare(&cx.services, tx, booking).await?;
    committed(unit).await?;
    Ok(id)
}

/// Books a time that is offered, up to the commit; no unit where the same is booked already.
///
/// # Errors
/// Fails as [`book`] does.
pub(super) async fn prepare<By: Author>(
    services: &Services,
    mut tx: Draft<By>,
    booking: Booking,
) -> Result<(AppointmentId, Option<Unit<By>>), Problem> {
    let Booking { agent, service, start, customer, known_by, call } = booking;
    let now = tx.now();
    let there = repo::between(&mut tx, start, start.saturating_add(1)).await?;
    // Two people of one name are two: whoever is refused the time has to hear of it.
    let again = |there: &AppointmentView| {
        let for_the_same = (&there.customer, &there.phone, &there.email, &there.call)
            == (&customer.name, &customer.phone, &customer.email, &call);
        for_the_same && there.service_id.as_ref() == Some(&service)
    };
    if let Some(there) = there.into_iter().find(again) {
        return Ok((there.id, None));
    }
    let unknown = || Problem::invalid(Field::Service, Rule::UnknownChoice);
    let (settings, own) = through(&mut tx, agent.as_ref()).await?;
    let service = repo::service(&mut tx, &service).await?;
    let service = service.filter(|there| own.offers(&there.id)).ok_or_else(unknown)?;
    let lasts = lasts_of(&service);
    must_be_offered(&mut tx, &settings, lasts, start, now, None).await?;
    let Customer { name, phone, email, note } = customer;
    let contact = match &known_by {
        KnownBy::Typed => of_customer(services, &mut tx, &name, phone.as_ref(), email.as_ref()).await?,
        KnownBy::Caller(Some(number)) => of_caller(services, &mut tx, &name, number, email.as_ref()).await?,
        KnownBy::Caller(None) => None,
    };
    let id: AppointmentId = services.random.id();
    let view = AppointmentView {
        id: id.clone(),
        service_id: Some(service.id),
        service: service.service.name,
        starts_at: start,
        ends_at: lasts.ends(start),
        customer: name,
        phone,
        email,
        note,
        state: AppointmentState::Booked,
        contact,
        call,
    };
    let mut tx = tx.recorded(Action::AppointmentBooked, &entry(&view, &settings)).await?;
    let made = Appointment { view, lasts, agent, revision: 0 };
    if !repo::insert(&mut tx, &made, now).await? {
        return Err(not_offered());
    }
    let today = repo::count_since(&mut tx, Day::of(now).began()).await?;
    quotas::hold(services, &mut tx, Quota::Bookings, today).await?;
    follow(&mut tx, NotificationKind::AppointmentMade, &settings, &made.view).await?;
    Ok((id, Some(tx)))
}

/// A change of an appointment, which is as the change leaves it.
pub(super) struct Change<'a> {
    pub kind: NotificationKind,
    pub appointment: &'a AppointmentView,
    pub settings: &'a BookingSettings,
    /// The person who did it, where that is known.
    pub by: Option<&'a UserId>,
    pub at: i64,
}

/// Has everybody hear of a change, wherever it was made: the people here, but for whoever did it, the
/// customer, and programs.
pub(super) async fn notify(tx: &mut OrgTx, change: &Change<'_>) -> Result<(), sqlx::Error> {
    let Change { kind, appointment, settings, by, at } = *change;
    let AppointmentView { id, service, starts_at, contact, .. } = appointment;
    // Moving an appointment says nothing of the contact.
    if let Some(contact) = contact
        && kind != NotificationKind::AppointmentMoved
    {
        contacts::repo::score_is_due(tx, contact).await?;
    }
    let about = About::Appointment { id: id.clone(), service: service.clone(), starts_at: *starts_at };
    let cause = match kind {
        // It may be moved back and forth; the same move is made once.
        NotificationKind::AppointmentMoved => format!("{} {id} {starts_at} {at}", kind.code()),
        kind => format!("{} {}", kind.code(), about.subject()),
    };
    notifications::raise(tx, &Raised { kind, about, cause: &cause, by, at }).await?;
    let told = match kind {
        NotificationKind::AppointmentMade => EventKind::AppointmentMade,
        NotificationKind::AppointmentCancelled => EventKind::AppointmentCancelled,
        _ => EventKind::AppointmentChanged,
    };
    let data = Data::of_appointment(appointment);
    webhooks::raise(tx, &Event { kind: told, data, at }).await?;
    mails::changed(tx, settings, appointment, at).await?;
    tx.publish(&[Topic::Appointments]);
    Ok(())
}

/// Does what follows from a change that was made here, in the transaction that makes it.
async fn follow<By: Author>(
    tx: &mut Unit<By>,
    kind: NotificationKind,
    settings: &BookingSettings,
    appointment: &AppointmentView,
) -> Result<(), sqlx::Error> {
    let (actor, at, services) = (tx.actor(), tx.now(), tx.services().clone());
    let by = if let Actor::User(user) = &actor { Some(user) } else { None };
    notify(tx, &Change { kind, appointment, settings, by, at }).await?;
    calendars::changed(&services, tx, appointment, at).await
}

/// The audit subject of an appointment. It does not name the customer, who can be erased.
pub(super) fn entry(appointment: &AppointmentView, settings: &BookingSettings) -> String {
    let at = appointment.starts_at;
    format!("{}, {}", appointment.service, moment::exact(at, &zone(settings, at)))
}

/// Gives an appointment another time that is offered in the hours in which it was booked.
///
/// # Errors
/// Fails with `NotOffered`, with `NotFound`, or with `Stale` for one that is cancelled.
pub async fn reschedule(cx: &Cx, id: &AppointmentId, form: &MoveForm) -> Result<(), Problem> {
    reschedule_if(cx, id, form, |_| Ok(())).await
}

/// Gives another time to an appointment that is as whoever asks has seen it: `seen` looks at it in the
/// transaction that moves it.
///
/// # Errors
/// Fails as `seen` does, and as [`reschedule`].
pub async fn reschedule_if(
    cx: &Cx,
    id: &AppointmentId,
    form: &MoveForm,
    seen: impl FnOnce(&AppointmentView) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let start = read_start(&form.start).map_err(|rule| Problem::invalid(Field::Start, rule))?;
    let mut tx = cx.begin().await?;
    let there = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    seen(&there.view)?;
    let (settings, _) = through(&mut tx, there.agent.as_ref()).await?;
    committed(prepare_move(tx, there, start, &settings).await?).await
}

/// Cancels an appointment: its time is free again. One that is cancelled stays so.
pub async fn cancel(cx: &Cx, id: &AppointmentId) -> Result<(), Problem> {
    committed(prepare_cancel(cx.begin().await?, id).await?).await
}

async fn committed(unit: Option<Unit>) -> Result<(), Problem> {
    match unit {
        Some(unit) => Ok(unit.commit().await?),
        None => Ok(()),
    }
}

/// Moves an appointment, as it is in this transaction, to a time that these settings offer, up to the
/// commit; `None` where it is at that time already.
///
/// # Errors
/// Fails as [`reschedule`] does.
pub(super) async fn prepare_move<By: Author>(
    mut tx: Draft<By>,
    there: Appointment,
    start: i64,
    settings: &BookingSettings,
) -> Result<Option<Unit<By>>, Problem> {
    let now = tx.now();
    let Appointment { mut view, lasts, .. } = there;
    match view.state {
        AppointmentState::Cancelled => return Err(ProblemKind::Stale.into()),
        AppointmentState::Booked if view.starts_at == start => return Ok(None),
        AppointmentState::Booked => {}
    }
    must_be_offered(&mut tx, settings, lasts, start, now, Some(&view.id)).await?;
    (view.starts_at, view.ends_at) = (start, lasts.ends(start));
    let mut tx = tx.recorded(Action::AppointmentMoved, &entry(&view, settings)).await?;
    if !repo::set_time(&mut tx, &view.id, lasts, start, now).await? {
        return Err(not_offered());
    }
    follow(&mut tx, NotificationKind::AppointmentMoved, settings, &view).await?;
    Ok(Some(tx))
}

/// Cancels an appointment, up to the commit; `None` where it is cancelled already.
///
/// # Errors
/// Fails with `NotFound`, or as the database does.
pub(super) async fn prepare_cancel<By: Author>(
    mut tx: Draft<By>,
    id: &AppointmentId,
) -> Result<Option<Unit<By>>, Problem> {
    let now = tx.now();
    let Appointment { mut view, .. } = repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if view.state == AppointmentState::Cancelled {
        return Ok(None);
    }
    let settings = settings(&mut tx).await?.unwrap_or_default();
    let mut tx = tx.recorded(Action::AppointmentCancelled, &entry(&view, &settings)).await?;
    repo::cancel(&mut tx, id, now).await?;
    view.state = AppointmentState::Cancelled;
    follow(&mut tx, NotificationKind::AppointmentCancelled, &settings, &view).await?;
    Ok(Some(tx))
}
