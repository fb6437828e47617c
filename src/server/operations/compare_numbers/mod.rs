//! `compare_numbers`: does what is stored here still hold at Vapi and Twilio?
//!
//! It reads both sides whole, writes down what differs, and repairs nothing. A
//! key that a provider refuses shows on its card, as with any operation.

mod assistants;
mod both;
mod hosts;
mod leftovers;
mod step;

pub(super) use leftovers::others;
pub use step::compare;
