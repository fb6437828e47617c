//! The times that are offered, computed from the settings, what is booked, and the clock.
//!
//! A time is offered where clocks show it: an hour that they skip is none, and of one that they show
//! twice only the first is offered.

use jiff::{
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use crate::{
    domain::{
        appointment::{BookingSettings, CELL_MINUTES, STEP_MINUTES},
        moment,
    },
    server::zones,
};

pub const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const CELL: i64 = CELL_MINUTES as i64 * MINUTE;

/// Time that is taken, in epoch milliseconds, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub from: i64,
    pub to: i64,
}

/// The time that a service takes, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasts {
    pub minutes: u32,
    pub buffer: u32,
}

impl Lasts {
    /// The end of an appointment that begins at `start`.
    pub fn ends(self, start: i64) -> i64 {
        start + i64::from(self.minutes) * MINUTE
    }

    /// The time from which another may begin.
    pub fn free(self, start: i64) -> i64 {
        self.ends(start) + i64::from(self.buffer) * MINUTE
    }
}

/// Whether two times share a cell, so that the database takes only one of them.
pub fn overlap(one: (i64, i64), other: (i64, i64)) -> bool {
    let ((from, to), (first, last)) = (cells(one.0, one.1), cells(other.0, other.1));
    from <= last && first <= to
}

/// The cells that a time takes, the last included.
pub fn cells(from: i64, to: i64) -> (i64, i64) {
    (from.div_euclid(CELL), (to - 1).div_euclid(CELL))
}

/// The day that clocks of the organisation show, counted from 1970-01-01.
pub fn day_of(settings: &BookingSettings, at: i64) -> i64 {
    let zone = zones::around(&settings.zone, at);
    at.saturating_add(i64::from(zone.offset(at)) * 1000).div_euclid(24 * HOUR)
}

/// The days on which something may be offered, from today on, the last included.
pub fn days(settings: &BookingSettings, now: i64) -> (i64, i64) {
    let today = day_of(settings, now);
    (today, today + i64::from(settings.days_ahead) - 1)
}

/// The beginnings that are offered on a day since 1970-01-01, in epoch milliseconds, ascending.
pub fn on_day(settings: &BookingSettings, lasts: Lasts, day: i64, now: i64, taken: &[Taken]) -> Vec<i64> {
    let (first, last) = days(settings, now);
    let Ok(date) = moment::date(day).parse::<Date>() else { return Vec::new() };
    if !(first..=last).contains(&day) {
        return Vec::new();
    }
    let zone = zones::table(&settings.zone);
    let earliest = now + i64::from(settings.lead_hours) * HOUR;
    let mut offered = Vec::new();
    for span in settings.spans(day) {
        let Some(closes) = ends(&zone, date, span.to) else { continue };
        for minute in (span.from..span.to).step_by(STEP_MINUTES as usize) {
            let Some(start) = begins(&zone, date, minute) else { continue };
            let (ends, free) = (lasts.ends(start), lasts.free(start));
            let is_free = taken.iter().all(|taken| free <= taken.from || taken.to <= start);
            if start >= earliest && ends <= closes && is_free && start % CELL == 0 {
                offered.push(start);
            }
        }
    }
    offered
}

/// The moment at which clocks show a time of that day for the first time; `None` if they skip it.
fn begins(zone: &TimeZone, date: Date, minute: u16) -> Option<i64> {
    let ambiguous = zone.to_ambiguous_timestamp(at(date, minute)?);
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => None,
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            Some(ambiguous.earlier().ok()?.as_millisecond())
        }
    }
}

/// The moment by which clocks show a time of that day, at the latest: of a time that they skip, not
/// after they do.
fn ends(zone: &TimeZone, date: Date, minute: u16) -> Option<i64> {
    Some(zone.to_ambiguous_timestamp(at(date, minute)?).earlier().ok()?.as_millisecond())
}

