//! What is known of one person: to be given to them, and to be erased everywhere.
//!
//! A contact’s appointments are those that are known to be theirs, and those that somebody who withheld
//! their number booked with a number or an address of theirs. Their calls are those that are known to be
//! theirs, those with a number of theirs, in any of its spellings, and those in which an appointment of
//! theirs was made.

pub mod erase;
pub mod export;

use crate::{
    domain::{
        appointment::AppointmentView,
        contact::{ContactId, ContactView},
        problem::{Problem, ProblemKind},
    },
    server::{appointments, calls::of_person::Callers, contacts, db::OrgTx, list::NEWEST},
};

/// The rows about a contact, and about those that were merged into it.
struct Known {
    contact: ContactView,
    merged: Vec<ContactView>,
    appointments: Vec<AppointmentView>,
}

impl Known {
    async fn of(tx: &mut OrgTx, id: &ContactId) -> Result<Self, Problem> {
        let contact = contacts::repo::find(tx, id).await?.ok_or(ProblemKind::NotFound)?;
        let merged = contacts::repo::merged(tx, id).await?;
        let mut appointments = appointments::repo::of_contact(tx, id, (i64::MAX, NEWEST), i64::MAX).await?;
        for person in std::iter::once(&contact).chain(&merged) {
            let told = appointments::repo::nobodys(tx, person.phone.as_ref(), person.email.as_ref()).await?;
            let is_new = |told: &AppointmentView| appointments.iter().all(|there| there.id != told.id);
            let told: Vec<AppointmentView> = told.into_iter().filter(is_new).collect();
            appointments.extend(told);
        }
        Ok(Self { contact, merged, appointments })
    }

    /// The contacts and numbers by which their calls are found.
    fn callers(&self) -> Callers {
        let people = std::iter::once(&self.contact).chain(&self.merged);
        Callers {
            contacts: people.clone().map(|person| person.id.clone()).collect(),
            numbers: people.filter_map(|person| person.phone.clone()).collect(),
            calls: self.appointments.iter().filter_map(|booked| booked.call.clone()).collect(),
        }
    }
}
