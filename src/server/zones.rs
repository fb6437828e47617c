//! The tables of time zones, from the IANA database in the binary: every node and every test has the
//! same, whatever the machine has.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};

use crate::domain::{
    audit::Day,
    moment,
    notification::{ClockTime, QuietHours},
    zone::{Zone, ZoneName},
};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The parts of the world by which zones are named. What else the database has are other names for
/// the same, such as `US/Eastern`, and offsets without a place.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Milliseconds before and after now for which a [`Zone`] has its offsets.
const AROUND: i64 = 5 * 366 * DAY;
const DAY: i64 = 24 * 3600 * 1000;

fn is_offered(name: &str) -> bool {
    name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
}

/// The names that people choose from, in the order of the alphabet, UTC first.
pub fn names() -> impl Iterator<Item = ZoneName> {
    static NAMES: LazyLock<Vec<ZoneName>> = LazyLock::new(|| {
        let mut names: Vec<String> = DATABASE.available().map(|name| name.as_str().to_owned()).collect();
        names.retain(|name| is_offered(name) && name != "UTC");
        names.sort();
        std::iter::once(ZoneName::default()).chain(names.into_iter().map(ZoneName::found)).collect()
    });
    NAMES.iter().cloned()
}

/// Finds the zone of that name, in whatever case it is written; `None` for what is no zone that
/// people choose from.
pub fn find(name: &str) -> Option<ZoneName> {
    let zone = DATABASE.get(name).ok()?;
    let name = zone.iana_name()?;
    is_offered(name).then(|| ZoneName::found(name.to_owned()))
}

/// The tables of a zone. One that a former version's tables had may be gone from these: then UTC.
pub fn table(name: &ZoneName) -> TimeZone {
    DATABASE.get(name.as_str()).unwrap_or(TimeZone::UTC)
}

/// The zone with its offsets around `now`, in epoch milliseconds.
pub fn around(name: &ZoneName, now: i64) -> Zone {
    let zone = table(name);
    let [from, to] = [now.saturating_sub(AROUND), now.saturating_add(AROUND)].map(timestamp);
    let changes = zone.following(from).take_while(|change| change.timestamp() <= to);
    let changes = changes.map(|change| (change.timestamp().as_second(), change.offset().seconds())).collect();
    Zone::new(name.clone(), zone.to_offset(from).seconds(), changes)
}

/// The first moment of a day in a zone, in epoch milliseconds; days are counted from 1970-01-01. Where
/// clocks skip midnight, the day begins later.
pub fn start_of_day(name: &ZoneName, day: i64) -> i64 {
    let in_utc = day.saturating_mul(24 * 3600 * 1000);
    let date = moment::date(day).parse::<Date>();
    let first = date.and_then(|date| date.to_zoned_datetime(table(name)));
    // The days at both ends of the calendar have no time in every zone.
    first.map_or(in_utc, |first| first.timestamp().as_millisecond())
}

/// The moment at which clocks of a zone show `2026-11-30T14:00`; the first of two, and where clocks skip that
/// time the one after as long as they skip. `None` for another text.
pub fn on_clocks(name: &ZoneName, shown: &str) -> Option<i64> {
    let shown = shown.parse::<DateTime>().ok().filter(|_| shown.contains('T'))?;
    Some(shown.to_zoned_datetime(table(name)).ok()?.timestamp().as_millisecond())
}

/// The first moment of the first day, and of the day after the last, of what both ends of a list
/// leave open where they are not given.
pub fn span(name: &ZoneName, since: Option<&Day>, until: Option<&Day>) -> (i64, i64) {
    let from = since.and_then(Day::number).map_or(0, |day| start_of_day(name, day));
    let to = until.and_then(Day::number).map_or(i64::MAX, |day| start_of_day(name, day + 1));
    (from, to)
}

/// The offsets between two moments, each with the moment until which it holds, in milliseconds. The last
/// one holds on.
pub fn offsets(name: &ZoneName, from: i64, to: i64) -> Vec<(i64, i64)> {
    let zone = table(name);
    let [from, to] = [from, to].map(timestamp);
    let of = |seconds: i32| i64::from(seconds) * 1000;
    let mut offset = of(zone.to_offset(from).seconds());
    let mut offsets = Vec::new();
    for change in zone.following(from).take_while(|change| change.timestamp() < to) {
        offsets.push((change.timestamp().as_millisecond(), offset));
        offset = of(change.offset().seconds());
    }
    offsets.push((i64::MAX, offset));
    offsets
}

/// The end of the quiet hours in which `at` is; `None` if they have not begun. It is the first moment from
/// `at` on at which clocks show the end and it is not quiet; where they skip the end, that at which they do.
pub fn end_of_quiet(name: &ZoneName, quiet: QuietHours, at: i64) -> Option<i64> {
    let zone = table(name);
    let is_quiet = |at| quiet.has(shown(&zone, at).1);
    if !is_quiet(at) {
        return None;
    }
    let mut end = at;
    // Clocks that skip a whole day, or both ends, leave it quiet.
    for _ in 0..4 {
        let (date, _) = shown(&zone, end);
        let days = [Some(date), date.tomorrow().ok()];
        let ends = days.into_iter().flatten().flat_map(|date| moments_of(&zone, date, quiet.until));
        // Where clocks go back over the end, it comes twice.
        end = ends.filter(|moment| *moment > end).min().unwrap_or_else(|| end.saturating_add(DAY));
        if !is_quiet(end) {
            break;
        }
    }
    Some(end)
}

