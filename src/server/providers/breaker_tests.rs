//! The breaker's transitions, to the letter.

use super::*;
use crate::server::clock::ManualClock;

fn breaker() -> (Arc<Breaker>, Arc<ManualClock>) {
    let clock = ManualClock::at(1_000);
    (Breaker::new("test".to_owned(), clock.clone()), clock)
}

fn attempt(breaker: &Arc<Breaker>, verdict: Verdict) {
    match breaker.admit() {
        Ok(permit) => permit.settle(verdict),
        Err(refused) => panic!("refused: {refused:?}"),
    }
}

fn state(breaker: &Breaker) -> &'static str {
    breaker.lock().state.name()
}

fn open(breaker: &Arc<Breaker>) {
    for _ in 0..3 {
        attempt(breaker, Verdict::Down);
    }
    assert_eq!(state(breaker), "open");
}

fn refused(breaker: &Arc<Breaker>) -> Option<Duration> {
    breaker.admit().err().map(|refused| refused.retry_after)
}

#[test]
fn opens_at_the_third_failure_in_a_row() {
    let (breaker, _) = breaker();
    attempt(&breaker, Verdict::Down);
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "closed");
    attempt(&breaker, Verdict::Up);
    attempt(&breaker, Verdict::Down);
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "closed");
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "open");
}

#[test]
fn an_attempt_that_says_nothing_changes_nothing() {
    let (breaker, _) = breaker();
    attempt(&breaker, Verdict::Down);
    attempt(&breaker, Verdict::Down);
    attempt(&breaker, Verdict::Unknown);
    drop(breaker.admit());
    assert_eq!(state(&breaker), "closed");
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "open");
}

#[test]
fn stays_open_for_thirty_seconds() {
    let (breaker, clock) = breaker();
    open(&breaker);
    assert_eq!(refused(&breaker), Some(Duration::from_secs(30)));
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(refused(&breaker), Some(Duration::from_millis(1)));
    assert_eq!(state(&breaker), "open");
    clock.advance(Duration::from_millis(1));
    assert!(breaker.admit().is_ok());
    assert_eq!(state(&breaker), "half_open");
}

#[test]
fn closes_after_two_probes_one_at_a_time() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    let probe = breaker.admit().ok();
    assert_eq!(refused(&breaker), Some(PROBE_TAKES));
    probe.unwrap().settle(Verdict::Up);
    assert_eq!(state(&breaker), "half_open");
    attempt(&breaker, Verdict::Up);
    assert_eq!(state(&breaker), "closed");
    // It starts from nothing again.
    attempt(&breaker, Verdict::Down);
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "closed");
}

#[test]
fn one_failed_probe_opens_it_again_for_thirty_seconds() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    attempt(&breaker, Verdict::Up);
    attempt(&breaker, Verdict::Down);
    assert_eq!(state(&breaker), "open");
    assert_eq!(refused(&breaker), Some(Duration::from_secs(30)));
    // The earlier success does not count for the next half-open time.
    clock.advance(Duration::from_secs(30));
    attempt(&breaker, Verdict::Up);
    assert_eq!(state(&breaker), "half_open");
}

#[test]
fn a_probe_that_is_given_up_frees_its_place() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    drop(breaker.admit());
    assert_eq!(state(&breaker), "half_open");
    assert!(breaker.admit().is_ok());
}

#[test]
fn late_results_of_an_earlier_state_are_void() {
    let (breaker, clock) = breaker();
    let slow_success = breaker.admit().ok();
    let slow_failure = breaker.admit().ok();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    let probe = breaker.admit().ok();
    slow_failure.unwrap().settle(Verdict::Down);
    assert_eq!(state(&breaker), "half_open");
    slow_success.unwrap().settle(Verdict::Up);
    probe.unwrap().settle(Verdict::Up);
    assert_eq!(state(&breaker), "half_open");
}

#[test]
fn simulators_on_one_host_have_a_breaker_each() {
    let key = |text: &str| key(&Url::parse(text).unwrap());
    assert_eq!(key("https://api.vapi.ai"), "api.vapi.ai:443");
    assert_eq!(key("http://127.0.0.1:4010/vapi/"), "127.0.0.1:4010/vapi");
    assert_ne!(key("http://127.0.0.1:4010/vapi"), key("http://127.0.0.1:4010/twilio"));
}
