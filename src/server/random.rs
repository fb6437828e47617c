//! Randomness and ids, injected.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{RngCore, SeedableRng, rngs::StdRng};
use uuid::Uuid;

use super::clock::SharedClock;

/// A shared source of random bytes and of ids that sort by time.
#[derive(Clone)]
pub struct Random {
    rng: Arc<Mutex<StdRng>>,
    clock: SharedClock,
}

impl Random {
    pub fn from_os(clock: SharedClock) -> Self {
        Self { rng: Arc::new(Mutex::new(StdRng::from_os_rng())), clock }
    }

    /// The same sequence every time, for tests.
    pub fn seeded(seed: u64, clock: SharedClock) -> Self {
        Self { rng: Arc::new(Mutex::new(StdRng::seed_from_u64(seed))), clock }
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

    /// A UUIDv7 in the text form of `domain::ids`.
    pub fn uuid(&self) -> String {
        let millis = u64::try_from(self.clock.now_ms()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid().to_string()
    }

    /// A fresh id of any of the id types.
    pub fn id<T: TryFrom<String, Error = crate::domain::ids::NotAnId>>(&self) -> T {
        loop {
            // A UUID always parses; the loop only spares an `expect`.
            if let Ok(id) = T::try_from(self.uuid()) {
                return id;
            }
        }
    }
}

/// A UUID in its hyphenated lower-case text from any text form, for ids that
/// come from outside.
pub fn parse_uuid(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.to_string())
}
