//! What can go wrong for a command, and the exit code that says so to a script.

use std::{fmt, process::ExitCode, time::Duration};

use serde::Deserialize;

/// The longest time that a request waits by itself to be sent again.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// The times that a request is sent again.
const AGAIN: u32 = 3;

#[derive(Debug)]
pub enum Failure {
    /// An argument, a file or the environment cannot be used.
    Unusable(String),
    /// Nothing has the name that was given.
    NotFound(String),
    /// The server does not answer.
    Unreachable(String),
    /// The server says no.
    Refused(Box<Refusal>),
    /// The answer is not of AVA's API.
    Strange(String),
    /// The operation ended without success, or does not go on without a person.
    Unfinished(String),
    /// The server is not as a file says, and `plan --check` asked.
    Differs,
}

/// What the API says of a problem (RFC 9457). What it does not say is left out, so that the answer of
/// something in between, such as a proxy, is told too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Refusal {
    pub status: u16,
    pub title: String,
    pub detail: Option<String>,
    pub code: Option<String>,
    pub field: Option<String>,
    /// Seconds.
    pub retry_after: Option<u64>,
    pub correlation_id: Option<String>,
}

impl Failure {
    /// The exit code. `docs/CLI.md` lists them; 2 is that of arguments that cannot be read.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Unusable(_) | Failure::Strange(_) => 1,
            Failure::NotFound(_) => 4,
            Failure::Refused(refusal) => match refusal.status {
                401 | 403 => 3,
                404 => 4,
                429 | 500.. => 6,
                _ => 5,
            },
            Failure::Unreachable(_) => 6,
            Failure::Unfinished(_) => 7,
            Failure::Differs => 8,
        }
    }

    /// The time after which the same request may succeed; `None` where it is not sent again. A write is
    /// done once all the same, by its idempotency key.
    pub(super) fn passes_in(&self, sent_again: u32) -> Option<Duration> {
        let by_itself = Duration::from_secs(1 << sent_again);
        let wait = match self {
            Failure::Unreachable(_) => by_itself,
            Failure::Refused(refusal) if refusal.passes_by_itself() => {
                refusal.retry_after.map_or(by_itself, Duration::from_secs)
            }
            _ => return None,
        };
        (sent_again < AGAIN && wait <= MAX_WAIT).then_some(wait)
    }
}

impl Refusal {
    fn passes_by_itself(&self) -> bool {
        let is_first_under_way = self.code.as_deref() == Some("idempotency_key_under_way");
        // A gateway that finds no server has no code; a provider's failure is told with one.
        matches!(self.status, 429 | 503 | 504)
            || (self.status == 502 && self.code.is_none())
            || is_first_under_way
    }
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        failure.code().into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Unusable(text)
            | Failure::NotFound(text)
            | Failure::Unreachable(text)
            | Failure::Strange(text)
            | Failure::Unfinished(text) => f.write_str(text),
            Failure::Refused(refusal) => refusal.fmt(f),
            Failure::Differs => f.write_str("The server is not as the file says."),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.detail.as_deref().unwrap_or(&self.title) {
            "" => write!(f, "The server answers {}.", self.status)?,
            text => f.write_str(text)?,
        }
        let seconds = self.retry_after.map(|seconds| seconds.to_string());
        let facts = [
            ("code", self.code.as_deref()),
            ("field", self.field.as_deref()),
            ("seconds to wait", seconds.as_deref()),
            ("id to quote", self.correlation_id.as_deref()),
        ];
        let known = facts.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
        let known: Vec<String> = known.collect();
        if known.is_empty() { Ok(()) } else { write!(f, " ({})", known.join(", ")) }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: Option<&str>, retry_after: Option<u64>) -> Failure {
        let code = code.map(str::to_owned);
        Failure::Refused(Box::new(Refusal { status, code, retry_after, ..Refusal::default() }))
    }

    #[test]
    fn a_refusal_is_told_with_what_the_server_says_of_it() {
        let said = r#"{"type": "about:blank", "title": "Not valid", "status": 422, "detail": "Fill this in.",
            "code": "required", "field": "name", "correlation_id": "7f", "new": [1]}"#;
        let refusal: Refusal = serde_json::from_str(said).unwrap();
        let failure = Failure::Refused(Box::new(refusal));
        assert_eq!(failure.to_string(), "Fill this in. (code: required, field: name, id to quote: 7f)");
        assert_eq!(failure.code(), 5);
        assert_eq!(refused(502, None, None).to_string(), "The server answers 502.");
    }

    #[test]
    fn each_kind_of_failure_has_an_exit_code() {
        let codes =
            [401, 403, 404, 409, 412, 422, 429, 500, 503].map(|status| refused(status, None, None).code());
        assert_eq!(codes, [3, 3, 4, 5, 5, 5, 6, 6, 6]);
        assert_eq!(Failure::Unfinished(String::new()).code(), 7);
        assert_eq!(Failure::Differs.code(), 8);
    }

    #[test]
    fn what_passes_by_itself_is_tried_again_and_not_for_ever() {
        let after = |failure: &Failure, again| failure.passes_in(again).map(|wait| wait.as_secs());
        assert_eq!(
            [0, 1, 2, 3].map(|again| after(&Failure::Unreachable(String::new()), again)),
            [Some(1), Some(2), Some(4), None]
        );
        assert_eq!(after(&refused(429, Some("too_many_requests"), Some(20)), 0), Some(20));
        assert_eq!(after(&refused(429, Some("too_many_requests"), Some(900)), 0), None);
        assert_eq!(after(&refused(409, Some("idempotency_key_under_way"), Some(1)), 0), Some(1));
        assert_eq!(after(&refused(502, Some("provider_unavailable"), None), 0), None);
        for status in [400, 401, 403, 404, 409, 412, 422, 500] {
            assert_eq!(after(&refused(status, None, None), 0), None, "{status}");
        }
    }
}
