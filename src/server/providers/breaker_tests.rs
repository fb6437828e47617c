//! Who is refused for whose failures.

use super::*;
use crate::server::{clock::ManualClock, providers::fake::cx_of};

fn breaker() -> (Arc<Breaker>, Arc<ManualClock>) {
    let clock = ManualClock::at(1_000);
    (Breaker::new("test".to_owned(), clock.clone()), clock)
}

fn org(nth: u8) -> OrgId {
    cx_of(nth).org
}

/// A call of one attempt.
fn call(breaker: &Arc<Breaker>, nth: u8, verdict: Verdict) {
    let mut permit = permit(breaker, nth);
    permit.saw(verdict);
    permit.over();
}

fn permit(breaker: &Arc<Breaker>, nth: u8) -> Permit {
    breaker.admit(&org(nth)).unwrap_or_else(|refused| panic!("{nth} is refused: {refused:?}"))
}

fn refused(breaker: &Arc<Breaker>, nth: u8) -> Option<Duration> {
    breaker.admit(&org(nth)).err().map(|refused| refused.retry_after)
}

fn told(breaker: &Breaker) -> &'static str {
    breaker.lock().told
}

const OPEN: Option<Duration> = Some(Duration::from_secs(30));

/// Open for all, since two failed.
fn open(breaker: &Arc<Breaker>) {
    for nth in [1, 2, 1] {
        call(breaker, nth, Verdict::Down);
    }
    assert_eq!((told(breaker), refused(breaker, 3)), ("open", OPEN));
}

#[test]
fn lesson_76_one_whose_calls_fail_waits_alone() {
    let (breaker, clock) = breaker();
    call(&breaker, 2, Verdict::Up);
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!(refused(&breaker, 1), OPEN);
    assert_eq!((refused(&breaker, 2), refused(&breaker, 3)), (None, None));
    assert_eq!(told(&breaker), "closed");
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    assert_eq!((refused(&breaker, 1), refused(&breaker, 2)), (OPEN, None));
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Up);
    call(&breaker, 1, Verdict::Up);
    assert_eq!(refused(&breaker, 1), None);
}

#[test]
fn failures_of_two_in_a_row_open_it_for_all() {
    let (breaker, _) = breaker();
    call(&breaker, 1, Verdict::Down);
    call(&breaker, 2, Verdict::Down);
    assert_eq!(refused(&breaker, 3), None, "two are not enough");
    call(&breaker, 1, Verdict::Up);
    call(&breaker, 1, Verdict::Down);
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 3), None, "not in a row");
    call(&breaker, 2, Verdict::Down);
    for nth in [1, 2, 3] {
        assert_eq!(refused(&breaker, nth), OPEN);
    }
    assert_eq!(told(&breaker), "open");
}

#[test]
fn the_first_failure_of_another_after_many_of_one_opens_it() {
    let (breaker, clock) = breaker();
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    call(&breaker, 2, Verdict::Down);
    assert_eq!(refused(&breaker, 3), OPEN);
}

#[test]
fn of_one_that_is_alone_it_is_said_to_be_open_and_keeps_nobody_else_out() {
    let (breaker, clock) = breaker();
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!((refused(&breaker, 1), told(&breaker)), (OPEN, "open"));
    clock.advance(Duration::from_secs(30));
    drop(permit(&breaker, 1));
    assert_eq!(told(&breaker), "half_open");
    call(&breaker, 1, Verdict::Down);
    assert_eq!(told(&breaker), "open");
    call(&breaker, 2, Verdict::Up);
    assert_eq!((told(&breaker), refused(&breaker, 1)), ("closed", OPEN));
}

#[test]
fn who_has_not_called_for_long_is_not_counted() {
    let (breaker, clock) = breaker();
    call(&breaker, 2, Verdict::Up);
    clock.advance(LATELY);
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!(told(&breaker), "open");
    assert_eq!(breaker.lock().of_each.len(), 1);
}

#[test]
fn lesson_76_a_call_counts_once_whatever_its_attempts() {
    let (breaker, _) = breaker();
    for _ in 0..2 {
        let mut call = permit(&breaker, 1);
        for _ in 0..3 {
            assert!(call.goes_on());
            call.saw(Verdict::Down);
        }
        call.over();
    }
    assert_eq!(refused(&breaker, 1), None);
    // An answer in the end is no failure, nor is what follows an answer.
    let mut answered = permit(&breaker, 1);
    for verdict in [Verdict::Down, Verdict::Up, Verdict::Down] {
        answered.saw(verdict);
    }
    answered.over();
    call(&breaker, 1, Verdict::Down);
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 1), None);
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 1), OPEN);
}

#[test]
fn who_went_away_said_nothing_and_keeps_no_place() {
    let (breaker, clock) = breaker();
    for _ in 0..9 {
        let mut call = permit(&breaker, 1);
        call.saw(Verdict::Down);
        drop(call);
    }
    assert_eq!(refused(&breaker, 1), None);
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    drop(permit(&breaker, 1));
    drop(permit(&breaker, 2));
}

#[test]
fn a_call_ends_where_others_have_found_that_nobody_is_there() {
    let (breaker, clock) = breaker();
    let mut slow = permit(&breaker, 3);
    slow.saw(Verdict::Down);
    assert!(slow.goes_on());
    open(&breaker);
    assert!(!slow.goes_on());
    clock.advance(Duration::from_secs(30));
    let mut probe = permit(&breaker, 1);
    assert!(probe.goes_on());
    // What it found belongs to the time before.
    slow.over();
    assert_eq!(refused(&breaker, 2), Some(PROBE_TAKES));
    probe.saw(Verdict::Down);
    assert!(!probe.goes_on(), "a probe is one attempt");
    probe.over();
    assert_eq!(refused(&breaker, 2), OPEN);
}

#[test]
fn lesson_76_one_that_fails_alone_does_not_keep_it_open_for_those_who_wait() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 2), OPEN);
    clock.advance(Duration::from_secs(30));
    assert_eq!(refused(&breaker, 1), Some(PROBE_TAKES), "another comes first");
    call(&breaker, 2, Verdict::Up);
    assert_eq!(refused(&breaker, 1), Some(PROBE_TAKES));
    call(&breaker, 2, Verdict::Up);
    assert_eq!(told(&breaker), "closed");
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!((refused(&breaker, 1), refused(&breaker, 2)), (OPEN, None));
}

#[test]
fn when_nobody_else_comes_the_same_one_probes_again() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 2), OPEN);
    clock.advance(Duration::from_secs(60));
    call(&breaker, 1, Verdict::Up);
    call(&breaker, 1, Verdict::Up);
    assert_eq!(told(&breaker), "closed");
}

#[test]
fn simulators_on_one_host_have_a_breaker_each() {
    let key = |text: &str| key(&Url::parse(text).unwrap());
    assert_eq!(key("https://api.vapi.ai"), "api.vapi.ai:443");
    assert_eq!(key("http://127.0.0.1:4010/vapi/"), "127.0.0.1:4010/vapi");
    assert_ne!(key("http://127.0.0.1:4010/vapi"), key("http://127.0.0.1:4010/twilio"));
}
