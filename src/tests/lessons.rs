//! The numbers in the names of tests are those of `docs/lessons.md`.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::source::files;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The number of two digits that `text` begins with, and the rest.
fn number(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().ok()).flatten().map(|number| (number, rest))
}

/// The numbers after each `lesson_` or `lesson `: `33_and_34_…`, `28, 39: …`.
fn named(text: &str) -> BTreeSet<u8> {
    let mut numbers = BTreeSet::new();
    for name in text.split("lesson").skip(1) {
        let mut next = name.strip_prefix(['_', ' ']).and_then(number);
        while let Some((found, rest)) = next {
            numbers.insert(found);
            next = rest.strip_prefix("_and_").or_else(|| rest.strip_prefix(", ")).and_then(number);
        }
    }
    numbers
}

/// The numbers that lines of the list begin with, in its order.
fn promised(list: &str) -> Vec<u8> {
    list.lines().filter_map(|line| line.split_once(". ")?.0.parse().ok()).collect()
}

#[test]
fn the_numbers_of_a_name_are_read() {
    assert_eq!(Vec::from_iter(named("fn lesson_33_and_34_the_number() {} lesson_05_x")), [5, 33, 34]);
    assert_eq!(Vec::from_iter(named("test('lesson 28, 39: releasing', lessons, lesson_")), [28, 39]);
}

#[test]
fn every_promise_has_a_test_and_every_test_a_promise() {
    let mut tests = BTreeSet::new();
    for (folder, end) in [("src", ".rs"), ("end2end", ".ts")] {
        for file in files(&root().join(folder), end) {
            if !file.ends_with(file!()) {
                tests.extend(named(&fs::read_to_string(file).unwrap()));
            }
        }
    }
    let promises = promised(&fs::read_to_string(root().join("docs/lessons.md")).unwrap());
    assert!(promises.is_sorted_by(|a, b| a < b), "each once, in order: {promises:?}");
    assert_eq!(Vec::from_iter(tests), promises, "tests on the left, docs/lessons.md on the right");
}
