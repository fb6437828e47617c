//! Notifications: who is told of what, who has read it, and by which channel.
//!
//! An incident is one row for as long as it lasts, whatever becomes worse meanwhile; its end is
//! another. What happens once is a row, of some kinds for several at a time. Each has a row for every
//! person who may see it and wants to, which says whether it is read, and how its mail to them stands.

mod cause_repo;
pub mod delivery;
pub mod expiry;
pub mod incident_repo;
pub mod incidents;
pub mod mails;
mod raise;
pub mod repo;
pub mod service;
pub mod settings;
mod views;

pub use raise::{Raised, forget_cause, raise, raise_to, raise_with, retract};
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::domain::notification::NotificationId;

/// The rows that one organisation keeps; older ones go, but no incident that lasts, and of each thing
/// that runs out the last warning.
pub const KEPT: i64 = 5_000;
/// The days for which a notification is kept, with the same exceptions.
pub const KEPT_DAYS: i64 = 90;

/// An id that sorts by time and is the same however often the same is told.
fn id_of(cause: &[&str], at: i64) -> Result<NotificationId, sqlx::Error> {
    let mut hash = Sha256::new();
    for part in cause {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update(at.to_be_bytes());
    let hash = hash.finalize();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    let uuid = Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or_default(), &bytes).into_uuid();
    NotificationId::try_from(uuid.to_string()).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_that_of_its_cause_and_sorts_by_time() {
        let id = |what, at| id_of(&["0190a5e2", what], at).unwrap();
        assert_eq!(id("began", 1_795_246_560_000), id("began", 1_795_246_560_000));
        assert_ne!(id("began", 1_795_246_560_000), id("ended", 1_795_246_560_000));
        assert!(id("began", 1_795_246_560_000) < id("ended", 1_795_246_560_001));
        assert_ne!(id_of(&["ab", "c"], 0).unwrap(), id_of(&["a", "bc"], 0).unwrap());
    }
}
