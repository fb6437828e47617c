//! Days and times as the organisation's clocks show them.

use crate::domain::{appointment::AppointmentView, moment, zone::Zone};

/// `14:05`. Whoever writes it says once in which zone.
pub fn clock(at: i64, zone: &Zone) -> String {
    let hour = moment::hour(at, zone);
    hour.split(' ').next().unwrap_or_default().to_owned()
}

/// `14:05–14:35`.
pub fn span(appointment: &AppointmentView, zone: &Zone) -> String {
    format!("{}–{}", clock(appointment.starts_at, zone), clock(appointment.ends_at, zone))
}

/// The day that clocks of the zone show, counted from 1970-01-01.
pub fn day_of(at: i64, zone: &Zone) -> i64 {
    (at.div_euclid(1000) + i64::from(zone.offset(at))).div_euclid(24 * 3600)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::{
        appointment::{said_day, said_day_within, said_days},
        locale::Locale,
        zone::ZoneName,
    };

    #[test]
    fn a_time_is_written_as_clocks_show_it_there() {
        let zone = Zone::new(ZoneName::found("Asia/Kolkata".to_owned()), 19_800, Vec::new());
        // 2026-11-20 20:05:09 UTC.
        let at = 1_795_183_509_000 + 6 * 3_600_000;
        assert_eq!(clock(at, &zone), "01:35");
        assert_eq!(said_day(day_of(at, &zone), Locale::En), "Saturday, 21 November 2026");
        let day = day_of(at, &Zone::default());
        assert_eq!(said_day(day, Locale::Fr), "Vendredi 20 novembre 2026");
        assert_eq!(said_day_within(day, Locale::Fr), "vendredi 20 novembre 2026");
        assert_eq!(said_day_within(day, Locale::En), "Friday, 20 November 2026");
        // Within a month, over the end of one, and over that of a year.
        let (week, months, years) = ((day - 4, day + 2), (day + 10, day + 16), (day + 38, day + 44));
        let said = |(first, last), locale| said_days(first, last, locale);
        assert_eq!(said(week, Locale::En), "16 November to 22 November 2026");
        assert_eq!(said(months, Locale::Fr), "Du 30 novembre au 6 décembre 2026");
        assert_eq!(said(years, Locale::En), "28 December 2026 to 3 January 2027");
    }
}
