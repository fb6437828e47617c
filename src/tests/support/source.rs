//! The files of the source, for tests that every one of something has a case.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The text of every file below a folder of the crate that is written in Rust.
pub fn below(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    rust_files(&folder).iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The files below `folder` that are written in Rust.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, ".rs")
}

/// The files below `folder` whose names end in `end`, except those that npm installs.
pub fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found
}
