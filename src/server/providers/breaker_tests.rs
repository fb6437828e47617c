//! Refusals, and the organisations whose failures cause them.

use super::*;
use crate::server::{clock::ManualClock, providers::fake::cx_of};

fn breaker() -> (Arc<Breaker>, Arc<ManualClock>) {
    let clock = ManualClock::at(1_000);
    (Breaker::new("test".to_owned(), clock.clone()), clock)
}

fn org(nth: u8) -> OrgId {
    cx_of(nth).org
}

/// The credential of the `nth` organisation.
fn credential(nth: u8) -> Fingerprint {
    [nth; 32]
}

/// A call of one attempt.
fn call(breaker: &Arc<Breaker>, nth: u8, verdict: Verdict) {
    call_with(breaker, nth, credential(nth), verdict);
}

fn call_with(breaker: &Arc<Breaker>, nth: u8, credential: Fingerprint, verdict: Verdict) {
    let mut permit = permit_with(breaker, nth, credential);
    permit.saw(verdict);
    permit.over();
}

fn permit(breaker: &Arc<Breaker>, nth: u8) -> Permit {
    permit_with(breaker, nth, credential(nth))
}

fn permit_with(breaker: &Arc<Breaker>, nth: u8, credential: Fingerprint) -> Permit {
    breaker.admit(&org(nth), credential).unwrap_or_else(|refused| panic!("{nth} is refused: {refused:?}"))
}

/// Has the provider accept the credentials of these organisations.
fn accepted(breaker: &Arc<Breaker>, orgs: &[u8]) {
    for nth in orgs {
        permit(breaker, *nth).accepted();
        call(breaker, *nth, Verdict::Up);
    }
}

fn refused(breaker: &Arc<Breaker>, nth: u8) -> Option<Duration> {
    breaker.admit(&org(nth), credential(nth)).err().map(|refused| refused.retry_after)
}

fn reported(breaker: &Breaker) -> &'static str {
    breaker.lock().reported
}

const OPEN: Option<Duration> = Some(Duration::from_secs(30));

/// Opens the circuit of all: two organisations fail whose credentials were accepted.
fn open(breaker: &Arc<Breaker>) {
    accepted(breaker, &[1, 2]);
    for nth in [1, 2, 1] {
        call(breaker, nth, Verdict::Down);
    }
    assert_eq!((reported(breaker), refused(breaker, 3)), ("open", OPEN));
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
    assert_eq!(reported(&breaker), "closed");
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
    accepted(&breaker, &[1, 2]);
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
    assert_eq!(reported(&breaker), "open");
}

