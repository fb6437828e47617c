//! Taking back at the providers what is gone here already.
//!
//! The transaction that asked for it made the local truth final and put the
//! secrets into the operation's escrow. Each step here finds out how things
//! stand before it changes them, and takes "already gone" for done, so that it
//! may run twice, or after a crash whose outcome is unknown.

mod accounts;
mod address;
mod at_twilio;
mod at_vapi;
mod ends;

pub use accounts::twilio_token;
pub use address::delete_address;
pub use at_twilio::{release_at_twilio, restore_at_twilio};
pub use at_vapi::{delete_assistant, remove_at_vapi, unbind_at_vapi};
pub use ends::{let_end, shred_keys, taken_out};
