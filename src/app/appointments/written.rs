//! Days and times as the organisation's clocks show them.

use crate::domain::{
    appointment::{AppointmentView, Weekday},
    locale::{Locale, pick, say},
    moment,
    zone::Zone,
};

/// `14:05`. Whoever writes it says once in which zone.
pub fn clock(at: i64, zone: &Zone) -> String {
    let hour = moment::hour(at, zone);
    hour.split(' ').next().unwrap_or_default().to_owned()
}

/// `14:05–14:35`.
pub fn span(appointment: &AppointmentView, zone: &Zone) -> String {
    format!("{}–{}", clock(appointment.starts_at, zone), clock(appointment.ends_at, zone))
}

/// `Monday, 30 November 2026`, of a day since 1970-01-01.
pub fn day(day: i64, locale: Locale) -> String {
    let (weekday, date) = (weekday(Weekday::of(day), locale), moment::day_of_utc(day, locale));
    say!(locale, "{weekday}, {date}", "{weekday} {date}")
}

/// The day that clocks of the zone show, counted from 1970-01-01.
pub fn day_of(at: i64, zone: &Zone) -> i64 {
    (at.div_euclid(1000) + i64::from(zone.offset(at))).div_euclid(24 * 3600)
}

pub const fn weekday(weekday: Weekday, locale: Locale) -> &'static str {
    match weekday {
        Weekday::Monday => pick!(locale, "Monday", "Lundi"),
        Weekday::Tuesday => pick!(locale, "Tuesday", "Mardi"),
        Weekday::Wednesday => pick!(locale, "Wednesday", "Mercredi"),
        Weekday::Thursday => pick!(locale, "Thursday", "Jeudi"),
        Weekday::Friday => pick!(locale, "Friday", "Vendredi"),
        Weekday::Saturday => pick!(locale, "Saturday", "Samedi"),
        Weekday::Sunday => pick!(locale, "Sunday", "Dimanche"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::zone::ZoneName;

    #[test]
    fn a_time_is_written_as_clocks_show_it_there() {
        let zone = Zone::new(ZoneName::found("Asia/Kolkata".to_owned()), 19_800, Vec::new());
        // 2026-11-20 20:05:09 UTC.
        let at = 1_795_183_509_000 + 6 * 3_600_000;
        assert_eq!(clock(at, &zone), "01:35");
        assert_eq!(day(day_of(at, &zone), Locale::En), "Saturday, 21 November 2026");
        assert_eq!(day(day_of(at, &Zone::default()), Locale::Fr), "Vendredi 20 novembre 2026");
    }
}
