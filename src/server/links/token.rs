//! The end of a link's address: the nonce that the database has, and its HMAC.

use crate::server::audit::AuditKey;

/// Hexadecimal digits of 128 random bits.
pub(super) const NONCE: usize = 32;

pub(super) fn of(key: &AuditKey, nonce: &str) -> String {
    format!("{nonce}{}", key.link(nonce))
}

/// The nonce of a token of this installation; takes the same time wherever a signature differs.
pub(super) fn nonce<'a>(key: &AuditKey, token: &'a str) -> Option<&'a str> {
    let (nonce, signature) = token.split_at_checked(NONCE)?;
    key.is_link(nonce, signature).then_some(nonce)
}
