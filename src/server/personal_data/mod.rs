//! What is known of one person: to be given to them, and to be erased everywhere.
//!
//! A contact’s calls are those that are known to be theirs, those with a number of theirs, in any of its
//! spellings, and those in which an appointment of theirs was made.

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
        Ok(Self {
            contact: contacts::repo::find(tx, id).await?.ok_or(ProblemKind::NotFound)?,
            merged: contacts::repo::merged(tx, id).await?,
            appointments: appointments::repo::of_contact(tx, id, (i64::MAX, NEWEST), i64::MAX).await?,
        })
    }

    /// The keys by which their calls are found.
    fn callers(&self) -> Callers {
        let people = std::iter::once(&self.contact).chain(&self.merged);
        Callers {
            contacts: people.clone().map(|person| person.id.clone()).collect(),
            numbers: people.filter_map(|person| person.phone.clone()).collect(),
            calls: self.appointments.iter().filter_map(|booked| booked.call.clone()).collect(),
        }
    }
}
