//! The uses of an organisation in a minute, counted by this process.
//!
//! Each use takes an equal share of the minute. An organisation that is ahead of the
//! clock by no more than a quarter of a minute goes on at once, so that a page with many
//! parts, or an office at nine o'clock, is not held up. A use for which somebody waits may go as far
//! again beyond that.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    domain::{
        ids::OrgId,
        problem::{Problem, ProblemKind},
        quota::Quota,
    },
    server::clock::SharedClock,
};

/// Microseconds: a share of a minute is less than a millisecond where much is
/// allowed.
const MINUTE: i64 = 60_000_000;

pub struct Rates {
    clock: SharedClock,
    /// The time, in microseconds, until which each has used its minutes up.
    used: Mutex<HashMap<(OrgId, Quota), i64>>,
}

impl Rates {
    pub fn new(clock: SharedClock) -> Self {
        Self { clock, used: Mutex::default() }
    }

    /// Takes one use, of `most` a minute.
    pub fn take(&self, org: &OrgId, quota: Quota, most: u32) -> Result<(), Problem> {
        self.take_ahead(org, quota, most, 1)
    }

    /// Takes one use for which somebody waits, of `most` a minute, also where the others are over.
    pub fn take_waited_for(&self, org: &OrgId, quota: Quota, most: u32) -> Result<(), Problem> {
        self.take_ahead(org, quota, most, 2)
    }

    fn take_ahead(&self, org: &OrgId, quota: Quota, most: u32, quarters: i64) -> Result<(), Problem> {
        let now = self.now();
        let share = MINUTE / i64::from(most.max(1));
        let ahead = (MINUTE / 4).max(share) * quarters;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let until = used.entry((org.clone(), quota)).or_insert(now);
        let then = (*until).max(now) + share;
        let wait = then - now - ahead;
        if wait <= 0 {
            *until = then;
            return Ok(());
        }
        drop(used);
        metrics::counter!("ava_over_quota_total", "quota" => quota.code()).increment(1);
        let seconds = u32::try_from(wait.unsigned_abs().div_ceil(1_000_000)).unwrap_or(u32::MAX);
        Err(Problem::new(ProblemKind::OverQuota(quota, most)).retry_after(seconds))
    }

    /// Forgets organisations that have the whole minute again, so that the map does not grow.
    pub fn sweep(&self) {
        let now = self.now();
        self.used.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, until| *until > now);
    }

    fn now(&self) -> i64 {
        self.clock.now_ms().saturating_mul(1000)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    #[test]
    fn a_quarter_at_once_then_one_by_one_and_others_not_at_all() {
        let clock = ManualClock::at(1_795_246_560_000);
        let rates = Rates::new(clock.clone());
        let random = Random::seeded(1, clock.clone());
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let take = |org: &OrgId| rates.take(org, Quota::Searches, 60);
        let at_once = (0..100).take_while(|_| take(&org).is_ok()).count();
        assert_eq!(at_once, 15);
        let problem = take(&org).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::OverQuota(Quota::Searches, 60));
        assert_eq!((problem.http_status(), problem.retry_after_secs), (429, Some(1)));
        assert_eq!(take(&other), Ok(()), "not their doing");
        assert_eq!(rates.take(&org, Quota::Checks, 60), Ok(()), "another quota");
        clock.advance(Duration::from_millis(999));
        assert!(take(&org).is_err(), "too early");
        clock.advance(Duration::from_millis(1));
        take(&org).unwrap();
        assert!(take(&org).is_err(), "one more, and no burst");
    }

    #[test]
    fn no_more_than_the_quota_and_its_quarter_in_any_minute() {
        let clock = ManualClock::at(1_795_246_560_000);
        let rates = Rates::new(clock.clone());
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        let mut done = 0;
        for _ in 0..600 {
            clock.advance(Duration::from_millis(100));
            done += (0..50).filter(|_| rates.take(&org, Quota::Requests, 1200).is_ok()).count();
        }
        assert!((1200..=1500).contains(&done), "{done}");
    }

    #[test]
    fn what_somebody_waits_for_goes_as_far_again() {
        let clock = ManualClock::at(1_795_246_560_000);
        let rates = Rates::new(clock.clone());
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        let take = || rates.take(&org, Quota::CallEvents, 60).is_ok();
        let wait = || rates.take_waited_for(&org, Quota::CallEvents, 60).is_ok();
        assert_eq!((0..100).take_while(|_| take()).count(), 15);
        assert_eq!((0..100).take_while(|_| wait()).count(), 15);
        clock.advance(Duration::from_secs(15));
        assert!(!take(), "they are as far ahead as the others may be");
        assert!(wait());
        clock.advance(Duration::from_secs(2));
        assert!(take());
    }

    #[test]
    fn the_least_quota_still_lets_one_through() {
        let clock = ManualClock::at(1_795_246_560_000);
        let rates = Rates::new(clock.clone());
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        assert!(rates.take(&org, Quota::Checks, 1).is_ok());
        assert_eq!(rates.take(&org, Quota::Checks, 1).unwrap_err().retry_after_secs, Some(60));
    }

    #[test]
    fn what_has_recovered_is_forgotten() {
        let clock = ManualClock::at(1_795_246_560_000);
        let rates = Rates::new(clock.clone());
        let org: OrgId = Random::seeded(1, clock.clone()).id();
        rates.take(&org, Quota::Checks, 60).unwrap();
        rates.sweep();
        assert_eq!(rates.used.lock().unwrap().len(), 1);
        clock.advance(Duration::from_secs(1));
        rates.sweep();
        assert!(rates.used.lock().unwrap().is_empty());
    }
}
