//! Time zones. The tables are the server's (`src/server/zones.rs`): what travels is the name of a
//! zone and its offsets around now.

use serde::{Deserialize, Serialize};

/// The name of a zone that the server's tables have, such as `Europe/Paris`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneName(String);

impl ZoneName {
    /// Takes a name that was found in the tables.
    pub const fn found(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of the world, and the place in it; a name without a part of the world is both.
    pub fn parts(&self) -> (&str, String) {
        let (area, place) = self.0.split_once('/').unwrap_or((&self.0, &self.0));
        (area, place.replace('_', " "))
    }
}

impl Default for ZoneName {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

/// A zone with its offsets around now. The default is UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub name: ZoneName,
    /// The offset before the first change, in seconds; those east of Greenwich are positive.
    first: i32,
    /// The epoch seconds from which another offset holds, ascending.
    changes: Vec<(i64, i32)>,
}

impl Zone {
    pub const fn new(name: ZoneName, first: i32, changes: Vec<(i64, i32)>) -> Self {
        Self { name, first, changes }
    }

    /// The offset at a time in epoch milliseconds, in seconds. Before and after the years that the
    /// table has, it is the nearest that it has.
    pub fn offset(&self, at_ms: i64) -> i32 {
        let at = at_ms.div_euclid(1000);
        let later = self.changes.iter().rev().find(|(from, _)| *from <= at);
        later.map_or(self.first, |(_, offset)| *offset)
    }

    /// The offset in words: `UTC`, `UTC+1`, `UTC−3:30`.
    pub fn said(&self, at_ms: i64) -> String {
        let offset = self.offset(at_ms);
        let (sign, minutes) = (if offset < 0 { '−' } else { '+' }, offset.unsigned_abs() / 60);
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_holds_until_the_next() {
        let zone =
            Zone::new(ZoneName::found("Somewhere/Else".to_owned()), -12_600, vec![(10, 0), (20, 19_800)]);
        let said = [9_999, 10_000, 19_999, 20_000, i64::MAX, i64::MIN].map(|at| zone.said(at));
        assert_eq!(said, ["UTC−3:30", "UTC", "UTC", "UTC+5:30", "UTC+5:30", "UTC−3:30"]);
        assert_eq!(Zone::default().said(0), "UTC");
    }

    #[test]
    fn a_name_has_a_place_in_a_part_of_the_world() {
        let parts = |name: &str| {
            let name = ZoneName::found(name.to_owned());
            let (area, place) = name.parts();
            format!("{area}: {place}")
        };
        assert_eq!(parts("America/Argentina/Buenos_Aires"), "America: Argentina/Buenos Aires");
        assert_eq!(parts("UTC"), "UTC: UTC");
    }
}
