//! The floors of `src/server`: a module needs only those of lower floors, so that no
//! dependency runs upwards and no two modules need each other. The floors and their
//! modules are read from `docs/ARCHITECTURE.md`.

#[cfg(test)]
mod source;
#[cfg(test)]
mod states;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use source::{paths, sources};

/// The heading of the list `1. clock`, `2. random, events`, …
const HEADING: &str = "### The floors of `src/server`";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One place of each dependency in `src/server`, by the needing and the needed module.
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

/// The floors, from the bottom to the top. Modules of one floor do not know each other.
/// A module on no floor fails the test, and so does a listed module that does not exist.
struct Floors(Vec<Vec<String>>);

impl Floors {
    fn read() -> Self {
        let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
        let (_, section) = text.split_once(HEADING).unwrap();
        let list = section.lines().skip(1).take_while(|line| !line.starts_with('#'));
        let numbered = list.filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
        // Names are in backticks: every second part.
        let names = |line: &str| line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Self(numbered.map(names).collect())
    }

    fn of(&self, module: &str) -> Option<usize> {
        self.0.iter().position(|floor| floor.iter().any(|known| known == module))
    }

    /// `false` for a module that is on no floor.
    fn is_below(&self, module: &str, above: &str) -> bool {
        self.of(module).zip(self.of(above)).is_some_and(|(module, above)| module < above)
    }
}

#[test]
fn no_dependency_of_the_server_runs_upwards_or_in_a_circle() {
    let floors = Floors::read();
    let upwards: Vec<String> = dependencies()
        .into_iter()
        .filter(|((from, to), _)| !floors.is_below(to, from))
        .map(|((from, to), place)| format!("{from} needs {to}, which is not below it: {place}"))
        .collect();
    assert!(upwards.is_empty(), "\n{}\n", upwards.join("\n"));
}

/// The modules that read requests and write answers, ask others by HTTP, or stand in for those.
const OF_HTTP: [&str; 12] = [
    "api",
    "application",
    "bench",
    "current_user",
    "edge",
    "forms",
    "http",
    "mcp",
    "providers",
    "request",
    "router",
    "sandbox",
];

/// Services take values and give values, so that pages, programs and workers call the same.
#[test]
fn only_the_edge_reads_http() {
    let folder = root().join("src/server");
    let reading: Vec<String> = sources(&folder)
        .into_iter()
        .filter(|(path, tokens)| {
            let inside = path.strip_prefix(&folder).unwrap().with_extension("");
            let module = inside.iter().next().unwrap().to_string_lossy().into_owned();
            let reads = |word: &str| ["HeaderMap", "axum", "leptos_axum"].contains(&word);
            !OF_HTTP.contains(&module.as_str()) && tokens.iter().any(|(word, _)| reads(word))
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(reading.is_empty(), "{reading:#?}");
}

/// What grows with each provider is a row of a registry: few files spell one.
#[test]
fn few_files_spell_a_provider() {
    let spells = |tokens: &[source::Token]| {
        let words: Vec<&str> = tokens.iter().map(|(word, _)| word.as_str()).collect();
        words.windows(3).any(|words| matches!(words, ["Provider", "::", "Vapi" | "Twilio"]))
    };
    let files: Vec<PathBuf> = sources(&root().join("src"))
        .into_iter()
        .filter(|(path, tokens)| !path.starts_with(root().join("src/tests")) && spells(tokens))
        .map(|(path, _)| path)
        .collect();
    assert!((1..=25).contains(&files.len()), "{files:#?}");
}

#[test]
fn every_module_of_the_server_has_its_floor() {
    let entries = fs::read_dir(root().join("src/server")).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: PathBuf| path.with_extension("").file_name().unwrap().to_string_lossy().into_owned();
    let there: BTreeSet<String> = entries.map(name).filter(|name| name != "mod").collect();
    let known = Floors::read().0.concat();
    assert_eq!(BTreeSet::from_iter(known.clone()), there);
    assert_eq!(known.len(), there.len(), "each once");
}

#[test]
fn the_floors_are_told_as_they_are() {
    let floors = Floors::read();
    assert!(floors.is_below("clock", "cx") && !floors.is_below("cx", "clock"));
    assert!(floors.is_below("cx", "bench") && !floors.is_below("nothing", "bench"));
    for floor in &floors.0 {
        let [first, .., last] = &floor[..] else { continue };
        assert!(!floors.is_below(first, last), "{first} and {last} are of one floor");
    }
    assert!(floors.0.iter().all(|floor| !floor.is_empty()));
}
