//! The page of a contact.

use crate::{
    domain::{
        contact::{ContactAsked, ContactPage, Entry, EntryId, TimelineCursor},
        problem::{Problem, ProblemKind},
    },
    server::{
        appointments, bookable, calls, contacts,
        cx::Cx,
        list::{NEWEST, PageSize},
        zones,
    },
};

const PAGE: PageSize = PageSize(25);

/// Shows a contact with those that were merged into it, and a page of what happened with all of them,
/// the newest first.
pub async fn page(cx: &Cx, asked: ContactAsked) -> Result<ContactPage, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let contact = contacts::repo::find(&mut tx, &asked.id).await?.ok_or(ProblemKind::NotFound)?;
    let settings = bookable::shown(cx, &mut tx).await?;
    let before = asked.before.as_ref().map_or((i64::MAX, NEWEST), |place| (place.at, place.key.as_str()));
    let calls = calls::views::of_contact(&mut tx, &asked.id, before, PAGE.limit()).await?;
    let booked = appointments::repo::of_contact(&mut tx, &asked.id, before, PAGE.limit()).await?;
    let mut entries: Vec<(TimelineCursor, Entry)> = Vec::new();
    for call in calls {
        entries.push((place(call.begun_at, call.id.as_str())?, Entry::Call(call)));
    }
    for appointment in booked {
        let place = place(appointment.starts_at, appointment.id.as_str())?;
        entries.push((place, Entry::Appointment(appointment)));
    }
    entries.sort_by(|(one, _), (other, _)| (other.at, &other.key).cmp(&(one.at, &one.key)));
    let (entries, next) = PAGE.cut(entries, |(place, _)| place.clone());
    Ok(ContactPage {
        now,
        zone: zones::around(&settings.zone, now),
        merged: contacts::repo::merged(&mut tx, &asked.id).await?,
        alike: contacts::repo::alike(&mut tx, &contact).await?,
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        next,
        later: asked.before.is_some(),
        contact,
    })
}

fn place(at: i64, id: &str) -> Result<TimelineCursor, ProblemKind> {
    let id: EntryId = id.parse().map_err(|_| ProblemKind::Internal)?;
    Ok(TimelineCursor::new(at, id))
}
