//! AVA's own failures as a [`Problem`]: each is logged once, here, with its cause; the
//! person gets a sentence and the correlation id.

use std::any::Any;

use tower_sessions::{session, session_store};

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
        if is_busy(&error) { busy(&error) } else { internal(&error, "a database statement") }
    }
}

fn busy(error: &dyn std::error::Error) -> Problem {
    tracing::warn!(%error, "others had the database for too long");
    to_quote(Problem::new(ProblemKind::Busy).retry_after(BUSY_RETRY_SECS))
}

/// What the store of sessions says where [`is_busy`] holds: its errors are texts.
pub const STORE_IS_BUSY: &str = "nothing of the database was free in time";

/// Whether no connection, turn or lock was free in time, so that nothing was done.
pub fn is_busy(error: &sqlx::Error) -> bool {
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

impl From<session::Error> for Problem {
    fn from(error: session::Error) -> Self {
        match &error {
            session::Error::Store(session_store::Error::Backend(why)) if why == STORE_IS_BUSY => busy(&error),
            _ => internal(&error, "the session store"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_that_wait_for_the_database_in_vain_are_told_to_come_back() {
        let said = |why: &str| {
            let error = session::Error::Store(session_store::Error::Backend(why.to_owned()));
            Problem::from(error).http_status()
        };
        assert_eq!((said(STORE_IS_BUSY), said("the disk is full")), (503, 500));
    }
}
