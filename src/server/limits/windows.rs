//! What an organisation's programs use within a window of time, counted by this process: requests in a quarter of
//! an hour, and the bytes of answers that are kept for them in a day.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, Program},
    },
    server::clock::SharedClock,
};

/// Seconds of a window of requests. Each window begins with an organisation's first use.
pub const WINDOW_SECS: u32 = 15 * 60;
/// Seconds of a window of answers: as long as one is kept.
const KEPT_SECS: u32 = 24 * 3600;
/// The most bytes of answers in it.
const KEPT_BYTES: u32 = 256_000_000;

/// The state of an organisation's window, for the headers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub most: u32,
    pub left: u32,
    /// Seconds until the window ends.
    pub ends_in: u32,
}

impl RateLimit {
    /// Whether the request is one too many.
    pub fn over(&self) -> Problem {
        Problem::from(Program::TooManyRequests(self.most)).retry_after(self.ends_in)
    }
}

pub struct Windows {
    clock: SharedClock,
    secs: u32,
    /// `None` where nothing is counted.
    most: Option<u32>,
    /// The end of each window, in milliseconds, and the uses in it.
    open: Mutex<HashMap<OrgId, (i64, u32)>>,
}

impl Windows {
    /// The windows of requests.
    pub fn of_requests(clock: SharedClock, most: Option<u32>) -> Self {
        Self { clock, secs: WINDOW_SECS, most, open: Mutex::default() }
    }

    /// The windows of the bytes of answers that are kept.
    pub fn of_answers(clock: SharedClock) -> Self {
        Self { clock, secs: KEPT_SECS, most: Some(KEPT_BYTES), open: Mutex::default() }
    }

    /// Counts uses; `Err` where they are too many, and count for nothing. `Ok(None)` where there is no limit.
    ///
    /// # Errors
    /// Fails with how the organisation stands.
    pub fn take(&self, org: &OrgId, uses: u32) -> Result<Option<RateLimit>, RateLimit> {
        let Some(most) = self.most else { return Ok(None) };
        let now = self.clock.now_ms();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (ends_at, taken) = open.entry(org.clone()).or_insert((0, 0));
        if *ends_at <= now {
            (*ends_at, *taken) = (now + i64::from(self.secs) * 1000, 0);
        }
        let ends_in = u32::try_from((*ends_at - now).unsigned_abs().div_ceil(1000)).unwrap_or(self.secs);
        if uses > most - *taken {
            return Err(RateLimit { most, left: most - *taken, ends_in });
        }
        *taken += uses;
        Ok(Some(RateLimit { most, left: most - *taken, ends_in }))
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
    fn each_organisation_has_its_window() {
        let clock = ManualClock::at(1_795_246_560_000);
        let windows = Windows::of_requests(clock.clone(), Some(3));
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let left = |org: &OrgId| windows.take(org, 1).map(|standing| standing.unwrap().left);
        assert_eq!(left(&org), Ok(2));
        clock.advance(Duration::from_millis(100_500));
        assert_eq!([left(&org), left(&org)], [Ok(1), Ok(0)]);
        let over = windows.take(&org, 1).unwrap_err();
        assert_eq!(over, RateLimit { most: 3, left: 0, ends_in: 800 });
        let problem = over.over();
        assert_eq!((problem.http_status(), problem.retry_after_secs), (429, Some(800)));
        assert_eq!(left(&other), Ok(2), "not their doing");
        clock.advance(Duration::from_secs(800));
        assert_eq!(left(&org), Ok(2), "another window");
        windows.sweep();
        assert_eq!(windows.open.lock().unwrap().len(), 2);
        clock.advance(Duration::from_secs(u64::from(WINDOW_SECS)));
        windows.sweep();
        assert!(windows.open.lock().unwrap().is_empty());
    }

    #[test]
    fn an_organisation_has_so_much_room_for_answers_in_a_day() {
        let clock = ManualClock::at(1_795_246_560_000);
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let kept = Windows::of_answers(clock.clone());
        let has_room = |org: &OrgId, bytes| kept.take(org, bytes).is_ok();
        assert!(has_room(&org, KEPT_BYTES - 1) && has_room(&org, 1));
        assert!(!has_room(&org, 1) && has_room(&org, 0));
        assert!(has_room(&other, 1), "not their doing");
        clock.advance(Duration::from_secs(24 * 3600));
        kept.sweep();
        assert!(kept.open.lock().unwrap().is_empty());
        assert!(has_room(&org, KEPT_BYTES));
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let clock = ManualClock::at(1_795_246_560_000);
        let windows = Windows::of_requests(clock.clone(), None);
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        assert_eq!(windows.take(&org, 1), Ok(None));
        assert!(windows.open.lock().unwrap().is_empty());
    }
}
