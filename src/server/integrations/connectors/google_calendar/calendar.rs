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
    server::{audit::Action, credentials, cx::Cx},
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
    let mut tx = tx.recorded(Action::CalendarChosen, calendar.as_deref().unwrap_or(PRIMARY)).await?;
    let config = GoogleCalendarConfig { calendar, ..config.clone() };
    credentials::set_config(&mut tx, &row.id, &config.into()).await?;
    tx.publish(&[Topic::Integrations]);
    Ok(tx.commit().await?)
}
