//! Identical reads for pages at the same time share one request, and some of
//! them its answer for a few seconds. Errors are never kept.
//!
//! Reads that decide about a write do not go this way: a read that began earlier may not
//! know what another node has made since.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::domain::problem::Problem;

/// How long a list that many pages show is kept.
pub(super) const KEPT: Duration = Duration::from_secs(15);
/// The shortest time that still hands an answer to all who wait for it.
pub(super) const NOT_KEPT: Duration = Duration::from_millis(1);
const ENTRIES: u64 = 256;

/// A counter of our own writes. It is part of every key, so that a read that began before
/// a write cannot leave its answer behind for later ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Epoch(Arc<AtomicU64>);

impl Epoch {
    pub fn advance(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The host, the credential and the path of a read. Another credential is another reader.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub host: String,
    pub credential: [u8; 32],
    pub path: String,
}

/// Tells credentials apart without holding one.
pub(super) fn fingerprint(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[derive(Clone)]
pub(super) struct Coalescer<V> {
    cache: Cache<(u64, Key), V>,
    epoch: Epoch,
}

impl<V: Clone + Send + Sync + 'static> Coalescer<V> {
    pub fn new(epoch: Epoch, kept: Duration) -> Self {
        let cache = Cache::builder().max_capacity(ENTRIES).time_to_live(kept).build();
        Self { cache, epoch }
    }

    pub async fn get(&self, key: Key, load: impl Future<Output = Result<V, Problem>>) -> Result<V, Problem> {
        self.cache
            .try_get_with((self.epoch.now(), key), load)
            .await
            .map_err(|problem| Problem::clone(&problem))
    }
}
