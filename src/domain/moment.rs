//! Points in time as a page shows them, in a person's zone, computed alike on both sides.
//!
//! A view carries the server's `now` beside each time, so that the first
//! render in the browser says exactly what the server's did.

use super::{
    locale::{Locale, pick, say},
    zone::Zone,
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Year, month and day of a day count since 1970-01-01 (proleptic Gregorian).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// `2026-11-21T14:05:09Z`, for the `datetime` attribute.
pub fn iso(at_ms: i64) -> String {
    let seconds = at_ms.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        of_day / HOUR,
        of_day % HOUR / MINUTE,
        of_day % MINUTE
    )
}

/// Like [`iso`], with the milliseconds where there are any, so that it is read as the very moment.
pub fn iso_millis(at_ms: i64) -> String {
    let whole = iso(at_ms);
    match at_ms.rem_euclid(1000) {
        0 => whole,
        millis => format!("{}.{millis:03}Z", whole.trim_end_matches('Z')),
    }
}

/// Converts a moment to the zone's clock time, in epoch milliseconds as if that were UTC.
fn on_clocks(at_ms: i64, zone: &Zone) -> i64 {
    at_ms.saturating_add(i64::from(zone.offset(at_ms)) * 1000)
}

/// `2026-11-21T15:05:09`, what clocks of the zone show, as an input of a day and a time has it; with the
/// milliseconds where there are any.
pub fn on_clock(at_ms: i64, zone: &Zone) -> String {
    iso_millis(on_clocks(at_ms, zone)).trim_end_matches('Z').to_owned()
}

/// Reads a moment in UTC: [`iso`], with a fraction of the second or without. `None` for one before
/// 1970, or in another zone.
pub fn read_iso(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (date, time) = text.split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = time.splitn(3, ':').map(|part| Some(part).filter(is_number)?.parse::<i64>().ok());
    let [hour, minute, second] = [parts.next()??, parts.next()??, parts.next()??];
    if hour > 23 || minute > 59 || second > 60 || !(fraction.is_empty() || is_number(&fraction)) {
        return None;
    }
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    let seconds = day_number(date)? * DAY + hour * HOUR + minute * MINUTE + second;
    Some(seconds * 1000 + millis.parse::<i64>().ok()?)
}

/// `2026-11-21 15:05:09 UTC+1`, for the tooltip.
pub fn exact(at_ms: i64, zone: &Zone) -> String {
    let iso = iso(on_clocks(at_ms, zone));
    format!("{} {} {}", &iso[..10], &iso[11..19], zone.said(at_ms))
}

/// `15:05:09 UTC+1`, for a step of a timeline.
pub fn time_of_day(at_ms: i64, zone: &Zone) -> String {
    format!("{} {}", &iso(on_clocks(at_ms, zone))[11..19], zone.said(at_ms))
}

/// `15:05 UTC+1`, for a sentence.
pub fn hour(at_ms: i64, zone: &Zone) -> String {
    format!("{} {}", &iso(on_clocks(at_ms, zone))[11..16], zone.said(at_ms))
}

/// The time of a future event, for a sentence: `15:05 UTC+1`, with the date unless it is today.
pub fn due(at_ms: i64, now_ms: i64, locale: Locale, zone: &Zone) -> String {
    let [at, now] = [at_ms, now_ms].map(|at| iso(on_clocks(at, zone)));
    let (day, time) = (&at[..10], hour(at_ms, zone));
    if day == &now[..10] {
        say!(locale, "{time}", "à {time}")
    } else {
        say!(locale, "{day} {time}", "le {day} à {time}")
    }
}

/// `2026-11-21`, for a link to a day that is given by its number since 1970-01-01.
pub fn date(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads a [`date`].
pub fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let [year, month, day] = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(y * 365 + y / 4 - y / 100 + y / 400 + doy - 719_468)
        .filter(|number| civil(*number) == (year, month, day))
}

/// `18 August 2026`, `1er mai 2026`, for a sentence.
pub fn day(at_ms: i64, locale: Locale, zone: &Zone) -> String {
    day_of_utc(on_clocks(at_ms, zone).div_euclid(1000 * DAY), locale)
}

