//! Everything about a contact, as a file.

use serde::Serialize;
use utoipa::ToSchema;

use super::Known;
use crate::{
    domain::{
        appointment::{AppointmentState, AppointmentView},
        call::{CallId, CallOutcome, Direction, Line, Speaker},
        contact::{ContactId, ContactView},
        moment::iso,
        problem::Problem,
    },
    server::{
        audit::Action,
        calls::{Call, of_person},
        cx::Cx,
    },
};

/// Everything about a contact, as a file.
#[derive(Serialize, ToSchema)]
#[schema(as = ContactExport)]
pub struct Export {
    contact: Person,
    merged: Vec<Person>,
    appointments: Vec<Booked>,
    calls: Vec<Called>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedContact)]
struct Person {
    id: ContactId,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    tags: Vec<String>,
    note: String,
    since: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedAppointment)]
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

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedCall)]
struct Called {
    id: CallId,
    began: String,
    answered: Option<String>,
    ended: Option<String>,
    direction: Direction,
    outcome: Option<CallOutcome>,
    caller: Option<String>,
    number: Option<String>,
    agent: Option<String>,
    summary: Option<String>,
    said: Vec<Turn>,
    /// Whether Vapi made a recording, which it keeps.
    recorded: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ExportedTurn)]
struct Turn {
    by: Speaker,
    at: Option<String>,
    text: String,
}

impl From<Call> for Called {
    fn from(call: Call) -> Self {
        let turn = |Line { by, text, at }: Line| Turn { by, at: at.map(iso), text };
        Self {
            id: call.id,
            began: iso(call.begun_at),
            answered: call.answered_at.map(iso),
            ended: call.ended_at.map(iso),
            direction: call.direction,
            outcome: call.outcome,
            caller: call.caller.map(|number| number.to_string()),
            number: call.own_number.map(|number| number.to_string()),
            agent: call.agent.map(|(_, name)| name),
            summary: call.summary,
            said: call.transcript.into_iter().map(turn).collect(),
            recorded: call.recorded,
        }
    }
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
    let known = Known::of(&mut tx, id).await?;
    tx.commit().await?;
    // After the write, for which others wait: there may be many and long ones.
    let calls = of_person::calls(&mut *cx.read().await?, &known.callers()).await?;
    let Known { contact, merged, appointments } = known;
    Ok(Export {
        contact: contact.into(),
        merged: merged.into_iter().map(Person::from).collect(),
        appointments: appointments.into_iter().map(Booked::from).collect(),
        calls: calls.into_iter().map(Called::from).collect(),
    })
}