#[test]
fn lesson_76_who_was_never_answered_waits_for_its_own_failures_and_keeps_nobody_out() {
    let (breaker, _) = breaker();
    for nth in [1, 2, 1, 2, 1, 2] {
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!((refused(&breaker, 1), refused(&breaker, 2)), (OPEN, OPEN));
    assert_eq!((refused(&breaker, 3), reported(&breaker)), (None, "closed"));
}

#[test]
fn lesson_76_a_key_that_works_vouches_for_no_other() {
    let (breaker, _) = breaker();
    accepted(&breaker, &[1, 2]);
    for nth in [1, 2, 1, 2] {
        call_with(&breaker, nth, [0xff; 32], Verdict::Down);
    }
    // One organisation's key does not vouch for another organisation either.
    for nth in [3, 4, 3] {
        call_with(&breaker, nth, credential(1), Verdict::Down);
    }
    assert_eq!((refused(&breaker, 5), reported(&breaker)), (None, "closed"));
}

#[test]
fn a_refusal_is_no_proof_of_a_key_and_ends_no_row() {
    let (breaker, _) = breaker();
    accepted(&breaker, &[1, 2]);
    for nth in [3, 4] {
        call(&breaker, nth, Verdict::Up);
    }
    for nth in [3, 4, 3] {
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!(reported(&breaker), "closed");
    for nth in [1, 2] {
        call(&breaker, nth, Verdict::Down);
        call(&breaker, 4, Verdict::Up);
    }
    call(&breaker, 1, Verdict::Down);
    assert_eq!(reported(&breaker), "open");
}

#[test]
fn who_was_never_answered_waits_while_it_is_open_and_is_no_probe() {
    let (breaker, clock) = breaker();
    open(&breaker);
    assert_eq!(refused(&breaker, 3), OPEN);
    clock.advance(Duration::from_secs(30));
    for _ in 0..3 {
        call(&breaker, 3, Verdict::Down);
        assert_eq!(reported(&breaker), "half_open");
    }
    assert_eq!(refused(&breaker, 3), OPEN, "by its own circuit");
    let mut probe = permit(&breaker, 1);
    assert_eq!((refused(&breaker, 2), refused(&breaker, 4)), (Some(PROBE_TAKES), None));
    call(&breaker, 4, Verdict::Up);
    assert_eq!(refused(&breaker, 2), Some(PROBE_TAKES), "the place is taken still");
    probe.saw(Verdict::Up);
    probe.over();
    assert_eq!(reported(&breaker), "half_open", "one answer of those that count");
    call(&breaker, 2, Verdict::Up);
    assert_eq!(reported(&breaker), "closed");
}

#[test]
fn strangers_who_wait_do_not_make_the_one_that_probes_wait() {
    let (breaker, clock) = breaker();
    open(&breaker);
    clock.advance(Duration::from_secs(30));
    call(&breaker, 1, Verdict::Down);
    assert_eq!(refused(&breaker, 3), OPEN);
    clock.advance(Duration::from_secs(30));
    assert_eq!(refused(&breaker, 1), None);
}

#[test]
fn who_keeps_calling_counts_however_long_nobody_is_answered() {
    let (breaker, clock) = breaker();
    open(&breaker);
    for _ in 0..4 {
        clock.advance(LATELY / 2);
        call(&breaker, 1, Verdict::Down);
        assert_eq!((reported(&breaker), refused(&breaker, 2)), ("open", OPEN));
    }
    clock.advance(LATELY / 2);
    call(&breaker, 2, Verdict::Down);
    assert_eq!(reported(&breaker), "open", "its probe was one");
}

#[test]
fn who_has_not_called_for_long_is_to_be_answered_anew() {
    let (breaker, clock) = breaker();
    accepted(&breaker, &[1, 2]);
    clock.advance(LATELY);
    for nth in [1, 2, 1] {
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!(reported(&breaker), "closed");
    open(&breaker);
}

#[test]
fn of_many_credentials_the_latest_are_remembered() {
    let (breaker, _) = breaker();
    for nth in 0..=u8::try_from(MAX_ACCEPTED).unwrap() {
        for again in [0, nth] {
            permit_with(&breaker, 1, credential(again)).accepted();
        }
    }
    let inner = breaker.lock();
    let kept = &inner.of_each[&org(1)].accepted;
    assert_eq!(kept.len(), MAX_ACCEPTED);
    assert!(kept.contains(&credential(0)) && !kept.contains(&credential(1)), "{kept:?}");
}

#[test]
fn the_first_failure_of_another_after_many_of_one_opens_it() {
    let (breaker, clock) = breaker();
    accepted(&breaker, &[1, 2]);
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
    assert_eq!((refused(&breaker, 1), reported(&breaker)), (OPEN, "open"));
    clock.advance(Duration::from_secs(30));
    drop(permit(&breaker, 1));
    assert_eq!(reported(&breaker), "half_open");
    call(&breaker, 1, Verdict::Down);
    assert_eq!(reported(&breaker), "open");
    call(&breaker, 2, Verdict::Up);
    assert_eq!((reported(&breaker), refused(&breaker, 1)), ("closed", OPEN));
}

#[test]
fn who_has_not_called_for_long_is_not_counted() {
    let (breaker, clock) = breaker();
    call(&breaker, 2, Verdict::Up);
    clock.advance(LATELY);
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!(reported(&breaker), "open");
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
    accepted(&breaker, &[3]);
    clock.advance(ANSWERED);
    let mut slow = permit(&breaker, 3);
    slow.saw(Verdict::Down);
    assert!(slow.goes_on());
    open(&breaker);
    assert!(!slow.goes_on());
    clock.advance(Duration::from_secs(30));
    let mut probe = permit(&breaker, 1);
    assert!(probe.goes_on());
    // The result of the slow call belongs to the time before.
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
    assert_eq!(reported(&breaker), "closed");
    for _ in 0..3 {
        call(&breaker, 1, Verdict::Down);
    }
    assert_eq!((refused(&breaker, 1), refused(&breaker, 2)), (OPEN, None));
}

#[test]
fn lesson_76_two_whose_calls_fail_are_no_outage_while_another_is_answered() {
    let (breaker, clock) = breaker();
    accepted(&breaker, &[1, 2, 3]);
    clock.advance(ANSWERED - Duration::from_millis(1));
    for nth in [1, 2, 1, 2, 1, 2] {
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!([1, 2, 3, 4].map(|nth| refused(&breaker, nth)), [OPEN, OPEN, None, None]);
    assert_eq!(reported(&breaker), "closed");
    // The third fails as well: now nobody is answered.
    call(&breaker, 3, Verdict::Down);
    assert_eq!((reported(&breaker), refused(&breaker, 4)), ("open", OPEN));
}

#[test]
fn who_was_answered_long_ago_speaks_against_no_outage() {
    let (breaker, clock) = breaker();
    accepted(&breaker, &[1, 2, 3]);
    clock.advance(ANSWERED);
    for nth in [1, 2, 1] {
        assert_eq!(reported(&breaker), "closed");
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!((reported(&breaker), refused(&breaker, 3)), ("open", OPEN));
}

#[test]
fn so_many_that_fail_are_an_outage_whoever_was_answered_before() {
    let (breaker, _) = breaker();
    let orgs: Vec<u8> = (1..=ENOUGH).map(|nth| u8::try_from(nth).unwrap()).collect();
    accepted(&breaker, &orgs);
    accepted(&breaker, &[0]);
    for nth in orgs {
        assert_eq!(reported(&breaker), "closed", "{nth}");
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!((reported(&breaker), refused(&breaker, 0)), ("open", OPEN));
}

#[test]
fn lesson_76_one_account_in_many_organisations_is_one() {
    let (breaker, _) = breaker();
    accepted(&breaker, &[0]);
    let shared = [0xee; 32];
    for nth in 1..=30 {
        permit_with(&breaker, nth, shared).accepted();
        call_with(&breaker, nth, shared, Verdict::Up);
    }
    for nth in 1..=30 {
        call_with(&breaker, nth, shared, Verdict::Down);
    }
    assert_eq!((reported(&breaker), refused(&breaker, 0)), ("closed", None));
}

#[test]
fn lesson_76_several_that_fail_alone_take_turns_at_nobodys_cost() {
    let (breaker, clock) = breaker();
    accepted(&breaker, &[3]);
    clock.advance(ANSWERED);
    open(&breaker);
    for nth in [1, 2] {
        clock.advance(Duration::from_secs(30));
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!(refused(&breaker, 3), OPEN);
    clock.advance(Duration::from_secs(30));
    for nth in [1, 2] {
        assert_eq!(refused(&breaker, nth), Some(PROBE_TAKES), "neither takes the place of one that waits");
    }
    accepted(&breaker, &[3, 3]);
    assert_eq!(reported(&breaker), "closed");
    for nth in [1, 2, 1, 2, 1, 2] {
        call(&breaker, nth, Verdict::Down);
    }
    assert_eq!([1, 2, 3].map(|nth| refused(&breaker, nth)), [OPEN, OPEN, None]);
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
    assert_eq!(reported(&breaker), "closed");
}

#[test]
fn simulators_on_one_host_have_a_breaker_each() {
    let key = |text: &str| key(&Url::parse(text).unwrap());
    assert_eq!(key("https://api.vapi.ai"), "api.vapi.ai:443");
    assert_eq!(key("http://127.0.0.1:4010/vapi/"), "127.0.0.1:4010/vapi");
    assert_ne!(key("http://127.0.0.1:4010/vapi"), key("http://127.0.0.1:4010/twilio"));
}