/// The first moment after `at` at which clocks show `time`: once a day, also where they go back over it or
/// skip it.
pub fn next_time(name: &ZoneName, time: ClockTime, at: i64) -> i64 {
    let zone = table(name);
    let (today, _) = shown(&zone, at);
    let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(3);
    let mut firsts = days.filter_map(|date| moments_of(&zone, date, time).into_iter().min());
    firsts.find(|first| *first > at).unwrap_or_else(|| at.saturating_add(DAY))
}

/// The day and the time that clocks show.
fn shown(zone: &TimeZone, at: i64) -> (Date, ClockTime) {
    let now = zone.to_datetime(timestamp(at));
    let minutes = i32::from(now.hour()) * 60 + i32::from(now.minute());
    (now.date(), ClockTime(u16::try_from(minutes).unwrap_or_default()))
}

/// The moments of a day at which clocks show a time: two where they go back over it. Where they skip it,
/// the moment at which they do.
fn moments_of(zone: &TimeZone, date: Date, ClockTime(minutes): ClockTime) -> Vec<i64> {
    let [hour, minute] = [minutes / 60, minutes % 60].map(|part| i8::try_from(part).unwrap_or_default());
    let Ok(time) = Time::new(hour, minute, 0, 0) else { return Vec::new() };
    let there = || zone.to_ambiguous_timestamp(date.to_datetime(time));
    let earlier = there().earlier().ok();
    let moments = match there().offset() {
        AmbiguousOffset::Unambiguous { .. } => [earlier, None],
        AmbiguousOffset::Fold { .. } => [earlier, there().later().ok()],
        AmbiguousOffset::Gap { .. } => {
            [earlier.and_then(|before| zone.following(before).next()).map(|skip| skip.timestamp()), None]
        }
    };
    moments.into_iter().flatten().map(Timestamp::as_millisecond).collect()
}

