//! Secrets that must show nowhere, and an ear on every log line of the tests.

use std::{
    io,
    sync::{Mutex, Once, PoisonError, RwLock},
};

use aho_corasick::AhoCorasick;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

static SECRETS: RwLock<Secrets> = RwLock::new(Secrets { kept: Vec::new(), search: None });
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTEN: Once = Once::new();

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

/// The first planted secret that a text holds, plainly or in hexadecimal.
pub fn found_in(text: &str) -> Option<String> {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    let found = secrets.search.as_ref()?.find(text)?;
    Some(secrets.kept[found.pattern().as_usize() / 2].clone())
}

#[track_caller]
pub fn assert_clean(what: &str, text: &str) {
    if let Some(secret) = found_in(text) {
        panic!("{what} shows the secret {secret}");
    }
}

/// Asserts that no log line showed a secret.
#[track_caller]
pub fn assert_logs_clean() {
    let leaks = LEAKS.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(leaks.is_empty(), "logged: {leaks:#?}");
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
        if found_in(&text).is_some() {
            LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
