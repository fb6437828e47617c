//! What appointments tell of a contact: to see it, to export it, and to erase it.

use serde::Serialize;

use super::repo;
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView},
        contact::{ContactId, ContactView},
        moment::iso,
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        audit::Action,
        contacts,
        cx::{Cx, Unit},
        db::OrgTx,
        list::NEWEST,
    },
};

/// The appointments of a contact before a place, and of those that were merged into it, the newest
/// first.
///
/// # Errors
/// Fails as the database does.
pub async fn before(
    tx: &mut OrgTx,
    id: &ContactId,
    place: (i64, &str),
    limit: i64,
) -> Result<Vec<AppointmentView>, sqlx::Error> {
    repo::of_contact(tx, id, place, limit).await
}

/// Everything about a contact, as a file.
#[derive(Serialize)]
pub struct Export {
    contact: Person,
    merged: Vec<Person>,
    appointments: Vec<Booked>,
}

#[derive(Serialize)]
struct Person {
    id: ContactId,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    tags: Vec<String>,
    note: String,
    since: String,
}

#[derive(Serialize)]
struct Booked {
    service: String,
    starts: String,
    ends: String,
    state: AppointmentState,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    note: String,
}

impl From<ContactView> for Person {
    fn from(contact: ContactView) -> Self {
        let ContactView { id, name, phone, email, tags, note, created_at, .. } = contact;
        Self {
            id,
            name,
            phone: phone.map(|phone| phone.to_string()),
            email: email.map(|email| email.as_str().to_owned()),
            tags,
            note,
            since: iso(created_at),
        }
    }
}

impl From<AppointmentView> for Booked {
    fn from(appointment: AppointmentView) -> Self {
        let AppointmentView { service, starts_at, ends_at, state, customer, phone, email, note, .. } =
            appointment;
        Self {
            service,
            starts: iso(starts_at),
            ends: iso(ends_at),
            state,
            name: customer,
            phone: phone.map(|phone| phone.to_string()),
            email: email.map(|email| email.as_str().to_owned()),
            note,
        }
    }
}

/// Reads everything about a contact, and records that somebody took it.
///
/// # Errors
/// Fails with `NotFound`, or as the database does.
pub async fn export(cx: &Cx, id: &ContactId) -> Result<Export, Problem> {
    let mut tx = cx.write(Action::ContactExported, id.as_str()).await?;
    let contact = contacts::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let merged = contacts::repo::merged(&mut tx, id).await?;
    let appointments = repo::of_contact(&mut tx, id, (i64::MAX, NEWEST), i64::MAX).await?;
    tx.commit().await?;
    Ok(Export {
        contact: contact.into(),
        merged: merged.into_iter().map(Person::from).collect(),
        appointments: appointments.into_iter().map(Booked::from).collect(),
    })
}

/// Erases a contact, those that were merged into it, and whatever their appointments say of them. The
/// times stay, without anybody: what is to come is cancelled.
///
/// # Errors
/// Fails with `NotFound`, or as the database does.
pub async fn erase(cx: &Cx, id: &ContactId) -> Result<(), Problem> {
    let mut tx: Unit = cx.write(Action::ContactErased, id.as_str()).await?;
    contacts::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let now = tx.now();
    for appointment in repo::of_contact(&mut tx, id, (i64::MAX, NEWEST), i64::MAX).await? {
        if appointment.state == AppointmentState::Booked && appointment.starts_at > now {
            repo::cancel(&mut tx, &appointment.id, now).await?;
        }
        repo::erase_customer(&mut tx, &appointment.id, now).await?;
    }
    contacts::repo::delete(&mut tx, id).await?;
    tx.publish(&[Topic::Contacts, Topic::Appointments]);
    Ok(tx.commit().await?)
}
