//! Randomness and ids, injected.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{RngCore, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::clock::SharedClock;
use crate::domain::ids::NotAnId;

/// A shared source of random bytes and of ids that sort by time.
#[derive(Clone)]
pub struct Random {
    rng: Arc<Mutex<StdRng>>,
    /// The millisecond of the last id, and how many were made in it.
    last: Arc<Mutex<(u64, u16)>>,
    clock: SharedClock,
}

impl Random {
    #[expect(clippy::disallowed_methods, reason = "the one seed from the machine")]
    pub fn from_os(clock: SharedClock) -> Self {
        Self::new(StdRng::from_os_rng(), clock)
    }

    /// A source that gives the same sequence every time, for tests.
    pub fn seeded(seed: u64, clock: SharedClock) -> Self {
        Self::new(StdRng::seed_from_u64(seed), clock)
    }

    fn new(rng: StdRng, clock: SharedClock) -> Self {
        Self { rng: Arc::new(Mutex::new(rng)), last: Arc::default(), clock }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// Uniform in `0.0..1.0`, for jitter.
    pub fn unit(&self) -> f64 {
        f64::from(u32::from_le_bytes(self.bytes())) / (f64::from(u32::MAX) + 1.0)
    }

    /// A UUIDv7 in the text form of `domain::ids`. Those of this process sort
    /// in the order they were made: a counter follows the milliseconds.
    pub fn uuid(&self) -> String {
        let (millis, count) = self.tick();
        let mut bytes: [u8; 10] = self.bytes();
        bytes[..2].copy_from_slice(&count.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
    }

    fn tick(&self) -> (u64, u16) {
        /// The field after the milliseconds has twelve bits.
        const MAX: u16 = 0x0fff;
        let now = u64::try_from(self.clock.now_ms()).unwrap_or_default();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = match *last {
            (before, _) if now > before => (now, 0),
            (before, MAX) => (before + 1, 0),
            (before, count) => (before, count + 1),
        };
        *last
    }

    /// A fresh id of any of the id types.
    pub fn id<T: TryFrom<String, Error = NotAnId>>(&self) -> T {
        loop {
            // A UUID always parses; the loop only spares an `expect`.
            if let Ok(id) = T::try_from(self.uuid()) {
                return id;
            }
        }
    }
}

/// A wait in milliseconds, give or take a share of it; `unit` is from 0 to 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "hours in ms")]
pub fn about(wait_ms: i64, share: f64, unit: f64) -> i64 {
    (wait_ms as f64 * (1.0 - share + 2.0 * share * unit)) as i64
}

/// An id that sorts by time and is the same however often the same is told: a UUIDv7 of `at`, in epoch
/// milliseconds, whose other bits are a digest of the cause.
///
/// # Errors
/// Fails with `Encode` where it is no id, which a UUID always is.
pub fn derived_id<T>(cause: &[&str], at: i64) -> Result<T, sqlx::Error>
where
    T: TryFrom<String, Error = NotAnId>,
{
    let mut hash = Sha256::new();
    for part in cause {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update(at.to_be_bytes());
    let hash = hash.finalize();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    let millis = u64::try_from(at).unwrap_or_default();
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    T::try_from(uuid.to_string()).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// A UUID in its hyphenated lower-case text from any text form, for ids that
/// come from outside.
pub fn parse_uuid(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::notification::NotificationId, server::clock::ManualClock};

    #[test]
    fn ids_of_one_millisecond_sort_as_they_were_made() {
        let random = Random::seeded(1, ManualClock::at(1_795_246_560_000));
        let ids: Vec<String> = (0..5000).map(|_| random.uuid()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn an_id_is_that_of_its_cause_and_sorts_by_time() {
        let id = |what: &str, at| derived_id::<NotificationId>(&["0190a5e2", what], at).unwrap();
        assert_eq!(id("began", 1_795_246_560_000), id("began", 1_795_246_560_000));
        assert_ne!(id("began", 1_795_246_560_000), id("ended", 1_795_246_560_000));
        assert!(id("began", 1_795_246_560_000) < id("ended", 1_795_246_560_001));
        let parted = [["ab", "c"], ["a", "bc"]].map(|cause| derived_id::<NotificationId>(&cause, 0).unwrap());
        assert_ne!(parted[0], parted[1]);
    }
}
