//! The calls that came in, and those that are held. It knows no provider.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use super::simulators;
use super::wire::Incoming;
use crate::domain::{
    sandbox::{Call, FaultKind},
    secret_text::SecretText,
};

/// The calls kept: enough for a test suite that reads what it did a while ago.
const KEPT_CALLS: usize = 5_000;

#[derive(Default)]
pub(super) struct Journal {
    /// The calls, oldest first, scopes unmasked.
    calls: VecDeque<Call>,
    last_seq: u64,
    held: Vec<Held>,
}

struct Held {
    scope: Option<String>,
    release: oneshot::Sender<()>,
}

impl Clone for Journal {
    /// A client that waits for a held call waits for this journal: the copy holds none.
    fn clone(&self) -> Self {
        Self { calls: self.calls.clone(), last_seq: self.last_seq, held: Vec::new() }
    }
}

impl Journal {
    pub(super) fn open(
        &mut self,
        call: &Incoming,
        at_ms: i64,
        scope: Option<String>,
        fault: Option<FaultKind>,
    ) -> u64 {
        self.last_seq += 1;
        if self.calls.len() == KEPT_CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(Call {
            seq: self.last_seq,
            at_ms,
            provider: call.provider,
            method: call.method.to_string(),
            path: call.path_and_query(),
            status: None,
            correlation_id: call.header("x-correlation-id").map(str::to_owned),
            fault,
            scope: scope.map(SecretText::from),
        });
        self.last_seq
    }

    pub(super) fn close(&mut self, seq: u64, status: u16) {
        if let Some(call) = self.calls.iter_mut().rev().find(|call| call.seq == seq) {
            call.status = Some(status);
        }
    }

    /// The calls newer than `after`, oldest first, secrets masked.
    pub(super) fn calls(&self, after: u64, scope: Option<&str>) -> Vec<Call> {
        self.calls
            .iter()
            .filter(|call| call.seq > after && scope.is_none_or(|only| call.scope.as_deref() == Some(only)))
            .cloned()
            .map(masked)
            .collect()
    }

    /// The last `count` calls, newest first, secrets masked.
    pub(super) fn latest(&self, count: usize) -> Vec<Call> {
        self.calls.iter().rev().take(count).cloned().map(masked).collect()
    }

    /// Ends when the call is released, or when the simulators are reset.
    pub(super) fn hold(&mut self, scope: Option<String>) -> oneshot::Receiver<()> {
        let (release, released) = oneshot::channel();
        self.held.push(Held { scope, release });
        released
    }

    /// Calls whose client still waits.
    pub(super) fn held(&self, scope: Option<&str>) -> usize {
        self.held.iter().filter(|held| held.is_live() && held.belongs_to(scope)).count()
    }

    /// Lets held calls go; returns how many.
    pub(super) fn release(&mut self, scope: Option<&str>) -> usize {
        let (go, stay): (Vec<_>, Vec<_>) = std::mem::take(&mut self.held)
            .into_iter()
            .filter(Held::is_live)
            .partition(|held| held.belongs_to(scope));
        self.held = stay;
        go.into_iter().filter_map(|held| held.release.send(()).ok()).count()
    }

    /// Forgets everything, and lets go of what it held. Sequence numbers go
    /// on, so that nobody who asks for newer calls misses one.
    pub(super) fn reset(&mut self) {
        self.calls.clear();
        self.held.clear();
    }
}

impl Held {
    fn is_live(&self) -> bool {
        !self.release.is_closed()
    }

    fn belongs_to(&self, scope: Option<&str>) -> bool {
        scope.is_none_or(|only| self.scope.as_deref() == Some(only))
    }
}

fn masked(mut call: Call) -> Call {
    call.scope = call.scope.map(|scope| simulators::of(call.provider).masked(&scope).into());
    call
}

/// The last four characters; none of a text that is too short to hide the rest.
pub(super) fn last4(secret: &str) -> String {
    let count = secret.chars().count();
    if count < 12 { String::new() } else { secret.chars().skip(count - 4).collect() }
}
