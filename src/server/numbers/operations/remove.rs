//! `remove_number` takes one number out of Vapi, and gives Twilio its webhooks back.

use std::time::Duration;

use super::{
    TOPICS,
    cleanup::{REMOVE_AT_VAPI, RESTORE_AT_TWILIO},
    manual_steps,
};
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::operations::{
        cleanup::{LET_END, SHRED_KEYS},
        handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
    },
};

pub struct RemoveNumber;

impl OperationHandler for RemoveNumber {
    const KIND: OperationKind = OperationKind::RemoveNumber;
    const STEPS: Steps = Steps::Planned(&[LET_END, REMOVE_AT_VAPI, RESTORE_AT_TWILIO, SHRED_KEYS]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = TOPICS;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
