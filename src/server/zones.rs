//! The tables of time zones, from the IANA database in the binary: every node and every test has the
//! same, whatever the machine has.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};

use crate::domain::{
    audit::Day,
    moment,
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
const AROUND: i64 = 5 * 366 * 24 * 3600 * 1000;

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

/// The first moment of the first day, and of the day after the last, of what both ends of a list
/// leave open where they are not given.
pub fn span(name: &ZoneName, since: Option<&Day>, until: Option<&Day>) -> (i64, i64) {
    let from = since.and_then(Day::number).map_or(0, |day| start_of_day(name, day));
    let to = until.and_then(Day::number).map_or(i64::MAX, |day| start_of_day(name, day + 1));
    (from, to)
}

fn timestamp(at_ms: i64) -> Timestamp {
    let end = if at_ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at_ms).unwrap_or(end)
}

#[cfg(test)]
mod tests {
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
}
