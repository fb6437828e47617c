//! `unassign_number` leaves a number at Vapi without anybody who answers.

use std::time::Duration;

use super::{TOPICS, cleanup::UNBIND_AT_VAPI, manual_steps};
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::operations::{
        cleanup::{LET_END, SHRED_KEYS},
        handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
    },
};

pub struct UnassignNumber;

impl OperationHandler for UnassignNumber {
    const KIND: OperationKind = OperationKind::UnassignNumber;
    const STEPS: Steps = Steps::Planned(&[LET_END, UNBIND_AT_VAPI, SHRED_KEYS]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = TOPICS;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
