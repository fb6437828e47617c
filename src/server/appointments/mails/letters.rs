//! Writes the mails to customers.

use super::news::News;
use crate::{
    domain::{
        appointment::{AppointmentView, BookingSettings, said_day_within},
        locale::{Locale, pick, say},
        moment,
    },
    server::{
        appointments::slots,
        mail::{Event, Letter, Method, Template},
        zones,
    },
};

/// An appointment as a mail says it to its customer.
pub struct ToCustomer<'a> {
    pub news: News,
    pub appointment: &'a AppointmentView,
    /// The number of changes of the appointment so far.
    pub revision: u32,
    pub org: &'a str,
    pub settings: &'a BookingSettings,
}

impl ToCustomer<'_> {
    /// `Tuesday, 1 December 2026 at 10:00 UTC+1`.
    fn when(&self, at: i64, locale: Locale) -> String {
        let day = said_day_within(slots::day_of(self.settings, at), locale);
        let hour = moment::hour(at, &zones::around(&self.settings.zone, at));
        say!(locale, "{day} at {hour}", "{day} à {hour}")
    }

    fn event(&self) -> Event {
        let AppointmentView { id, service, starts_at, ends_at, .. } = self.appointment;
        Event {
            method: if self.news == News::Cancelled { Method::Cancel } else { Method::Request },
            uid: id.to_string(),
            sequence: self.revision,
            starts_at: *starts_at,
            ends_at: *ends_at,
            summary: format!("{service} – {}", self.org),
        }
    }
}

impl Template for ToCustomer<'_> {
    fn letter(&self, locale: Locale) -> Letter {
        let Self { news, appointment, org, .. } = self;
        let when = self.when(appointment.starts_at, locale);
        let service = &appointment.service;
        let letter = match news {
            News::Booked => Letter::new(say!(
                locale,
                "Your appointment at {org}: {when}",
                "Votre rendez-vous chez {org}\u{a0}: {when}"
            ))
            .says(say!(
                locale,
                "Your appointment is booked: {service}, {when}.",
                "Votre rendez-vous est pris\u{a0}: {service}, {when}."
            )),
            News::MovedFrom(before) => {
                let before = self.when(*before, locale);
                Letter::new(say!(
                    locale,
                    "Your appointment at {org} is moved: {when}",
                    "Votre rendez-vous chez {org} est déplacé\u{a0}: {when}"
                ))
                .says(say!(
                    locale,
                    "Your appointment has another time: {service}, {when}.",
                    "Votre rendez-vous a un autre horaire\u{a0}: {service}, {when}."
                ))
                .says(say!(locale, "Before, it was {before}.", "Il était prévu {before}."))
            }
            News::Cancelled => Letter::new(say!(
                locale,
                "Your appointment at {org} is cancelled",
                "Votre rendez-vous chez {org} est annulé"
            ))
            .says(say!(
                locale,
                "Your appointment does not take place: {service}, {when}.",
                "Votre rendez-vous n’aura pas lieu\u{a0}: {service}, {when}."
            )),
            News::Reminder => Letter::new(say!(
                locale,
                "Reminder of your appointment at {org}: {when}",
                "Rappel de votre rendez-vous chez {org}\u{a0}: {when}"
            ))
            .says(say!(
                locale,
                "We look forward to seeing you: {service}, {when}.",
                "Nous vous attendons\u{a0}: {service}, {when}."
            )),
        };
        let letter = if *news == News::Cancelled {
            letter
        } else {
            letter.says(pick!(
                locale,
                "If you cannot come, please answer this mail.",
                "Si vous ne pouvez pas venir, merci de répondre à cet e-mail."
            ))
        };
        letter.is_about(self.event()).signed(say!(
            locale,
            "{org} sends this mail because you have an appointment there.",
            "{org} envoie cet e-mail parce que vous y avez un rendez-vous."
        ))
    }
}
