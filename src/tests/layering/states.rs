//! The states that mean the same stand in one place of the server's SQL: where they are listed
//! again, one more state is forgotten in some of them.

use std::{collections::BTreeSet, fs, path::Path};

use ava::domain::{
    number::NumberState,
    operation::{OperationState, StepState},
    webhook::DeliveryState,
};

use crate::support::source::rust_files;

/// Each list of states in a text, `… state IN ('a', 'b')`, by the codes in it.
fn lists(text: &str) -> impl Iterator<Item = BTreeSet<&str>> {
    text.split("state ").skip(1).filter_map(|rest| {
        let list = rest.strip_prefix("NOT ").unwrap_or(rest).strip_prefix("IN ('")?;
        let (codes, _) = list.split_once("')")?;
        Some(codes.split("', '").collect())
    })
}

/// The files of the server, each by its path in it.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server");
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().display().to_string();
    rust_files(&folder).iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn states_that_mean_the_same_are_listed_in_one_file() {
    let operations = OperationState::ALL.map(OperationState::code);
    let steps = StepState::ALL.map(StepState::code);
    let deliveries = DeliveryState::ALL.map(DeliveryState::code);
    let homes: [(&str, BTreeSet<&str>); 3] = [
        ("operations/states.rs", operations.into_iter().chain(steps).collect()),
        ("webhooks/states.rs", deliveries.into_iter().collect()),
        ("number_states.rs", past_numbers()),
    ];
    let mut at_home = 0;
    for (file, text) in files() {
        for list in lists(&text) {
            for (home, codes) in &homes {
                let are_of_it = list.intersection(codes).count() > 1;
                assert!(
                    !are_of_it || homes.iter().any(|(home, _)| file == *home),
                    "{home}: {file}: {list:?}"
                );
                at_home += usize::from(are_of_it && file == *home);
            }
        }
    }
    assert_eq!(at_home, 11, "the lists are found");
}

fn past_numbers() -> BTreeSet<&'static str> {
    NumberState::ALL.into_iter().filter(|state| state.is_past()).map(NumberState::code).collect()
}

#[test]
fn every_condition_on_past_numbers_has_each_state_that_is_past() {
    let past = past_numbers();
    for (file, text) in files() {
        for list in lists(&text).filter(|list| !list.is_disjoint(&past)) {
            assert!(list.is_superset(&past), "{file}: {list:?}");
        }
    }
}

/// The code in `= 'a'` or `<> 'b'`, where a text begins so.
fn code(text: &str) -> Option<&str> {
    let (code, _) = text.strip_prefix("= '").or_else(|| text.strip_prefix("<> '"))?.split_once('\'')?;
    Some(code)
}

/// Whatever a text compares a state with: by itself, and in its lists.
fn compared(text: &str) -> BTreeSet<&str> {
    text.split("state ").skip(1).filter_map(code).chain(lists(text).flatten()).collect()
}

#[test]
fn every_state_in_a_condition_is_one_that_is_stored() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let texts: Vec<String> = ["domain", "server"]
        .iter()
        .flat_map(|folder| rust_files(&root.join(folder)))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    // The rows of `codes!`.
    let stored: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.split("= \"").skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(code, _)| code)
        .collect();
    for (file, text) in files() {
        for code in compared(&text) {
            assert!(stored.contains(code), "{file}: nothing is stored as {code}");
        }
    }
}

#[test]
fn a_list_of_states_is_read() {
    let text = "o.state IN ('a', 'b') AND state NOT IN ('c') OR state = 'd' OR kind IN ('e')";
    assert_eq!(Vec::from_iter(lists(text)), [BTreeSet::from(["a", "b"]), BTreeSet::from(["c"])]);
    assert_eq!(compared(text), BTreeSet::from(["a", "b", "c", "d"]));
}
