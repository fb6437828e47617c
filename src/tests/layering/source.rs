//! The paths by which a file of the server names others, read out of its text: those in a `use`,
//! and those written out elsewhere. Code that is compiled for tests alone is left out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::source::rust_files;

/// A word, `::` or one other character, and the line that it is on.
pub type Token = (String, usize);

/// The tokens of a text, without its comments and literals.
fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut line, mut rest) = (Vec::new(), 1, text);
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let hashes = rest.trim_start_matches(['b', 'r']).chars().take_while(|c| *c == '#').count();
        let raw = format!("r{}\"", "#".repeat(hashes));
        let is_raw = rest.strip_prefix('b').unwrap_or(rest).starts_with(&raw);
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if is_raw {
            let begins = rest.find('"').unwrap_or_default() + 1;
            let end = format!("\"{}", "#".repeat(hashes));
            rest[begins..].find(&end).map_or(rest.len(), |at| begins + at + end.len())
        } else if first == '"' {
            literal(rest, '"')
        } else if first == '\'' && is_character(rest) {
            literal(rest, '\'')
        } else if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if !is_raw && (word(first) || !(first.is_whitespace() || "\"'/".contains(first))) {
            tokens.push((token.to_owned(), line));
        }
        line += token.matches('\n').count();
        rest = after;
    }
    tokens
}

/// Length of the literal at the start, in bytes, its quotes included.
fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let ends = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    ends.map_or(text.len(), |(at, _)| at + 1)
}

/// Whether a quote begins a character, and not the name of a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

/// Leaves out the items marked `cfg(test)`. Marked modules with a file of their own are
/// put into `only_tests`.
fn without_tests(tokens: &[Token], only_tests: &mut Vec<String>) -> Vec<Token> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let starts = |words: &[&str]| {
            tokens[at..].iter().zip(words).filter(|((token, _), word)| token == *word).count() == words.len()
        };
        if !(starts(&["#", "[", "cfg", "(", "test", ")"])
            || starts(&["#", "[", "cfg", "(", "all", "(", "test"]))
        {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let (mut depth, begins) = (0_usize, at);
        while let Some((token, _)) = tokens.get(at) {
            at += 1;
            match token.as_str() {
                "{" | "[" | "(" => depth += 1,
                "}" if depth == 1 => break,
                "}" | "]" | ")" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
        }
        if let [.., (word, _), (name, _), (end, _)] = &tokens[begins..at]
            && (word.as_str(), end.as_str()) == ("mod", ";")
        {
            only_tests.push(name.clone());
        }
    }
    kept
}

/// Puts the paths of the `use` from `at` on into `found`, each after `before`; returns its end.
fn used(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut whole = false;
    while let Some((token, _)) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "as" => at += 2,
            "{" => {
                whole = true;
                at = used(tokens, at + 1, &path, found);
                while tokens.get(at).is_some_and(|(token, _)| token == ",") {
                    at = used(tokens, at + 1, &path, found);
                }
                at += 1;
            }
            "," | "}" | ";" => break,
            word => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
    if !whole && path.len() > before.len() {
        found.push(path);
    }
    at
}

/// Every path that is written out from `crate`, `super` or `self`, resolved from the
/// crate on, and its line. `module` is the module of the file.
pub fn paths(tokens: &[Token], module: &[String]) -> Vec<(usize, Vec<String>)> {
    let mut inside = module.to_vec();
    let (mut depth, mut inner, mut found, mut at) = (0, Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        let (token, line) = &tokens[at];
        let (mut written, mut next) = (Vec::new(), at + 1);
        match token.as_str() {
            // The captures of an opaque type are written `use<…>`.
            "use" if tokens.get(at + 1).is_some_and(|(token, _)| token != "<") => {
                next = used(tokens, at + 1, &[], &mut written);
            }
            "mod" if tokens.get(at + 2).is_some_and(|(token, _)| token == "{") => {
                inner.push(depth);
                inside.push(tokens[at + 1].0.clone());
            }
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if inner.last() == Some(&depth) {
                    inner.pop();
                    inside.pop();
                }
            }
            "crate" | "super" | "self" => {
                let mut path = vec![token.clone()];
                while let [(colons, _), (word, _), ..] = &tokens[next..]
                    && colons == "::"
                {
                    path.push(word.clone());
                    next += 2;
                }
                written.push(path);
            }
            _ => {}
        }
        found.extend(written.iter().filter_map(|path| Some((*line, from_crate(path, &inside)?))));
        at = next;
    }
    found
}

/// `None` for a path of another crate, or of a name that was brought into scope.
fn from_crate(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|word| ["super", "self"].contains(&word.as_str())).count();
    if path.first()? == "crate" {
        return Some(path[1..].to_vec());
    }
    let above = path[..ups].iter().filter(|word| *word == "super").count();
    (ups > 0).then(|| [&module[..module.len().saturating_sub(above)], &path[ups..]].concat())
}

/// The files below `folder` with their tokens, except files of tests alone.
pub fn sources(folder: &Path) -> Vec<(PathBuf, Vec<Token>)> {
    let (mut read, mut only_tests) = (Vec::new(), Vec::new());
    for path in rust_files(folder) {
        let mut names = Vec::new();
        let kept = without_tests(&tokens(&fs::read_to_string(&path).unwrap()), &mut names);
        let home = if path.ends_with("mod.rs") { path.with_file_name("") } else { path.with_extension("") };
        only_tests.extend(names.into_iter().map(|name| home.join(name)));
        read.push((path, kept));
    }
    read.retain(|(path, _)| {
        let module = path.with_extension("");
        // The tests of one file are beside it: `#[path = "breaker_tests.rs"] mod tests;`.
        let beside = module.to_string_lossy().ends_with("_tests");
        !beside && !only_tests.iter().any(|test| module.starts_with(test))
    });
    read
}

#[test]
fn a_path_is_read_wherever_it_is_written() {
    let text = r##"
        use super::{cx::Cx, db::{self, Tx as T}};
        pub(in crate::server) use self::rows::find;
        macro_rules! ask { () => { $crate::server::vault::open() }; }
        // use crate::server::router;
        fn f<'a>(of: &'a crate::server::audit::Actor) -> impl Sized + use<'a> {
            let text = ("crate::server::router", r#"" crate::server::router"#, '"', b'\'');
            if super::quotas::most(text) { self.rows() } else { other::server::router() }
        }
        mod inner {
            fn f() { super::super::forms::handle() }
        }
        #[cfg(test)]
        mod tests { use crate::server::router; }
        #[cfg(test)]
        mod more_tests;
        const LAST: u8 = crate::server::clock::LAST;
    "##;
    let (mut only_tests, module) = (Vec::new(), ["server".to_owned(), "auth".to_owned()]);
    let kept = without_tests(&tokens(text), &mut only_tests);
    let read = paths(&kept, &module).into_iter().filter_map(|(_, path)| path.get(1).cloned());
    let others: Vec<String> = read.filter(|name| name != "auth").collect();
    assert_eq!(others, ["cx", "db", "db", "vault", "audit", "quotas", "forms", "clock"]);
    assert_eq!(only_tests, ["more_tests"]);
}
