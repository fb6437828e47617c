//! Limits a worker's writes at a provider to its lease: it must not write once another
//! worker may have taken over its work.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

/// Milliseconds before the lease's end in which no write begins. This is more than an
/// attempt may take, so that the last answer is there, or given up, before another worker
/// begins; and more by what the clocks of two nodes may differ.
const MARGIN_MS: i64 = 10_000;

/// A worker's lease on an operation, by the node's own wall clock: unlike the
/// machine's monotonic one it also runs on while the machine is suspended.
#[derive(Clone, Debug)]
pub struct Lease(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    until_ms: AtomicI64,
    refused: AtomicBool,
}

impl Lease {
    pub fn until(until_ms: i64) -> Self {
        Self(Arc::new(Inner { until_ms: AtomicI64::new(until_ms), refused: AtomicBool::new(false) }))
    }

    /// Renews the lease.
    pub fn extend(&self, until_ms: i64) {
        self.0.until_ms.store(until_ms, Ordering::SeqCst);
    }

    /// How long a write that begins now may take. `None` where it is too late for one,
    /// and the worker does no more under the lease.
    pub(super) fn left(&self, now_ms: i64) -> Option<Duration> {
        let left = self.0.until_ms.load(Ordering::SeqCst).saturating_sub(now_ms);
        if left > MARGIN_MS {
            return Some(Duration::from_millis(left.unsigned_abs()));
        }
        self.0.refused.store(true, Ordering::SeqCst);
        None
    }

    /// Whether a write came too late for the lease.
    pub fn refused_a_write(&self) -> bool {
        self.0.refused.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_80_a_write_begins_within_the_lease_and_a_margin_before_its_end() {
        let lease = Lease::until(30_000);
        assert_eq!(lease.left(0), Some(Duration::from_secs(30)));
        assert_eq!(lease.left(19_999), Some(Duration::from_millis(10_001)));
        assert!(!lease.refused_a_write());
        assert_eq!(lease.left(20_000), None);
        assert!(lease.refused_a_write());
        let renewed = Lease::until(30_000);
        renewed.extend(50_000);
        assert!(renewed.left(33_000).is_some());
    }
}
