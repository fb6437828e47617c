//! What an organisation is told of, and who of its people has read it.
//!
//! An incident is one row for as long as it lasts, whatever becomes worse meanwhile; its end is
//! another. Each has a row for every person who may see it, which says whether it is read, and
//! how its mail to them stands.

pub mod delivery;
pub mod expiry;
pub mod incidents;
pub mod repo;
pub mod service;

/// The rows that one organisation keeps; older ones go, but no incident that lasts, and of each thing
/// that runs out the last warning.
pub const KEPT: i64 = 200;
