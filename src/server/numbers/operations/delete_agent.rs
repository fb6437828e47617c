//! `delete_agent` deletes an agent's assistant, and unbinds its numbers.

use std::time::Duration;

use super::{cleanup::UNBIND_AT_VAPI, manual_steps};
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::{
        agents::operations::DELETE_ASSISTANT,
        operations::{
            cleanup::{LET_END, SHRED_KEYS},
            handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
        },
    },
};

pub struct DeleteAgent;

impl OperationHandler for DeleteAgent {
    const KIND: OperationKind = OperationKind::DeleteAgent;
    const STEPS: Steps = Steps::Planned(&[LET_END, UNBIND_AT_VAPI, DELETE_ASSISTANT, SHRED_KEYS]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = &Topic::ALL;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
