//! The operations on connected accounts: one module for each kind, and what the steps
//! of all features sign in with.

pub mod accounts;
mod carry;
mod disconnect;
mod sign_in;
pub mod unanswered;
pub mod vapi_key;
mod verify;

use crate::server::operations::handler::Handler;

/// The kinds that are about connected accounts.
pub const HANDLERS: &[Handler] = &[
    Handler::of::<verify::VerifyCredential>(),
    Handler::of::<disconnect::Disconnect>(),
    Handler::of::<carry::CarrySecret>(),
];