fn at(date: Date, minute: u16) -> Option<DateTime> {
    if minute == 24 * 60 {
        return Some(date.tomorrow().ok()?.at(0, 0, 0, 0));
    }
    Some(date.at(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::appointment::{ClosedDays, read_spans};

    const NOW: i64 = 1_790_000_000_000;

    fn settings(zone: &str, hours: &str) -> BookingSettings {
        let spans = read_spans(hours).unwrap();
        BookingSettings {
            zone: zones::find(zone).unwrap(),
            hours: std::array::from_fn(|_| spans.clone()),
            lead_hours: 0,
            days_ahead: 366,
            ..BookingSettings::default()
        }
    }

    fn day(date: &str) -> i64 {
        moment::day_number(date).unwrap()
    }

    const fn lasts(minutes: u32, buffer: u32) -> Lasts {
        Lasts { minutes, buffer }
    }

    /// What clocks show at the offered times.
    fn shown(settings: &BookingSettings, lasts: Lasts, date: &str, taken: &[Taken]) -> Vec<String> {
        let zone = zones::around(&settings.zone, NOW);
        let hour = |at: &i64| moment::hour(*at, &zone)[..5].to_owned();
        on_day(settings, lasts, day(date), NOW, taken).iter().map(hour).collect()
    }

    #[test]
    fn times_fit_into_the_hours_and_between_what_is_booked() {
        let settings = settings("Europe/Paris", "9-10:30, 14-15");
        assert_eq!(shown(&settings, lasts(60, 0), "2026-11-30", &[]), ["09:00", "09:15", "09:30", "14:00"]);
        // The buffer may lie outside of the hours.
        assert_eq!(shown(&settings, lasts(60, 30), "2026-11-30", &[]).len(), 4);
        let nine = on_day(&settings, lasts(30, 0), day("2026-11-30"), NOW, &[])[0];
        let booked = [Taken { from: nine + 30 * MINUTE, to: nine + 60 * MINUTE }];
        assert_eq!(
            shown(&settings, lasts(30, 0), "2026-11-30", &booked),
            ["09:00", "10:00", "14:00", "14:15", "14:30"]
        );
        assert_eq!(shown(&settings, lasts(30, 5), "2026-11-30", &booked)[0], "10:00");
        assert!(shown(&settings, lasts(120, 0), "2026-11-30", &[]).is_empty());
    }

    #[test]
    fn an_hour_that_clocks_skip_is_not_offered_and_one_that_they_show_twice_is_offered_once() {
        let settings = settings("Europe/Paris", "1-4");
        let spring = ["01:00", "01:15", "01:30", "01:45", "03:00", "03:15", "03:30", "03:45"];
        assert_eq!(shown(&settings, lasts(15, 0), "2027-03-28", &[]), spring);
        let autumn = shown(&settings, lasts(15, 0), "2026-10-25", &[]);
        assert_eq!(autumn.len(), 12);
        let mut once = autumn.clone();
        once.dedup();
        assert_eq!(once, autumn);
        // It lasts an hour, though clocks show two later.
        let through = on_day(&settings, lasts(60, 0), day("2027-03-28"), NOW, &[]);
        assert!(through.iter().all(|start| lasts(60, 0).ends(*start) - start == HOUR));
    }

    #[test]
    fn a_place_that_closes_in_the_skipped_hour_closes_before_it() {
        let settings = settings("Europe/Paris", "0-2:30");
        let last = on_day(&settings, lasts(15, 0), day("2027-03-28"), NOW, &[]).pop().unwrap();
        assert!(moment::iso(last).starts_with("2027-03-28T00:15"), "{}", moment::iso(last));
    }

    #[test]
    fn nothing_is_offered_too_soon_too_late_or_on_a_closed_day() {
        let mut settings = settings("UTC", "0-24");
        let today = day_of(&settings, NOW);
        settings.lead_hours = 24;
        assert!(on_day(&settings, lasts(15, 0), today, NOW, &[]).is_empty());
        let tomorrow = on_day(&settings, lasts(15, 0), today + 1, NOW, &[]);
        assert!(tomorrow[0] >= NOW + 24 * HOUR && tomorrow[0] < NOW + 24 * HOUR + 15 * MINUTE);
        settings.days_ahead = 3;
        assert_eq!(on_day(&settings, lasts(15, 0), today + 2, NOW, &[]).len(), 96);
        assert!(on_day(&settings, lasts(15, 0), today + 3, NOW, &[]).is_empty());
        settings.closed = vec![ClosedDays { from: today, to: today + 2 }];
        assert!(on_day(&settings, lasts(15, 0), today + 2, NOW, &[]).is_empty());
        assert!(on_day(&settings, lasts(15, 0), i64::MAX / 1_000_000, NOW, &[]).is_empty());
    }

    fn any_zone() -> impl Strategy<Value = crate::domain::zone::ZoneName> {
        prop::sample::select(zones::names().collect::<Vec<_>>())
    }

    fn any_spans() -> impl Strategy<Value = Vec<crate::domain::appointment::Span>> {
        prop::collection::btree_set(0..=288_u16, 2..=8).prop_map(|at| {
            let at: Vec<u16> = at.into_iter().map(|at| at * 5).collect();
            let pairs = at.chunks_exact(2);
            pairs.map(|pair| crate::domain::appointment::Span { from: pair[0], to: pair[1] }).collect()
        })
    }

    proptest! {
        #[test]
        fn whatever_is_offered_is_open_in_time_and_free(
            zone in any_zone(),
            spans in any_spans(),
            ahead in 0..366_i64,
            minutes in 1..=24_u32,
            buffer in 0..=6_u32,
            taken in prop::collection::vec((0..288_i64, 1..20_i64), 0..6),
        ) {
            let settings = BookingSettings {
                zone,
                hours: std::array::from_fn(|_| spans.clone()),
                lead_hours: 1,
                days_ahead: 366,
                ..BookingSettings::default()
            };
            let lasts = lasts(minutes * CELL_MINUTES, buffer * CELL_MINUTES);
            let day = day_of(&settings, NOW) + ahead;
            let midnight = zones::start_of_day(&settings.zone, day);
            let taken: Vec<Taken> = taken
                .into_iter()
                .map(|(at, length)| Taken { from: midnight + at * CELL, to: midnight + (at + length) * CELL })
                .collect();
            let zone = zones::around(&settings.zone, NOW);
            let clock = |at: i64| (at + i64::from(zone.offset(at)) * 1000 - day * 24 * HOUR) / MINUTE;
            let offered = on_day(&settings, lasts, day, NOW, &taken);
            for start in &offered {
                let (ends, free) = (lasts.ends(*start), lasts.free(*start));
                prop_assert!(*start >= NOW + HOUR);
                let fits = |span: &crate::domain::appointment::Span| {
                    i64::from(span.from) <= clock(*start) && clock(ends) <= i64::from(span.to)
                };
                prop_assert!(spans.iter().any(fits), "{} to {}", clock(*start), clock(ends));
                prop_assert!(taken.iter().all(|taken| free <= taken.from || *start >= taken.to));
                prop_assert_eq!(start % CELL, 0);
            }
            let mut sorted = offered.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(sorted, offered);
        }
    }
}
