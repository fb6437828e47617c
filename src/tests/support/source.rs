//! The source of the application, for tests that every one of something has a case.

use std::{fs, path::Path};

/// The text of every file below a folder of the crate.
pub fn below(folder: &str) -> String {
    let mut text = String::new();
    add(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    text
}

fn add(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add(&path, text);
        } else if path.extension().is_some_and(|end| end == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
