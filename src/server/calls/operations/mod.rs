//! The operations on calls.

mod erase;

use crate::server::operations::handler::Handler;

/// The handlers of the kinds that are about calls.
pub const HANDLERS: &[Handler] = &[Handler::of::<erase::EraseCalls>()];
