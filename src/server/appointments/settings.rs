//! What an organisation offers, and when.

use super::{mails, repo};
use crate::{
    domain::{
        appointment::{
            BookingSettings, BookingSettingsForm, BookingSettingsView, Service, ServiceForm, ServiceId,
            ServiceView,
        },
        ids::AgentId,
        problem::{Problem, ProblemKind},
        quota::Quota,
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
    Ok(BookingSettingsView {
        settings: bookable::shown(cx, &mut tx).await?,
        zones: zones::names().collect(),
        services: repo::services(&mut tx).await?,
        agents: repo::agents(&mut tx).await?,
    })
}

/// Saves zone, hours, bounds, and what customers are mailed. What is booked stays as it is.
///
/// # Errors
/// Fails with a [`Rule`](crate::domain::problem::Rule) on each field that breaks one.
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
    let settings = form.parse(zones::find)?;
    let mut tx = cx.write(Action::BookingSettingsSaved, "").await?;
    seen(&bookable::shown(cx, &mut tx).await?)?;
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
    // What an agent books with is a link of its numbers' calls.
    tx.publish(&[Topic::Appointments, Topic::Numbers]);
    Ok(tx.commit().await?)
}

/// Reads the settings alone, as [`view`] shows them.
pub async fn current(cx: &Cx) -> Result<BookingSettings, Problem> {
    let mut tx = cx.read().await?;
    Ok(bookable::shown(cx, &mut tx).await?)
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
/// Fails with a [`Rule`](crate::domain::problem::Rule) on each field that breaks one, or with the quota of services.
pub async fn add_service(cx: &Cx, form: &ServiceForm) -> Result<ServiceId, Problem> {
    let service = form.parse()?;
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
/// Fails as `seen` does, with a [`Rule`](crate::domain::problem::Rule) on each field that breaks one, or with `NotFound`.
pub async fn change_service_if(
    cx: &Cx,
    id: &ServiceId,
    form: &ServiceForm,
    seen: impl FnOnce(&Service) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let service = form.parse()?;
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