/// Like [`day`], for a day of UTC that is given by its number since 1970-01-01.
pub fn day_of_utc(day: i64, locale: Locale) -> String {
    let (year, ..) = civil(day);
    format!("{} {year}", day_of_year(day, locale))
}

/// Like [`day_of_utc`], for a place that says the year.
pub fn day_of_year(day: i64, locale: Locale) -> String {
    let (_, month, day) = civil(day);
    let month = month_name(month, locale);
    match day {
        1 => say!(locale, "{day} {month}", "1er {month}"),
        _ => format!("{day} {month}"),
    }
}

const fn month_name(month: i64, locale: Locale) -> &'static str {
    match month {
        1 => pick!(locale, "January", "janvier"),
        2 => pick!(locale, "February", "février"),
        3 => pick!(locale, "March", "mars"),
        4 => pick!(locale, "April", "avril"),
        5 => pick!(locale, "May", "mai"),
        6 => pick!(locale, "June", "juin"),
        7 => pick!(locale, "July", "juillet"),
        8 => pick!(locale, "August", "août"),
        9 => pick!(locale, "September", "septembre"),
        10 => pick!(locale, "October", "octobre"),
        11 => pick!(locale, "November", "novembre"),
        _ => pick!(locale, "December", "décembre"),
    }
}

