//! Chance that can be repeated: a failure names the seed that it came from.

use std::io::Write;

/// The seed of a test's randomness: the test's own number, or that of `AVA_TEST_SEED`.
pub struct Seed(pub u64);

impl Seed {
    pub fn or(own: u64) -> Self {
        let given = std::env::var("AVA_TEST_SEED").ok();
        Self(given.map_or(own, |text| text.parse().expect("AVA_TEST_SEED is a number")))
    }

    /// The seed, as many bytes as a generator asks for.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.0.to_le_bytes());
        bytes
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nobody may be listening any more: the test has failed all the same.
            let _ = writeln!(std::io::stderr(), "to have it again: AVA_TEST_SEED={}", self.0);
        }
    }
}
