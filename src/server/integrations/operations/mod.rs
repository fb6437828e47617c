//! The operations on connected accounts: one module for each kind.

mod disconnect;
pub mod hand_over;
mod revoke_consent;
pub mod rotate;
pub mod unanswered;

use crate::server::operations::handler::Handler;

/// The handlers of the kinds that are about connected accounts.
pub const HANDLERS: &[Handler] = &[
    Handler::of::<disconnect::Disconnect>(),
    Handler::of::<hand_over::HandOverKey>(),
    Handler::of::<rotate::RotateToken>(),
    Handler::of::<rotate::UndoRotation>(),
];
