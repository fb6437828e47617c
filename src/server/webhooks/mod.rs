//! Webhooks: what happens in an organisation, sent to programs that asked for it.
//!
//! An event is put in line in the transaction in which it happens (`raise`), once for each address that wants
//! it. What is in line is sent by whichever node claims it (`sending`), signed as Standard Webhooks have it
//! (`signature`): at least once, and of each object one after the other. An address that fails is tried less and
//! less often, then paused; what waits for it stays, and follows once somebody resumes it.

mod outbox;
mod payload;
mod raise;
mod repo;
mod secrets;
pub mod sending;
pub mod service;
mod signature;
mod states;
mod views;

pub use payload::Data;
pub use raise::{Event, ToldPrograms, raise, raise_all};
pub use secrets::reseal;

/// Deliveries to one address that are not over; further events are dropped, and counted.
const MAX_WAITING: i64 = 20_000;
/// Deliveries of one address that the log keeps.
const KEPT: i64 = 20_000;
/// The days for which the log keeps a delivery that is over.
const KEPT_DAYS: i64 = 30;
