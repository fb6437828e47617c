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

/// The rows that one organisation keeps; older ones go, but no incident that lasts, and of each thing
/// that runs out the last warning.
pub const KEPT: i64 = 5_000;
/// The days for which a notification is kept, with the same exceptions.
pub const KEPT_DAYS: i64 = 90;
