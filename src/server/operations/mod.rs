//! Durable multi-step jobs across providers: the engine, which knows no feature.
//!
//! An operation is enqueued in the transaction that made it necessary, runs at least once, and
//! commits each step's result before the next begins. Every step is idempotent and says why in its
//! own module. The features declare the kinds of operations and their steps: see [`handler`].

mod ask;
pub mod cleanup;
pub mod codes;
mod commit;
mod ended;
pub mod engine;
mod fair_claims;
pub mod handler;
pub mod keys;
pub mod notify;
pub mod queue;
mod retry;
pub mod service;
pub mod states;
pub mod step;
pub mod views;

pub use ask::ask;

use super::db::Writer;

/// Writes leases and the changes of steps: each step is recorded with its receipt or its problem,
/// and the operation with the user who asked for it.
struct EngineWrites;

impl Writer for EngineWrites {}
