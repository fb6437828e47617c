//! Calls: what Vapi sends of them, what it lists, and what pages show.
//!
//! An event is stored first, as it came, and answered; then it is applied to its call, in the order
//! in which they came, and is not done before that. What Vapi lists is applied alike, so that both
//! ways end in the same rows. Must not know how a request reaches it.

mod account;
mod apply;
pub mod backfill;
pub mod contact_backfill;
pub mod erasures;
pub mod events;
pub mod export;
pub mod figures;
mod intent;
pub mod of_person;
pub mod operations;
pub mod outbound;
pub mod payload;
mod repo;
pub mod retention;
mod said;
pub mod service;
pub mod tools;
pub mod usage;
pub mod views;

pub use repo::Call;