fn timestamp(at_ms: i64) -> Timestamp {
    let end = if at_ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at_ms).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;
    /// 2026-10-25 01:00 UTC, when summer time ends in Europe.
    const AUTUMN: i64 = 1_792_890_000_000;

    fn paris() -> ZoneName {
        find("europe/paris").unwrap()
    }

    #[test]
    fn a_zone_is_found_by_its_name_alone() {
        assert_eq!(paris().as_str(), "Europe/Paris");
        assert_eq!(find("utc"), Some(ZoneName::default()));
        for no_zone in
            ["", "Paris", "US/Eastern", "Etc/GMT+5", "Etc/Unknown", "+02:00", "../Europe/Paris", "Europe/"]
        {
            assert_eq!(find(no_zone), None, "{no_zone}");
        }
        assert_eq!(names().next(), Some(ZoneName::default()));
        let named = names().filter(|name| find(name.as_str()).as_ref() == Some(name)).count();
        assert!(named == names().count() && named > 300, "{named}");
    }

    #[test]
    fn a_zone_has_the_offsets_of_the_years_around() {
        let zone = around(&paris(), AUTUMN);
        let said =
            [AUTUMN - 1, AUTUMN, AUTUMN + 4_380 * HOUR, AUTUMN - 1_000 * 24 * HOUR].map(|at| zone.said(at));
        assert_eq!(said, ["UTC+2", "UTC+1", "UTC+2", "UTC+1"]);
        for zone in names() {
            let (tables, table) = (around(&zone, AUTUMN), super::table(&zone));
            for days in [-1_500, -700, -200, -3, 0, 3, 200, 700, 1_500] {
                let at = AUTUMN + days * 24 * HOUR;
                assert_eq!(tables.offset(at), table.to_offset(timestamp(at)).seconds(), "{zone:?} {days}");
            }
        }
        assert_eq!(around(&ZoneName::found("Gone/Away".to_owned()), AUTUMN).offset(AUTUMN), 0);
        for end in [i64::MIN, i64::MAX] {
            around(&paris(), end);
        }
    }

    #[test]
    fn offsets_hold_until_clocks_change() {
        let around = offsets(&paris(), AUTUMN - HOUR, AUTUMN + HOUR);
        assert_eq!(around, [(AUTUMN, 2 * HOUR), (i64::MAX, HOUR)]);
        assert_eq!(offsets(&paris(), AUTUMN - HOUR, AUTUMN), [(i64::MAX, 2 * HOUR)]);
        // A quarter has no more of them than the query of figures takes, in any zone.
        let many = |zone: &ZoneName| {
            (0..40)
                .map(|nth| {
                    let from = AUTUMN + nth * 10 * 24 * HOUR;
                    offsets(zone, from, from + 90 * 24 * HOUR).len()
                })
                .max()
        };
        assert!(names().all(|zone| many(&zone).is_some_and(|most| most <= 4)));
    }

    #[test]
    fn a_day_begins_when_clocks_say_so() {
        let day = AUTUMN.div_euclid(24 * HOUR);
        let [begins, ends] = [day, day + 1].map(|day| start_of_day(&paris(), day));
        assert_eq!((AUTUMN - begins, ends - begins), (3 * HOUR, 25 * HOUR));
        assert_eq!(start_of_day(&ZoneName::default(), day), day * 24 * HOUR);
        // Clocks in Beirut go from 23:59 to 1:00 on 2026-03-29.
        let beirut = find("Asia/Beirut").unwrap();
        let day = crate::domain::moment::day_number("2026-03-29").unwrap();
        assert_eq!(start_of_day(&beirut, day), day * 24 * HOUR - 2 * HOUR);
        for end in [i64::MIN / 1_000_000_000, 3_000_000] {
            start_of_day(&beirut, end);
        }
    }

    fn clock(hour: u16, minute: u16) -> ClockTime {
        ClockTime(hour * 60 + minute)
    }

    #[test]
    fn quiet_hours_end_by_the_clocks_of_the_two_odd_days() {
        let night = QuietHours { from: clock(22, 0), until: clock(7, 0) };
        // 2026-10-25, 3:00 in summer, is 2:00 in winter: the night has an hour more.
        let midnight = AUTUMN - 3 * HOUR;
        assert_eq!(end_of_quiet(&paris(), night, midnight), Some(midnight + 8 * HOUR));
        assert_eq!(end_of_quiet(&paris(), night, midnight + 8 * HOUR), None);
        let spring = crate::domain::moment::day_number("2026-03-29").unwrap();
        let midnight = start_of_day(&paris(), spring);
        assert_eq!(end_of_quiet(&paris(), night, midnight), Some(midnight + 6 * HOUR));
        // Clocks go from 2:00 to 3:00, and never show 2:30.
        let short = QuietHours { from: clock(23, 0), until: clock(2, 30) };
        assert_eq!(end_of_quiet(&paris(), short, midnight), Some(midnight + 2 * HOUR));
        // They show 2:30 twice: it is quiet again in between.
        let first = AUTUMN - HOUR / 2;
        assert_eq!(end_of_quiet(&paris(), short, AUTUMN - HOUR), Some(first));
        assert_eq!(end_of_quiet(&paris(), short, AUTUMN), Some(AUTUMN + HOUR / 2));
    }

    #[test]
    fn a_time_of_the_day_comes_once_a_day() {
        let (half_past_two, from) = (clock(2, 30), AUTUMN - 3 * 24 * HOUR);
        let mut times = vec![next_time(&paris(), half_past_two, from)];
        for _ in 0..5 {
            times.push(next_time(&paris(), half_past_two, times[times.len() - 1]));
        }
        let apart: Vec<i64> = times.windows(2).map(|pair| (pair[1] - pair[0]) / HOUR).collect();
        assert_eq!(apart, [24, 24, 25, 24, 24]);
        let midnight = start_of_day(&paris(), crate::domain::moment::day_number("2026-03-29").unwrap());
        assert_eq!(next_time(&paris(), half_past_two, midnight), midnight + 2 * HOUR, "when it is skipped");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// The property holds in every zone, for every pair of times, in the years that change clocks.
        #[test]
        fn quiet_hours_end_when_it_is_not_quiet(
            zone in any::<prop::sample::Index>(),
            from in 0_u16..48, until in 0_u16..48,
            minutes in 0_i64..(12 * 366 * 24 * 60),
        ) {
            prop_assume!(from != until);
            let zones: Vec<ZoneName> = names().collect();
            let zone = &zones[zone.index(zones.len())];
            let at = AUTUMN - 6 * 366 * 24 * HOUR + minutes * 60_000;
            let quiet = QuietHours { from: ClockTime(from * 30), until: ClockTime(until * 30) };
            let (table, is_quiet) = (super::table(zone), |at| quiet.has(shown(&super::table(zone), at).1));
            match end_of_quiet(zone, quiet, at) {
                None => prop_assert!(!is_quiet(at)),
                Some(end) => {
                    prop_assert!(is_quiet(at) && end > at && end - at <= 26 * HOUR, "{zone:?} {at} {end}");
                    prop_assert!(!is_quiet(end), "{zone:?} {end}");
                    // Clocks show the end, or have just skipped it.
                    let (shows, before) = (shown(&table, end).1, shown(&table, end - 60_000).1);
                    let skips = table.to_offset(timestamp(end)) != table.to_offset(timestamp(end - 1));
                    prop_assert!(shows == quiet.until || skips, "{zone:?} {before:?} {shows:?}");
                }
            }
            let next = next_time(zone, quiet.until, at);
            prop_assert!(next > at && next - at <= 26 * HOUR, "{zone:?} {at} {next}");
        }
    }
}
