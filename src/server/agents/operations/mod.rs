//! The operations on agents: one module for each kind.

mod delete_assistant;
pub mod rotate_hook;
mod sync;

pub use delete_assistant::{DELETE_ASSISTANT, deletes_assistant};

use crate::server::operations::handler::Handler;

/// The handlers of the kinds that are about agents.
pub const HANDLERS: &[Handler] =
    &[Handler::of::<sync::SyncAgent>(), Handler::of::<rotate_hook::RotateHook>()];
