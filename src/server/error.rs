//! AVA's own failures as a [`Problem`]: each is logged once, here, with its cause; the
//! person gets a sentence and the correlation id.

use std::any::Any;

use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        correlation, idempotency,
        vault::{keyring::KeyringError, seal::CannotOpen},
    },
};

fn internal(error: &dyn std::error::Error, what: &'static str) -> Problem {
    let mut causes = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push_str(" <- ");
        causes.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(%error, causes, "{what} failed");
    to_quote(ProblemKind::Internal.into())
}

/// The problem with the id to quote, that of the request or operation at hand, unless it has one.
pub fn to_quote(problem: Problem) -> Problem {
    match correlation::current() {
        Some(id) => problem.or_correlated(id.as_str()),
        None => problem,
    }
}

/// Seconds after which to ask again for something that was not done in time.
const BUSY_RETRY_SECS: u32 = 2;

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        if idempotency::is_taken(&error) {
            return to_quote(idempotency::under_way());
        }
        if !is_busy(&error) {
            return internal(&error, "a database statement");
        }
        tracing::warn!(%error, "others had the database for too long");
        to_quote(Problem::new(ProblemKind::Busy).retry_after(BUSY_RETRY_SECS))
    }
}

/// Whether no connection, turn or lock was free in time, so that nothing was done.
fn is_busy(error: &sqlx::Error) -> bool {
    /// `lock_not_available` of PostgreSQL, `SQLITE_BUSY`.
    const CODES: [&str; 2] = ["55P03", "5"];
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(error, sqlx::Error::PoolTimedOut) || code.is_some_and(|code| CODES.contains(&&*code))
}

impl From<KeyringError> for Problem {
    fn from(error: KeyringError) -> Self {
        internal(&error, "opening or making a data key")
    }
}

impl From<CannotOpen> for Problem {
    fn from(error: CannotOpen) -> Self {
        internal(&error, "sealing a value")
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        internal(&error, "reading or writing a stored value")
    }
}

impl From<tower_sessions::session::Error> for Problem {
    fn from(error: tower_sessions::session::Error) -> Self {
        internal(&error, "the session store")
    }
}

/// The message of a panic.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}
