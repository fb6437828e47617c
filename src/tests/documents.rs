//! Every file that a document names exists, and every test that the worked examples name.

use std::{fs, path::Path};

use crate::support::source;

/// Files of the worked examples, which were taken back.
const EXAMPLES: [&str; 3] = ["deepgram", "ping", "note"];

/// The paths in code marks, such as `src/main.rs`.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let folders = ["src/", "migrations/", "scripts/", "style/", "end2end/", "docs/", "public/"];
    let is_plain = |code: &str| code.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(move |code| folders.iter().any(|folder| code.starts_with(folder)) && is_plain(code))
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for document in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/ARCHITECTURE.md",
        "docs/API.md",
        "docs/CLI.md",
        "docs/DEPLOYMENT.md",
        "docs/INTEGRATIONS.md",
        "docs/WEBHOOKS.md",
        "docs/lessons.md",
    ] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        for path in paths(&text).filter(|path| !EXAMPLES.iter().any(|example| path.contains(example))) {
            assert!(root.join(path).exists(), "{document} names {path}");
            named += 1;
        }
    }
    assert!(named > 100, "{named}");
}

/// The names of tests in code marks: words in a row, of which `…` may leave some out at the end.
fn tests(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &str| {
        let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        is_plain && name.matches('_').count() > 3
    };
    let named = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    named.map(|name| name.trim_end_matches('…')).filter(move |name| is_name(name))
}

#[test]
fn every_test_that_the_worked_examples_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = source::below("src");
    let contributing = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let integrations = fs::read_to_string(root.join("docs/INTEGRATIONS.md")).unwrap();
    let (_, adding) = integrations.split_once("## Adding a provider").unwrap();
    let (adding, _) = adding.split_once("\n## ").unwrap();
    let named: Vec<&str> = tests(&contributing).chain(tests(adding)).collect();
    for name in &named {
        assert!(all.contains(&format!("fn {name}")), "{name}");
    }
    assert!(named.len() > 30, "{}", named.len());
}

#[test]
fn paths_stand_in_code_marks() {
    let text = "`src/a.rs` and `b` in `src/c`, not src/d\n`src/{e,f}.rs`";
    assert_eq!(paths(text).collect::<Vec<_>>(), ["src/a.rs", "src/c"]);
}