/// `2 min ago`, `in 30 s`, `il y a 3 j`. What is to come is rounded to the nearest: ninety days from now are a bit
/// less the moment after. What has passed counts when it is whole.
pub fn relative(at_ms: i64, now_ms: i64, locale: Locale) -> String {
    let past = at_ms <= now_ms;
    let seconds = (now_ms - at_ms).abs() / 1000;
    // A page stands for a while: seconds that have passed would soon be wrong.
    let at_once = if past { MINUTE } else { 5 };
    if seconds < at_once {
        let words = if past {
            pick!(locale, "just now", "à l’instant")
        } else {
            pick!(locale, "in a moment", "dans un instant")
        };
        return words.to_owned();
    }
    let half = match seconds {
        MINUTE..HOUR if !past => MINUTE / 2,
        HOUR..DAY if !past => HOUR / 2,
        DAY.. if !past => DAY / 2,
        _ => 0,
    };
    let seconds = seconds + half;
    let (count, unit) = match seconds {
        0..MINUTE => (seconds, "s"),
        MINUTE..HOUR => (seconds / MINUTE, "min"),
        HOUR..DAY => (seconds / HOUR, "h"),
        _ => (seconds / DAY, pick!(locale, if seconds < 2 * DAY { "day" } else { "days" }, "j")),
    };
    if past {
        say!(locale, "{count} {unit} ago", "il y a {count} {unit}")
    } else {
        say!(locale, "in {count} {unit}", "dans {count} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::zone::ZoneName;

    fn half_past_five() -> Zone {
        Zone::new(ZoneName::found("Asia/Kolkata".to_owned()), 19_800, Vec::new())
    }

    #[test]
    fn a_time_is_said_with_its_zone() {
        let (at, now, zone) = (1_795_183_509_000, 1_795_180_000_000, half_past_five());
        assert_eq!(exact(at, &zone), "2026-11-20 19:35:09 UTC+5:30");
        assert_eq!(time_of_day(at, &zone), "19:35:09 UTC+5:30");
        assert_eq!(hour(at, &zone), "19:35 UTC+5:30");
        assert_eq!(due(at, now, Locale::Fr, &zone), "à 19:35 UTC+5:30");
        // There it is tomorrow already, which it is not in UTC.
        let night = at + 5 * 3_600_000;
        assert_eq!(due(night, now, Locale::En, &zone), "2026-11-21 00:35 UTC+5:30");
        assert_eq!(day(night, Locale::En, &zone), "21 November 2026");
        assert_eq!(on_clock(at, &zone), "2026-11-20T19:35:09");
        assert_eq!(on_clock(at + 40, &zone), "2026-11-20T19:35:09.040");
        exact(i64::MAX, &zone);
    }

    #[test]
    fn a_day_is_said_as_people_write_it() {
        let utc = Zone::default();
        let of = |at| (day(at, Locale::En, &utc), day(at, Locale::Fr, &utc));
        assert_eq!(of(1_787_011_200_000), ("18 August 2026".into(), "18 août 2026".into()));
        assert_eq!(of(0), ("1 January 1970".into(), "1er janvier 1970".into()));
        assert_eq!(of(-1), ("31 December 1969".into(), "31 décembre 1969".into()));
    }

    #[test]
    fn writes_dates_through_leap_years() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(1_709_164_799_000), "2024-02-28T23:59:59Z");
        assert_eq!(iso(1_709_164_800_000), "2024-02-29T00:00:00Z");
        assert_eq!(exact(1_795_183_509_000, &Zone::default()), "2026-11-20 14:05:09 UTC");
        assert_eq!(iso(-1000), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn what_does_not_come_today_is_said_with_its_day() {
        let (at, today, before) = (1_795_183_509_000, 1_795_180_000_000, 1_795_100_000_000);
        let said = |now, locale| due(at, now, locale, &Zone::default());
        assert_eq!(said(today, Locale::En), "14:05 UTC");
        assert_eq!(said(today, Locale::Fr), "à 14:05 UTC");
        assert_eq!(said(before, Locale::En), "2026-11-20 14:05 UTC");
        assert_eq!(said(before, Locale::Fr), "le 2026-11-20 à 14:05 UTC");
    }

    #[test]
    fn a_moment_is_read_as_it_is_written() {
        for at in [0, 1_709_164_799_000, 1_795_183_509_000] {
            assert_eq!(read_iso(&iso(at)), Some(at));
        }
        assert_eq!(read_iso("2026-11-20T14:05:09.0072Z"), Some(1_795_183_509_007));
        assert_eq!(read_iso("2026-11-20T14:05:09.5+00:00"), Some(1_795_183_509_500));
        for text in [
            "",
            "Z",
            "2026-11-20",
            "2026-11-20T24:00:00Z",
            "2026-11-20T14:05Z",
            "2026-11-20T1a:05:09Z",
            "2026-11-20T14:05:09.xZ",
            "2026-11-20T14:05:09",
            "2026-11-20T14:05:09+01:00",
        ] {
            assert_eq!(read_iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_read_as_it_is_written() {
        for day in [0, 30, 59, 789, 11_016, 20_413, 20_513, 47_540] {
            assert_eq!(day_number(&date(day)), Some(day), "{}", date(day));
        }
        for text in ["", "2026", "2026-02-30", "2026-13-01", "x-1-1", "2026-11-21-1", "1969-12-31"] {
            assert_eq!(day_number(text), None, "{text}");
        }
    }

    #[test]
    fn says_how_long_ago() {
        let now = 1_000_000_000;
        assert_eq!(relative(now - 2_000, now, Locale::En), "just now");
        assert_eq!(relative(now - 59_000, now, Locale::Fr), "à l’instant");
        assert_eq!(relative(now - 125_000, now, Locale::En), "2 min ago");
        assert_eq!(relative(now + 2_000, now, Locale::En), "in a moment");
        assert_eq!(relative(now + 30_000, now, Locale::Fr), "dans 30 s");
        assert_eq!(relative(now - 3 * 86_400_000, now, Locale::Fr), "il y a 3 j");
    }

    #[test]
    fn what_is_to_come_is_rounded_to_the_nearest() {
        let of = |seconds: i64| relative(seconds * 1000, 0, Locale::En);
        assert_eq!([of(59), of(89), of(90)], ["in 59 s", "in 1 min", "in 2 min"]);
        assert_eq!([of(HOUR - 1), of(90 * MINUTE)], ["in 1 h", "in 2 h"]);
        assert_eq!([of(DAY - 1), of(36 * HOUR - 1), of(36 * HOUR)], ["in 1 day", "in 1 day", "in 2 days"]);
        assert_eq!(of(90 * DAY - 5), "in 90 days");
        assert_eq!(relative(0, (2 * DAY - 1) * 1000, Locale::En), "1 day ago");
    }
}
