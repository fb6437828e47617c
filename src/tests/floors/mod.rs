//! What is built on what in `src/server`: a module needs only those of lower floors,
//! so that no dependency runs upwards and no two modules need each other. The list in
//! `docs/ARCHITECTURE.md` is the same.

#[cfg(test)]
mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use source::{paths, sources};

/// From the bottom to the top. Modules of one floor do not know each other. A module
/// that is in none fails the test, and so does one that is in it and not there.
const FLOORS: &[&[&str]] = &[
    &["clock", "events", "sessions"],
    &["random"],
    &["correlation", "db", "files"],
    &["list", "vault"],
    &["error", "providers", "telemetry"],
    &["config"],
    &["request"],
    &["audit", "edge", "limits", "passwords"],
    &["credentials"],
    &["cx"],
    &["auth", "key_rotation", "quotas"],
    &["account", "demo", "extract", "operations"],
    &["forms", "provider_sign_in"],
    &["agents"],
    &["numbers"],
    &["integrations"],
    &["operation_registry", "sandbox"],
    &["http", "reads"],
    &["router"],
    &["application"],
    &["bench"],
];

/// The heading in `docs/ARCHITECTURE.md` of the list `1. clock`, `2. random, events`, …
const HEADING: &str = "### The floors of `src/server`";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// For each module of `src/server` and each other that it needs, one place where it does.
fn dependencies() -> BTreeMap<(String, String), String> {
    let mut needs = BTreeMap::new();
    for (path, tokens) in sources(&root().join("src/server")) {
        let file = path.strip_prefix(root().join("src")).unwrap();
        let mut module: Vec<String> =
            file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| last == "mod");
        let Some(from) = module.get(1).cloned() else { continue };
        for (line, path) in paths(&tokens, &module) {
            if let [root, to, ..] = &path[..]
                && root == "server"
                && *to != from
            {
                let place = format!("src/{}:{line}", file.display());
                needs.entry((from.clone(), to.clone())).or_insert(place);
            }
        }
    }
    needs
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// `false` for what is in no floor.
fn is_below(module: &str, above: &str) -> bool {
    floor_of(module).zip(floor_of(above)).is_some_and(|(module, above)| module < above)
}

#[test]
fn no_dependency_of_the_server_runs_upwards_or_in_a_circle() {
    let upwards: Vec<String> = dependencies()
        .into_iter()
        .filter(|((from, to), _)| !is_below(to, from))
        .map(|((from, to), place)| format!("{from} needs {to}, which is not below it: {place}"))
        .collect();
    assert!(upwards.is_empty(), "\n{}\n", upwards.join("\n"));
}

#[test]
fn every_module_of_the_server_has_its_floor() {
    let entries = fs::read_dir(root().join("src/server")).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: PathBuf| path.with_extension("").file_name().unwrap().to_string_lossy().into_owned();
    let there: BTreeSet<String> = entries.map(name).filter(|name| name != "mod").collect();
    let known: Vec<String> = FLOORS.concat().into_iter().map(str::to_owned).collect();
    assert_eq!(BTreeSet::from_iter(known.clone()), there);
    assert_eq!(known.len(), there.len(), "each once");
}

#[test]
fn the_floors_are_told_as_they_are() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let (_, section) = text.split_once(HEADING).unwrap();
    let list = section.lines().skip(1).take_while(|line| !line.starts_with('#'));
    let numbered = list.filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    // Names are in backticks: every second part.
    let told: Vec<Vec<&str>> = numbered.map(|line| line.split('`').skip(1).step_by(2).collect()).collect();
    assert_eq!(told, FLOORS);
}
