//! `release_number` takes a managed number out of Vapi, and releases it at Twilio.
//! `release_managed` does the same for all of them.

use std::time::Duration;

use super::{
    TOPICS,
    cleanup::{DELETE_ADDRESS, RELEASE_AT_TWILIO, REMOVE_AT_VAPI},
    managed_account::CLOSE_ACCOUNT,
    manual_steps,
};
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::operations::{
        cleanup::{LET_END, SHRED_KEYS},
        handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
    },
};

const STEPS: Steps =
    Steps::Planned(&[LET_END, REMOVE_AT_VAPI, RELEASE_AT_TWILIO, DELETE_ADDRESS, CLOSE_ACCOUNT, SHRED_KEYS]);

pub struct ReleaseNumber;

impl OperationHandler for ReleaseNumber {
    const KIND: OperationKind = OperationKind::ReleaseNumber;
    const STEPS: Steps = STEPS;
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = TOPICS;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}

pub struct ReleaseManaged;

impl OperationHandler for ReleaseManaged {
    const KIND: OperationKind = OperationKind::ReleaseManaged;
    const STEPS: Steps = STEPS;
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = &Topic::ALL;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
