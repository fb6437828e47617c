//! Refused sign-ins, counted for each account, and what is denied to a person, counted for each
//! right. The first of an hour are to be written down, and then as often as their number gets a
//! digit longer, so that a flood is told and does not fill the log.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::server::clock::SharedClock;

const WINDOW: i64 = 3_600_000;
/// The refusals in an hour that are written down one by one.
const FIRST: u64 = 5;

/// The refusals of each account, or person and right, since an hour began, counted by this node
/// alone.
pub struct Refusals {
    counts: Mutex<HashMap<String, (i64, u64)>>,
    clock: SharedClock,
}

impl Refusals {
    pub fn new(clock: SharedClock) -> Self {
        Self { counts: Mutex::default(), clock }
    }

    /// Counts a refusal; returns its number in the hour when it is to be written down.
    pub fn count(&self, of: &str) -> Option<u64> {
        let now = self.clock.now_ms();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = counts.entry(of.to_owned()).or_insert((now, 0));
        if now - *began >= WINDOW {
            (*began, *count) = (now, 0);
        }
        *count += 1;
        let longer = 10_u64.checked_pow(count.ilog10()) == Some(*count);
        (*count <= FIRST || longer).then_some(*count)
    }

    /// Drops counts whose hour is over.
    pub fn sweep(&self) {
        let now = self.clock.now_ms();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (began, _)| now - *began < WINDOW);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn the_first_of_an_hour_are_written_down_and_then_their_number() {
        let clock = ManualClock::at(0);
        let refusals = Refusals::new(clock.clone());
        let written = |times: usize| (0..times).filter_map(|_| refusals.count("ana")).collect::<Vec<_>>();
        assert_eq!(written(12_000), [1, 2, 3, 4, 5, 10, 100, 1000, 10_000]);
        assert_eq!(refusals.count("ben"), Some(1), "each account by itself");
        clock.advance(Duration::from_secs(3599));
        assert!(written(3).is_empty());
        clock.advance(Duration::from_secs(1));
        assert_eq!(written(3), [1, 2, 3]);
        refusals.sweep();
        assert_eq!(refusals.counts.lock().unwrap().len(), 1, "ben\u{2019}s hour is over");
    }
}
