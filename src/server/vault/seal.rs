//! Sealing bytes: XChaCha20-Poly1305, random nonce, bound to where they stand.
//!
//! Layout: `1 | nonce (24) | ciphertext and tag`. The associated data names
//! table, row, owner and field: moved anywhere else, it does not open.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::server::random::Random;

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// 32 bytes, zeroed on drop, never printed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl From<[u8; 32]> for Key {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Key {
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Wrong key, wrong place, or damaged: which of them cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value cannot be opened")]
pub struct CannotOpen;

/// The place of a sealed value.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'static str,
    pub row: &'a str,
    /// The organisation or the person that it is of; empty for the installation's own.
    pub owner: &'a str,
    pub field: &'a str,
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        // Length-prefixed: no two places read the same.
        let mut data = Vec::with_capacity(128);
        for part in [self.table, self.row, self.owner, self.field] {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

pub fn seal(key: &Key, random: &Random, place: Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let nonce: [u8; NONCE] = random.bytes();
    let sealed = XChaCha20Poly1305::new(key.bytes().into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &place.associated_data() })
        .map_err(|_| CannotOpen)?;
    Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
}

pub fn open(key: &Key, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    let (version, rest) = sealed.split_first().ok_or(CannotOpen)?;
    if *version != VERSION || rest.len() < NONCE {
        return Err(CannotOpen);
    }
    let (nonce, ciphertext) = rest.split_at(NONCE);
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
    XChaCha20Poly1305::new(key.bytes().into())
        .decrypt(&XNonce::from(nonce), Payload { msg: ciphertext, aad: &place.associated_data() })
        .map(Zeroizing::new)
        .map_err(|_| CannotOpen)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a text that [`hex`] wrote.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;
    use proptest::prelude::*;

    const HERE: Place<'static> = Place { table: "org_credentials", row: "r1", owner: "o1", field: "vapi" };

    fn random() -> Random {
        Random::seeded(7, ManualClock::at(0))
    }

    #[test]
    fn lesson_14_a_ciphertext_opens_only_where_it_stands() {
        let key = Key::from([7; 32]);
        let sealed = seal(&key, &random(), HERE, b"secret").unwrap();
        assert_eq!(open(&key, HERE, &sealed).unwrap().as_slice(), b"secret");
        for place in [
            Place { row: "r2", ..HERE },
            Place { owner: "o2", ..HERE },
            Place { field: "twilio", ..HERE },
            Place { table: "org_keys", ..HERE },
            Place { row: "r1o", owner: "1", ..HERE },
        ] {
            assert_eq!(open(&key, place, &sealed), Err(CannotOpen), "{place:?}");
        }
        assert_eq!(open(&Key::from([8; 32]), HERE, &sealed), Err(CannotOpen));
    }

    #[test]
    fn what_is_no_text_of_bytes_is_none() {
        for text in ["a", "0g", "é"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_travel_as_text(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        }

        #[test]
        fn damage_never_opens_and_never_panics(flip in 0usize..64, bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let key = Key::from([7; 32]);
            let mut sealed = seal(&key, &random(), HERE, b"something secret").unwrap();
            let at = flip % sealed.len();
            sealed[at] ^= 0x40;
            prop_assert_eq!(open(&key, HERE, &sealed), Err(CannotOpen));
            let _ = open(&key, HERE, &bytes);
        }
    }
}
