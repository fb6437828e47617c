//! The operations of appointments: one module for each kind.

mod sync_calendar;

use crate::server::operations::handler::Handler;

/// The handlers of the kinds that are about appointments.
pub const HANDLERS: &[Handler] = &[Handler::of::<sync_calendar::SyncCalendar>()];
