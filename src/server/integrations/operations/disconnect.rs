//! `disconnect` takes everything of a disconnected account back at the providers.

use std::time::Duration;

use super::revoke_consent::REVOKE_CONSENT;
use crate::{
    domain::{operation::OperationKind, topic::Topic},
    server::{
        agents::operations::DELETE_ASSISTANT,
        integrations::operations::hand_over::TAKE_KEY_BACK,
        numbers::operations::{
            cleanup::{REMOVE_AT_VAPI, RESTORE_AT_TWILIO},
            manual_steps,
            vapi_key::REVOKE_KEY,
        },
        operations::{
            cleanup::{LET_END, SHRED_KEYS},
            handler::{CLEANUP_RETRY_WINDOW, Manual, OperationHandler, Steps},
        },
    },
};

pub struct Disconnect;

impl OperationHandler for Disconnect {
    const KIND: OperationKind = OperationKind::Disconnect;
    const STEPS: Steps = Steps::Planned(&[
        LET_END,
        REMOVE_AT_VAPI,
        RESTORE_AT_TWILIO,
        DELETE_ASSISTANT,
        TAKE_KEY_BACK,
        REVOKE_KEY,
        REVOKE_CONSENT,
        SHRED_KEYS,
    ]);
    const RETRY_WINDOW: Duration = CLEANUP_RETRY_WINDOW;
    const TOPICS: &'static [Topic] = &Topic::ALL;
    const MANUAL: Option<Manual> = Some(manual_steps::manual::<Self>());
}
