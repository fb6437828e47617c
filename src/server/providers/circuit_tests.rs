//! The transitions, to the letter.

use super::*;

const START: i64 = 1_000;
const THIRTY_SECONDS: i64 = 30_000;

fn call(circuit: &mut Circuit, verdict: Verdict, now: i64) {
    assert_eq!(circuit.refuses(now), None);
    let epoch = circuit.begin();
    circuit.settle(epoch, verdict, true, now);
}

fn name(circuit: &Circuit) -> &'static str {
    circuit.state().name()
}

fn opened() -> Circuit {
    let mut circuit = Circuit::default();
    for _ in 0..3 {
        call(&mut circuit, Verdict::Down, START);
    }
    assert_eq!(name(&circuit), "open");
    circuit
}

#[test]
fn opens_at_the_third_failure_in_a_row() {
    let mut circuit = Circuit::default();
    for verdict in [Verdict::Down, Verdict::Down, Verdict::Up, Verdict::Down, Verdict::Down] {
        call(&mut circuit, verdict, START);
        assert_eq!(name(&circuit), "closed");
    }
    call(&mut circuit, Verdict::Down, START);
    assert_eq!(name(&circuit), "open");
}

#[test]
fn a_call_that_says_nothing_changes_nothing() {
    let mut circuit = Circuit::default();
    for verdict in [Verdict::Down, Verdict::Down, Verdict::Unknown] {
        call(&mut circuit, verdict, START);
    }
    assert_eq!(name(&circuit), "closed");
    call(&mut circuit, Verdict::Down, START);
    assert_eq!(name(&circuit), "open");
}

#[test]
fn stays_closed_until_enough_agree_and_opens_at_once_then() {
    let mut circuit = Circuit::default();
    for _ in 0..9 {
        let epoch = circuit.begin();
        circuit.settle(epoch, Verdict::Down, false, START);
    }
    assert_eq!(name(&circuit), "closed");
    call(&mut circuit, Verdict::Down, START);
    assert_eq!(name(&circuit), "open");
}

#[test]
fn stays_open_for_thirty_seconds() {
    let mut circuit = opened();
    assert_eq!(circuit.refuses(START), Some(Duration::from_secs(30)));
    assert_eq!(circuit.refuses(START + THIRTY_SECONDS - 1), Some(Duration::from_millis(1)));
    assert_eq!(name(&circuit), "open");
    assert_eq!(circuit.refuses(START + THIRTY_SECONDS), None);
    assert_eq!(name(&circuit), "half_open");
}

#[test]
fn closes_after_two_probes_one_at_a_time() {
    let mut circuit = opened();
    let now = START + THIRTY_SECONDS;
    assert_eq!(circuit.refuses(now), None);
    let probe = circuit.begin();
    assert_eq!(circuit.refuses(now), Some(PROBE_TAKES));
    circuit.settle(probe, Verdict::Up, true, now);
    assert_eq!(name(&circuit), "half_open");
    call(&mut circuit, Verdict::Up, now);
    assert_eq!(name(&circuit), "closed");
    // The count of failures starts from nothing again.
    call(&mut circuit, Verdict::Down, now);
    call(&mut circuit, Verdict::Down, now);
    assert_eq!(name(&circuit), "closed");
}

#[test]
fn one_failed_probe_opens_it_again_for_thirty_seconds() {
    let mut circuit = opened();
    let now = START + THIRTY_SECONDS;
    call(&mut circuit, Verdict::Up, now);
    call(&mut circuit, Verdict::Down, now);
    assert_eq!(circuit.refuses(now), Some(Duration::from_secs(30)));
    // The earlier success does not count for the next half-open time.
    call(&mut circuit, Verdict::Up, now + THIRTY_SECONDS);
    assert_eq!(name(&circuit), "half_open");
}

#[test]
fn a_probe_that_says_nothing_frees_its_place() {
    let mut circuit = opened();
    let now = START + THIRTY_SECONDS;
    call(&mut circuit, Verdict::Unknown, now);
    assert_eq!(name(&circuit), "half_open");
    assert_eq!(circuit.refuses(now), None);
}

#[test]
fn late_results_of_an_earlier_state_are_void() {
    let mut circuit = Circuit::default();
    let late = circuit.begin();
    for _ in 0..3 {
        call(&mut circuit, Verdict::Down, START);
    }
    let now = START + THIRTY_SECONDS;
    assert_eq!(circuit.refuses(now), None);
    let probe = circuit.begin();
    circuit.settle(late, Verdict::Down, true, now);
    assert_eq!(name(&circuit), "half_open");
    circuit.settle(late, Verdict::Up, true, now);
    circuit.settle(probe, Verdict::Up, true, now);
    assert_eq!(name(&circuit), "half_open");
}
