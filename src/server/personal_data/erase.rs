//! Erases a contact everywhere.

use super::Known;
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView},
        call::CallPart,
        contact::ContactId,
        problem::Problem,
        topic::Topic,
        webhook::EventKind,
    },
    server::{
        appointments,
        audit::Action,
        calls::{erasures, events, of_person},
        contacts,
        cx::{Cx, Unit},
        idempotency, notifications,
        webhooks::{self, Data, Event},
    },
};

/// Erases a contact, those that were merged into it, whatever their appointments say of them, their
/// calls, events of no call that name a number of theirs, and what was told of them as leads; lists that
/// are only looked at go where they have one of them.
/// The times of appointments stay, without anybody: what is to come is cancelled. Vapi deletes the calls by
/// an operation that begins within a minute, and is waited for where it cannot. Of lists that are being
/// imported, their rows go.
///
/// # Errors
/// Fails with `NotFound`, or as the database does.
pub async fn erase(cx: &Cx, id: &ContactId) -> Result<(), Problem> {
    let mut tx: Unit = cx.write(Action::ContactErased, id.as_str()).await?;
    let known = Known::of(&mut tx, id).await?;
    let now = tx.now();
    // First of all: an import writes contacts while it has its turn.
    contacts::imports::repo::take_turns(&mut tx).await?;
    for call in of_person::ids(&mut tx, &known.callers()).await? {
        erasures::erase(&mut tx, &call, CallPart::Call, now).await?;
    }
    for booked in &known.appointments {
        if booked.state == AppointmentState::Booked && booked.starts_at > now {
            appointments::repo::cancel(&mut tx, &booked.id, now).await?;
            let cancelled = AppointmentView { state: AppointmentState::Cancelled, ..booked.clone() };
            let (kind, data) = (EventKind::AppointmentCancelled, Data::of_appointment(&cancelled));
            webhooks::raise(&mut tx, &Event { kind, data, at: now }).await?;
        }
        appointments::repo::erase_customer(&mut tx, &booked.id, now).await?;
    }
    for person in std::iter::once(&known.contact).chain(&known.merged) {
        notifications::retract(&mut tx, &contacts::score::cause(&person.id)).await?;
        let (phone, email) = (person.phone.as_ref(), person.email.as_ref());
        contacts::imports::repo::forget_with(&mut tx, phone, email).await?;
        if let Some(phone) = phone {
            events::delete_naming(&mut tx, phone).await?;
        }
    }
    idempotency::forget_answers(&mut tx).await?;
    contacts::repo::delete(&mut tx, id).await?;
    tx.publish(&[Topic::Contacts, Topic::Appointments, Topic::Calls]);
    Ok(tx.commit().await?)
}
