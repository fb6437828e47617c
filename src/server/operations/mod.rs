//! Durable multi-step jobs across providers.
//!
//! An operation is enqueued in the transaction that made it necessary, runs at
//! least once, and commits each step's result before the next begins. Every
//! step is idempotent and says why in its own module.

mod buy_number;
mod by_hand;
mod carry_secret;
mod clean_up;
mod commit;
mod compare_numbers;
pub mod engine;
pub mod escrow;
mod import_number;
mod leftover;
mod managed_account;
mod patience;
mod place_anew;
pub mod plan;
pub mod queue;
pub mod service;
pub mod step;
mod sync_agent;
mod takeover;
mod turns;
pub mod vapi_key;
mod verify_credential;
pub mod views;
