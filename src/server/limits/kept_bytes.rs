//! The bytes of answers that are kept for the programs of an organisation in a day, counted by this process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{domain::ids::OrgId, server::clock::SharedClock};

/// Milliseconds of a window, which begins with an organisation's first answer: as long as one is kept.
const WINDOW: i64 = 24 * 3_600_000;
/// The most bytes in it.
const MOST: usize = 256_000_000;

pub struct KeptBytes {
    clock: SharedClock,
    /// The end of each window, in milliseconds, and the bytes in it.
    open: Mutex<HashMap<OrgId, (i64, usize)>>,
}

impl KeptBytes {
    pub fn new(clock: SharedClock) -> Self {
        Self { clock, open: Mutex::default() }
    }

    /// Takes room for an answer; `false` where there is not so much.
    pub fn take(&self, org: &OrgId, bytes: usize) -> bool {
        let now = self.clock.now_ms();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (ends_at, taken) = open.entry(org.clone()).or_insert((0, 0));
        if *ends_at <= now {
            (*ends_at, *taken) = (now + WINDOW, 0);
        }
        if bytes > MOST - *taken {
            return false;
        }
        *taken += bytes;
        true
    }

    /// Forgets windows that are over, so that the map does not grow.
    pub fn sweep(&self) {
        let now = self.clock.now_ms();
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (ends_at, _)| *ends_at > now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    #[test]
    fn an_organisation_has_so_much_room_in_a_day() {
        let clock = ManualClock::at(1_795_246_560_000);
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let kept = KeptBytes::new(clock.clone());
        assert!(kept.take(&org, MOST - 1) && kept.take(&org, 1));
        assert!(!kept.take(&org, 1) && kept.take(&org, 0));
        assert!(kept.take(&other, 1), "not their doing");
        clock.advance(Duration::from_secs(24 * 3600));
        kept.sweep();
        assert!(kept.open.lock().unwrap().is_empty());
        assert!(kept.take(&org, MOST));
    }
}
