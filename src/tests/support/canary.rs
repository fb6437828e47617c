//! Secrets that must show nowhere, and an ear on every log line of the tests.

use std::{
    cell::RefCell,
    io,
    sync::{Mutex, Once, PoisonError, RwLock},
};

use aho_corasick::AhoCorasick;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

static SECRETS: RwLock<Secrets> = RwLock::new(Secrets { kept: Vec::new(), search: None });
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTEN: Once = Once::new();
/// Words that are listened for, and the lines that had them.
static HEARD: Mutex<Vec<(&str, Vec<String>)>> = Mutex::new(Vec::new());

/// From now on each log line of this process is searched.
pub fn listen() {
    LISTEN.call_once(|| {
        let filter = EnvFilter::new("debug,ava=trace");
        tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter).with_writer(Ear).init();
    });
}

/// The planted secrets. Every log line is searched for all of them, so one search finds
/// any, and many threads may search.
struct Secrets {
    kept: Vec<String>,
    /// Finds the kept secrets, each plainly and in hexadecimal, in small or capital letters.
    search: Option<AhoCorasick>,
}

/// Keeps a secret. Its last characters may be shown, so they are left out.
pub fn plant(secret: &str) {
    let kept: String = secret.chars().take(secret.chars().count().saturating_sub(4)).collect();
    assert!(kept.len() >= 8, "too short to be told from chance");
    let is_known = |secrets: &Secrets| secrets.kept.contains(&kept);
    if is_known(&SECRETS.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&secrets) {
        secrets.kept.push(kept);
        let hex = |secret: &String| secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let spelled = secrets.kept.iter().flat_map(|secret| [secret.clone(), hex(secret)]);
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(spelled);
        secrets.search = Some(search.unwrap());
    }
}

thread_local! {
    static HERE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A secret that is looked for in the answers of one test, until this is dropped.
#[must_use]
pub struct Here(String);

/// Keeps a secret that AVA makes and shows once: those of other tests, which have the same
/// randomness, are the same.
pub fn plant_here(secret: &str) -> Here {
    HERE.with_borrow_mut(|here| here.push(secret.to_owned()));
    Here(secret.to_owned())
}

impl Drop for Here {
    fn drop(&mut self) {
        HERE.with_borrow_mut(|here| here.retain(|secret| *secret != self.0));
    }
}

/// The first planted secret that a text holds, plainly or in hexadecimal.
pub fn found_in(text: &str) -> Option<String> {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    let found = secrets.search.as_ref()?.find(text)?;
    Some(secrets.kept[found.pattern().as_usize() / 2].clone())
}

#[track_caller]
pub fn assert_clean(what: &str, text: &str) {
    let here = HERE.with_borrow(|here| here.iter().find(|secret| text.contains(*secret)).cloned());
    if let Some(secret) = here.or_else(|| found_in(text)) {
        panic!("{what} shows the secret {secret}");
    }
}

/// Asserts that no log line showed a secret.
#[track_caller]
pub fn assert_logs_clean() {
    let leaks = LEAKS.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(leaks.is_empty(), "logged: {leaks:#?}");
}

/// From now on the log lines that have these words are kept.
pub fn listen_for(words: &'static str) {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).push((words, Vec::new()));
}

/// The log lines so far that had these words.
pub fn heard(words: &str) -> Vec<String> {
    let heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    heard.iter().filter(|(kept, _)| *kept == words).flat_map(|(_, lines)| lines.clone()).collect()
}

struct Ear;

impl<'a> MakeWriter<'a> for Ear {
    type Writer = Ear;
    fn make_writer(&'a self) -> Ear {
        Ear
    }
}

impl io::Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        for (words, lines) in HEARD.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
            if text.contains(*words) {
                lines.push(text.clone().into_owned());
            }
        }
        if found_in(&text).is_some() {
            LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
