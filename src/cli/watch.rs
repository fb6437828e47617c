//! Following an operation to its end.

use std::time::Duration;

use serde_json::Value;

use super::{
    client::{Client, Request},
    failure::Failure,
    output::cell,
};
use crate::domain::operation::{OperationState, WaitingFor};

/// Seconds that the server waits for a change before it answers.
const WAIT: &str = "20";
/// The shortest time between two requests: the server answers at once where nothing is to be waited for.
const PAUSE: Duration = Duration::from_secs(1);

/// An operation that somebody follows.
pub struct Watched<'a> {
    client: &'a Client,
    id: &'a str,
    timeout: u64,
    since: i64,
}

impl<'a> Watched<'a> {
    /// `since` is when whoever waits began to.
    pub fn new(client: &'a Client, id: &'a str, timeout: u64, since: i64) -> Self {
        Self { client, id, timeout, since }
    }

    pub async fn next(&mut self) -> Result<Value, Failure> {
        let path = ["operations", self.id];
        Ok(self.client.send(Request::get(&path).with_query("wait", WAIT)).await?.body)
    }

    /// # Errors
    /// Fails once nobody is to wait any more.
    pub async fn pause(&mut self) -> Result<(), Failure> {
        let waited = u64::try_from(self.client.now_ms() - self.since).unwrap_or_default() / 1000;
        if waited >= self.timeout {
            let said = format!("Operation {} still goes on after {waited} seconds.", self.id);
            return Err(Failure::Unfinished(said));
        }
        self.client.sleep(PAUSE).await;
        Ok(())
    }
}

fn state(operation: &Value) -> Option<OperationState> {
    OperationState::from_code(operation["state"].as_str()?)
}

/// Whether it goes on without a person.
pub fn goes_on(operation: &Value) -> bool {
    match state(operation) {
        // The next operation of what it waits for brings it on.
        Some(OperationState::Waiting) => {
            let thing = operation["waiting_for"].as_str().and_then(WaitingFor::from_code);
            matches!(thing, Some(WaitingFor::Operation | WaitingFor::Agent))
        }
        Some(state) => state.is_claimable(),
        None => false,
    }
}

/// Describes the state of an operation in one line, which is printed whenever it differs from the last.
pub fn line(operation: &Value) -> String {
    let of = |name: &str| cell(&operation[name]);
    let mut line = format!("{} {}: {}", of("id"), of("kind"), of("state"));
    for (before, value) in
        [(", waits for ", &operation["waiting_for"]), (", because of ", &operation["problem"]["code"])]
    {
        if !value.is_null() {
            line.push_str(before);
            line.push_str(&cell(value));
        }
    }
    line
}

/// # Errors
/// Fails unless it was done.
pub fn result(operation: &Value) -> Result<(), Failure> {
    if state(operation) == Some(OperationState::Done) {
        Ok(())
    } else {
        Err(Failure::Unfinished(line(operation)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_is_followed_until_it_is_over_or_needs_somebody() {
        let in_state = |state: &str, waiting: Option<&str>| {
            json!({"id": "1", "kind": "import_number", "state": state, "waiting_for": waiting,
                "problem": null})
        };
        for (state, waiting, goes) in [
            ("queued", None, true),
            ("running", None, true),
            ("retrying", None, true),
            ("waiting", Some("operation"), true),
            ("waiting", Some("agent"), true),
            ("waiting", Some("vapi"), false),
            ("waiting", Some("takeover"), false),
            ("needs_attention", None, false),
            ("failed", None, false),
            ("done", None, false),
        ] {
            let operation = in_state(state, waiting);
            assert_eq!(goes_on(&operation), goes, "{operation}");
            assert_eq!(result(&operation).is_ok(), state == "done");
        }
        assert_eq!(line(&in_state("waiting", Some("vapi"))), "1 import_number: waiting, waits for vapi");
        let failed = json!({"id": "1", "kind": "x", "state": "failed", "problem": {"code": "key_refused"}});
        assert_eq!(result(&failed).unwrap_err().code(), 7);
        assert_eq!(line(&failed), "1 x: failed, because of key_refused");
    }
}
