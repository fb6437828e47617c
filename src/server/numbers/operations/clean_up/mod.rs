//! Taking back at the providers what is gone here already.
//!
//! The transaction that asked for it made the local truth final and put the
//! secrets into the operation's escrow. Each step here finds out how things
//! stand before it changes them, and takes "already gone" for done, so that it
//! may run twice, or after a crash whose outcome is unknown.

mod address;
mod at_twilio;
mod at_vapi;
mod ends;
mod plan;

pub use ends::closed;
use futures::FutureExt;

use crate::{domain::operation::StepKind, server::operations::handler::StepDef};

pub const REMOVE_AT_VAPI: StepDef =
    StepDef::new(StepKind::RemoveAtVapi, |cx| at_vapi::remove_at_vapi(cx).boxed());
pub const UNBIND_AT_VAPI: StepDef =
    StepDef::new(StepKind::UnbindAtVapi, |cx| at_vapi::unbind_at_vapi(cx).boxed());
pub const RESTORE_AT_TWILIO: StepDef =
    StepDef::new(StepKind::RestoreAtTwilio, |cx| at_twilio::restore_at_twilio(cx).boxed());
pub const RELEASE_AT_TWILIO: StepDef =
    StepDef::new(StepKind::ReleaseAtTwilio, |cx| at_twilio::release_at_twilio(cx).boxed());
pub const DELETE_ADDRESS: StepDef =
    StepDef::new(StepKind::DeleteAddress, |cx| address::delete_address(cx).boxed());
