//! Reads the forms of what can be booked, for the server and for the command line.

use super::{
    AgentHoursForm, BookingSettings, BookingSettingsForm, CELL_MINUTES, MAX_AHEAD, MAX_BUFFER, MAX_LEAD,
    MAX_MINUTES, MAX_PRICE, MAX_REMINDER, MAX_SERVICE_NAME, OwnHours, Service, ServiceForm, Span,
    read_closed, read_spans,
};
use crate::domain::{
    locale::Locale,
    problem::{Field, FieldErrors, Problem, Rule},
    text::{self, one_line, or_default},
    zone::ZoneName,
};

impl BookingSettingsForm {
    /// Reads the settings. `zone` finds the zone of a name, which takes tables.
    ///
    /// # Errors
    /// Fails with a [`Rule`] on each field that breaks one.
    pub fn parse(&self, zone: impl FnOnce(&str) -> Option<ZoneName>) -> Result<BookingSettings, Problem> {
        let mut errors = FieldErrors::default();
        let zone = errors.value(Field::TimeZone, zone(self.zone.trim()).ok_or(Rule::UnknownChoice));
        let hours = read_week(
            &mut errors,
            [
                &self.monday,
                &self.tuesday,
                &self.wednesday,
                &self.thursday,
                &self.friday,
                &self.saturday,
                &self.sunday,
            ],
        );
        let closed = errors.value(Field::ClosedDays, read_closed(&self.closed));
        let lead_hours = errors.value(Field::LeadTime, text::whole_number(&self.lead_hours, 0, MAX_LEAD));
        let days_ahead = errors.value(Field::DaysAhead, text::whole_number(&self.days_ahead, 1, MAX_AHEAD));
        let mails = match self.mails.as_str() {
            "" => Ok(None),
            code => Locale::from_code(code).map(Some).ok_or(Rule::UnknownChoice),
        };
        let mails = errors.value(Field::Mails, mails);
        let reminder_hours =
            or_default(&self.reminder_hours, |typed| text::whole_number(typed, 0, MAX_REMINDER));
        let reminder_hours = errors.value(Field::Reminder, reminder_hours);
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
}

impl AgentHoursForm {
    /// Reads the hours and the lead time that an agent has of its own; `None` for those of the organisation.
    ///
    /// # Errors
    /// Fails with a [`Rule`] on each field that breaks one.
    pub fn parse(&self) -> Result<(Option<OwnHours>, Option<u32>), Problem> {
        let mut errors = FieldErrors::default();
        let lead = text::optional(&self.lead_hours, |typed| text::whole_number(typed, 0, MAX_LEAD));
        let lead = errors.value(Field::LeadTime, lead);
        let hours = if self.own { self.own_hours(&mut errors).map(Some) } else { Some(None) };
        hours.zip(lead).ok_or_else(|| errors.problem())
    }

    fn own_hours(&self, errors: &mut FieldErrors) -> Option<OwnHours> {
        let Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday, closed, .. } = self;
        let hours = read_week(errors, [monday, tuesday, wednesday, thursday, friday, saturday, sunday]);
        let closed = errors.value(Field::ClosedDays, read_closed(closed));
        Some(OwnHours { hours: hours?, closed: closed? })
    }
}

impl ServiceForm {
    /// # Errors
    /// Fails with a [`Rule`] on each field that breaks one.
    pub fn parse(&self) -> Result<Service, Problem> {
        let mut errors = FieldErrors::default();
        let name = errors.value(Field::Name, one_line(&self.name, MAX_SERVICE_NAME));
        let minutes = minutes_in_steps(&self.minutes, CELL_MINUTES, MAX_MINUTES);
        let minutes = errors.value(Field::Length, minutes);
        let buffer = or_default(&self.buffer, |typed| minutes_in_steps(typed, 0, MAX_BUFFER));
        let buffer = errors.value(Field::Buffer, buffer);
        let price = or_default(&self.price, |typed| one_line(typed, MAX_PRICE));
        let price = errors.value(Field::Price, price);
        match (name, minutes, buffer, price) {
            (Some(name), Some(minutes), Some(buffer), Some(price)) => {
                Ok(Service { name, minutes, buffer, price })
            }
            _ => Err(errors.problem()),
        }
    }
}

/// Reads the hours of a week, from Monday on.
fn read_week(errors: &mut FieldErrors, typed: [&str; 7]) -> Option<[Vec<Span>; 7]> {
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
