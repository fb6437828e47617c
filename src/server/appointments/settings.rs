//! What an organisation offers, and when.

use super::{mails, repo};
use crate::{
    domain::{
        appointment::{
            BookingSettings, BookingSettingsForm, BookingSettingsView, CELL_MINUTES, MAX_AHEAD, MAX_BUFFER,
            MAX_LEAD, MAX_MINUTES, MAX_PRICE, MAX_REMINDER, MAX_SERVICE_NAME, Service, ServiceForm,
            ServiceId, ServiceView, Span, read_closed, read_spans,
        },
        ids::AgentId,
        locale::Locale,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        quota::Quota,
        text::{self, one_line},
        topic::Topic,
    },
    server::{
        agents,
        audit::Action,
        bookable::{self, Offer},
        cx::{Cx, Unit},
        db::OrgTx,
        quotas, zones,
    },
};

/// Shows the settings. Before there are any, the zone is that of whoever looks.
pub async fn view(cx: &Cx) -> Result<BookingSettingsView, Problem> {
    let mut tx = cx.read().await?;
    let settings = bookable::settings(&mut tx).await?;
    Ok(BookingSettingsView {
        is_saved: settings.is_some(),
        settings: settings.unwrap_or_else(|| unset(cx)),
        zones: zones::names().collect(),
        services: repo::services(&mut tx).await?,
        agents: repo::agents(&mut tx).await?,
    })
}

/// The settings before there are any.
fn unset(cx: &Cx) -> BookingSettings {
    BookingSettings { zone: cx.zone.clone(), ..BookingSettings::default() }
}

/// Saves zone, hours, bounds, and what customers are mailed. What is booked stays as it is.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one.
pub async fn save(cx: &Cx, form: &BookingSettingsForm) -> Result<(), Problem> {
    save_if(cx, form, |_| Ok(())).await
}

/// Saves settings in place of those that whoever asks has seen: `seen` looks at them in the transaction
/// that changes them.
///
/// # Errors
/// Fails as `seen` does, and as [`save`].
pub async fn save_if(
    cx: &Cx,
    form: &BookingSettingsForm,
    seen: impl FnOnce(&BookingSettings) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let settings = read_settings(form)?;
    let mut tx = cx.write(Action::BookingSettingsSaved, "").await?;
    seen(&bookable::settings(&mut tx).await?.unwrap_or_else(|| unset(cx)))?;
    let before = booking_agents(&mut tx).await?;
    repo::save_settings(&mut tx, &settings).await?;
    let now = tx.now();
    mails::settings_changed(&mut tx, &settings, now).await?;
    saved(tx, before).await
}

/// An agent, and whether something can be booked through it.
pub(super) type Books = (AgentId, bool);

/// The agents, with whether each books.
pub(super) async fn booking_agents(tx: &mut OrgTx) -> Result<Vec<Books>, sqlx::Error> {
    let offer = Offer::read(tx).await?;
    let books = |agent: agents::repo::Named| {
        let books = offer.books(&agent.id);
        (agent.id, books)
    };
    Ok(agents::repo::named(tx).await?.into_iter().map(books).collect())
}

/// Commits what changes what can be booked. The assistants through which something can be booked now are
/// given the tools for it; from those through which nothing can any more they are taken.
pub(super) async fn saved(mut tx: Unit, before: Vec<Books>) -> Result<(), Problem> {
    for after in booking_agents(&mut tx).await? {
        if !before.contains(&after) {
            agents::service::mirror(&mut tx, &after.0).await?;
        }
    }
    tx.publish(&[Topic::Appointments]);
    Ok(tx.commit().await?)
}

fn read_settings(form: &BookingSettingsForm) -> Result<BookingSettings, Problem> {
    let mut errors = FieldErrors::default();
    let zone = zones::find(form.zone.trim()).ok_or(Rule::UnknownChoice);
    let zone = errors.value(Field::TimeZone, zone);
    let hours = read_week(
        &mut errors,
        [
            &form.monday,
            &form.tuesday,
            &form.wednesday,
            &form.thursday,
            &form.friday,
            &form.saturday,
            &form.sunday,
        ],
    );
    let closed = errors.value(Field::ClosedDays, read_closed(&form.closed));
    let lead_hours = errors.value(Field::LeadTime, text::whole_number(&form.lead_hours, 0, MAX_LEAD));
    let days_ahead = errors.value(Field::DaysAhead, text::whole_number(&form.days_ahead, 1, MAX_AHEAD));
    let mails = match form.mails.as_str() {
        "" => Ok(None),
        code => Locale::from_code(code).map(Some).ok_or(Rule::UnknownChoice),
    };
    let mails = errors.value(Field::Mails, mails);
    let typed = if text::is_empty(&form.reminder_hours) { "0" } else { &form.reminder_hours };
    let reminder_hours = errors.value(Field::Reminder, text::whole_number(typed, 0, MAX_REMINDER));
    match (zone, hours, closed, lead_hours, days_ahead, mails, reminder_hours) {
        (
            Some(zone),
            Some(hours),
            Some(closed),
            Some(lead_hours),
            Some(days_ahead),
            Some(mails),
            Some(reminder_hours),
        ) => Ok(BookingSettings { zone, hours, closed, lead_hours, days_ahead, mails, reminder_hours }),
        _ => Err(errors.problem()),
    }
}

