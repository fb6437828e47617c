//! The `state` of a consent: signed, bound to a session, and used once.
//!
//! It is a ticket, which is random and has an end, with its signature by the org's data key.
//! The signature covers the session and the person, so an answer of Google's is worth nothing
//! in another browser, for somebody else or in another organisation. Only its hash is stored.
//! The verifier of PKCE (RFC 7636) is made of the ticket by the same key, and never leaves
//! the server before the code comes back.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::server::{
    cx::Cx,
    random::Random,
    vault::seal::{Key, hex},
};

/// How long a person may take at Google.
const LASTS_MS: i64 = 10 * 60 * 1000;

/// The part of a state that is no signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    nonce: String,
    pub expires_at: i64,
}

impl Ticket {
    pub fn new(random: &Random, now: i64) -> Self {
        Self { nonce: hex(&random.bytes::<16>()), expires_at: now.saturating_add(LASTS_MS) }
    }

    pub fn read(text: &str) -> Option<Self> {
        let (nonce, expires_at) = text.split_once('-')?;
        let fits = nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then_some(Self { nonce: nonce.to_owned(), expires_at: expires_at.parse().ok()? })
    }
}

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.nonce, self.expires_at)
    }
}

/// The key and the binding by which states of one session are signed.
pub struct Signer<'a> {
    pub key: &'a Key,
    pub cx: &'a Cx,
    pub session: &'a str,
}

impl Signer<'_> {
    /// The state for a ticket, as it travels to Google and back.
    pub fn state(&self, ticket: &Ticket) -> String {
        let (org, user) = (self.cx.org.as_str(), self.cx.user.as_str());
        format!("{ticket}.{}", hex(&self.mac(&["consent", &ticket.to_string(), self.session, org, user])))
    }

    /// The ticket of a state that was signed for this session and this person.
    pub fn ticket(&self, state: &str) -> Option<Ticket> {
        let ticket = Ticket::read(state.split_once('.')?.0)?;
        let signed: bool = self.state(&ticket).as_bytes().ct_eq(state.as_bytes()).into();
        signed.then_some(ticket)
    }

    /// 43 characters, as RFC 7636, section 4.1 asks for at least.
    pub fn verifier(&self, ticket: &Ticket) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.mac(&["verifier", &ticket.to_string()]))
    }

    fn mac(&self, parts: &[&str]) -> [u8; 32] {
        // A key shorter than a block is one that ends in zeros (RFC 2104).
        let mut block = Zeroizing::new([0_u8; 64]);
        block[..32].copy_from_slice(self.key.bytes());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(b"\n");
        }
        mac.finalize().into_bytes().into()
    }
}

/// The form in which a state is stored.
pub fn hash(state: &str) -> String {
    hex(&Sha256::digest(state.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn a_ticket_is_read_as_it_was_written_and_nothing_else_is() {
        let ticket = Ticket::new(&Random::seeded(1, ManualClock::at(0)), 7);
        assert_eq!(Ticket::read(&ticket.to_string()), Some(ticket));
        for other in
            ["", "-", "zz-1", "0123456789abcdef0123456789abcdeg-1", "0123456789abcdef0123456789abcdef-x"]
        {
            assert_eq!(Ticket::read(other), None, "{other}");
        }
    }
}
