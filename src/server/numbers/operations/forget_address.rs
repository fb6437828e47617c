//! `forget_address` takes back the objects of a purchase that came to nothing: its address, and an
//! account that nothing is in.

use std::time::Duration;

use super::{cleanup::DELETE_ADDRESS, managed_account::CLOSE_ACCOUNT, manual_steps};
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::operations::{
        cleanup::{LET_END, SHRED_KEYS},
        handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
    },
};

pub struct ForgetAddress;

impl OperationHandler for ForgetAddress {
    const KIND: OperationKind = OperationKind::ForgetAddress;
    const STEPS: Steps = Steps::Planned(&[LET_END, DELETE_ADDRESS, CLOSE_ACCOUNT, SHRED_KEYS]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = &[Topic::Operations];
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