/// Reads the hours of a week, from Monday on.
pub(super) fn read_week(errors: &mut FieldErrors, typed: [&str; 7]) -> Option<[Vec<Span>; 7]> {
    const DAYS: [Field; 7] = [
        Field::Monday,
        Field::Tuesday,
        Field::Wednesday,
        Field::Thursday,
        Field::Friday,
        Field::Saturday,
        Field::Sunday,
    ];
    let hours: Vec<_> =
        DAYS.into_iter().zip(typed).map(|(field, typed)| errors.value(field, read_spans(typed))).collect();
    hours.into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()
}

/// Reads minutes from `least` to `most`, in steps of a cell.
fn minutes_in_steps(typed: &str, least: u32, most: u32) -> Result<u32, Rule> {
    let minutes = text::whole_number(typed, least, most).ok().filter(|minutes| minutes % CELL_MINUTES == 0);
    minutes.ok_or(Rule::MinutesInSteps(least, most))
}

fn read_service(form: &ServiceForm) -> Result<Service, Problem> {
    let mut errors = FieldErrors::default();
    let name = errors.value(Field::Name, one_line(&form.name, MAX_SERVICE_NAME));
    let minutes = minutes_in_steps(&form.minutes, CELL_MINUTES, MAX_MINUTES);
    let minutes = errors.value(Field::Length, minutes);
    let typed = if text::is_empty(&form.buffer) { "0" } else { &form.buffer };
    let buffer = errors.value(Field::Buffer, minutes_in_steps(typed, 0, MAX_BUFFER));
    let price =
        if text::is_empty(&form.price) { Ok(String::new()) } else { one_line(&form.price, MAX_PRICE) };
    let price = errors.value(Field::Price, price);
    match (name, minutes, buffer, price) {
        (Some(name), Some(minutes), Some(buffer), Some(price)) => {
            Ok(Service { name, minutes, buffer, price })
        }
        _ => Err(errors.problem()),
    }
}

/// Reads the settings alone, as [`view`] shows them.
pub async fn current(cx: &Cx) -> Result<BookingSettings, Problem> {
    let mut tx = cx.read().await?;
    Ok(bookable::settings(&mut tx).await?.unwrap_or_else(|| unset(cx)))
}

/// Reads the services alone.
pub async fn services(cx: &Cx) -> Result<Vec<ServiceView>, Problem> {
    let mut tx = cx.read().await?;
    Ok(repo::services(&mut tx).await?)
}

pub async fn service(cx: &Cx, id: ServiceId) -> Result<ServiceView, Problem> {
    let mut tx = cx.read().await?;
    Ok(repo::service(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?)
}

/// Adds a service, unless it is there just as it was typed: a browser without scripts sends a form
/// once for each click. Returns its id.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one, or with the quota of services.
pub async fn add_service(cx: &Cx, form: &ServiceForm) -> Result<ServiceId, Problem> {
    let service = read_service(form)?;
    let mut tx = cx.write(Action::ServiceSaved, &service.name).await?;
    let there = repo::services(&mut tx).await?;
    if let Some(there) = there.into_iter().find(|there| there.service == service) {
        return Ok(there.id);
    }
    let before = booking_agents(&mut tx).await?;
    let (id, now): (ServiceId, _) = (cx.services.random.id(), tx.now());
    repo::add_service(&mut tx, &id, &service, now).await?;
    let has = repo::services(&mut tx).await?.len();
    quotas::hold(&cx.services, &mut tx, Quota::Services, u32::try_from(has).unwrap_or(u32::MAX)).await?;
    saved(tx, before).await?;
    Ok(id)
}

/// Changes a service. What is booked keeps its name and its length.
pub async fn change_service(cx: &Cx, id: &ServiceId, form: &ServiceForm) -> Result<(), Problem> {
    change_service_if(cx, id, form, |_| Ok(())).await
}

/// Changes a service that is as whoever asks has seen it: `seen` looks at it in the transaction that
/// changes it.
///
/// # Errors
/// Fails as `seen` does, with a [`Rule`] on each field that breaks one, or with `NotFound`.
pub async fn change_service_if(
    cx: &Cx,
    id: &ServiceId,
    form: &ServiceForm,
    seen: impl FnOnce(&Service) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let service = read_service(form)?;
    let mut tx = cx.write(Action::ServiceSaved, &service.name).await?;
    seen(&repo::service(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?.service)?;
    if !repo::change_service(&mut tx, id, &service).await? {
        return Err(ProblemKind::NotFound.into());
    }
    tx.publish(&[Topic::Appointments]);
    Ok(tx.commit().await?)
}

/// Deletes a service. What is booked of it stays.
pub async fn delete_service(cx: &Cx, id: &ServiceId) -> Result<(), Problem> {
    delete_service_if(cx, id, |_| Ok(())).await
}

/// Deletes a service that is as whoever asks has seen it: `seen` looks at it in the transaction that deletes it.
///
/// # Errors
/// Fails as `seen` does, or with `NotFound`.
pub async fn delete_service_if(
    cx: &Cx,
    id: &ServiceId,
    seen: impl FnOnce(&Service) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let there = repo::service(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    seen(&there.service)?;
    let mut tx = tx.recorded(Action::ServiceDeleted, &there.service.name).await?;
    let before = booking_agents(&mut tx).await?;
    repo::delete_service(&mut tx, id).await?;
    saved(tx, before).await
}
