//! The days of daily quotas: those of UTC, for everybody.

const MS: i64 = 24 * 3600 * 1000;

#[derive(Clone, Copy)]
pub struct Day(i64);

impl Day {
    pub const fn of(now: i64) -> Self {
        Self(now.div_euclid(MS))
    }

    /// The day's number; 0 is 1 January 1970.
    pub const fn number(self) -> i64 {
        self.0
    }

    pub const fn began(self) -> i64 {
        self.0 * MS
    }

    /// Seconds until the next day.
    pub fn left_secs(self, now: i64) -> u32 {
        let left = (self.0 + 1) * MS - now;
        u32::try_from(left.div_euclid(1000) + 1).unwrap_or(u32::MAX)
    }
}
