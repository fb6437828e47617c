//! Durable multi-step jobs across providers: the engine, which knows no feature.
//!
//! An operation is enqueued in the transaction that made it necessary, runs at
//! least once, and commits each step's result before the next begins. Every
//! step is idempotent and says why in its own module. What kinds of operations
//! there are, and what each runs, is said by the features: see [`handler`].

mod ask;
pub mod cleanup;
pub mod codes;
mod commit;
pub mod engine;
pub mod handler;
pub mod keys;
pub mod queue;
mod retry;
pub mod service;
pub mod states;
pub mod step;
mod turns;
pub mod views;

pub use ask::ask;

use super::db::Writer;

/// Leases, and what steps change: each step is recorded with its receipt or its
/// problem, and the operation with who asked for it.
struct EngineWrites;

impl Writer for EngineWrites {}
