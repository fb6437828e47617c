//! Secrets that must show nowhere, and an ear on every log line of the tests.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

static SECRETS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTEN: Once = Once::new();

/// From now on each log line of this process is looked at.
pub fn listen() {
    LISTEN.call_once(|| {
        let filter = EnvFilter::new("debug,ava=trace");
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(Ear).init();
    });
}

/// Names a secret. Its last characters may be shown, so they are left out.
pub fn plant(secret: &str) {
    let kept: String = secret.chars().take(secret.chars().count().saturating_sub(4)).collect();
    assert!(kept.len() >= 8, "too short to be told from chance");
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    if !secrets.contains(&kept) {
        secrets.push(kept);
    }
}

/// The first planted secret that a text holds, plainly or in hexadecimal.
pub fn found_in(text: &str) -> Option<String> {
    let secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    let lower = text.to_ascii_lowercase();
    secrets
        .iter()
        .find(|secret| {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            text.contains(secret.as_str()) || lower.contains(&hex)
        })
        .cloned()
}

#[track_caller]
pub fn assert_clean(what: &str, text: &str) {
    if let Some(secret) = found_in(text) {
        panic!("{what} shows the secret {secret}");
    }
}

/// Log lines that showed a secret.
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
