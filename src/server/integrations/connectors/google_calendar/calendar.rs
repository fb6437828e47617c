//! The choice of the calendar for appointments.

use crate::{
    domain::{
        problem::{Field, Problem, ProblemKind, Rule},
        provider::{
            OfProvider as _,
            google_calendar::{CalendarForm, GoogleCalendarConfig, PRIMARY, PROVIDER},
        },
        topic::Topic,
    },
    server::{
        audit::{Action, Change, ChangedField, Part},
        calendars, credentials,
        cx::Cx,
    },
};

/// Keeps the choice: one of the account's calendars, or the main one, whichever that is.
pub async fn choose(cx: &Cx, form: &CalendarForm) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let row = credentials::find(&mut tx, PROVIDER).await?.ok_or(ProblemKind::NotConnected(PROVIDER))?;
    let config = GoogleCalendarConfig::read(&row.config)?;
    let calendar = match form.calendar.trim() {
        PRIMARY => None,
        id if config.calendars.iter().any(|calendar| calendar.id == id) => Some(id.to_owned()),
        _ => return Err(Problem::invalid(Field::Calendar, Rule::UnknownChoice)),
    };
    let chosen = GoogleCalendarConfig { calendar, ..config.clone() };
    let [from, to] = [config, &chosen].map(|config| config.chosen().map(|calendar| calendar.name.as_str()));
    let changes: Vec<Change> = Change::of(ChangedField::Part(Part::Calendar), from, to).into_iter().collect();
    let mut tx = tx.recorded_with(Action::CalendarChosen, to.unwrap_or(PRIMARY), &changes).await?;
    credentials::set_config(&mut tx, &row.id, &chosen.into()).await?;
    if row.status.is_accepted() && !changes.is_empty() {
        calendars::begin(&cx.services, &mut tx).await?;
    }
    tx.publish(&[Topic::Integrations]);
    Ok(tx.commit().await?)
}
