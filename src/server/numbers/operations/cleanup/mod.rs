//! Takes back at the providers what is gone here already.
//!
//! The transaction that asked for it made the local truth final and put the secrets into the
//! operation's escrow. Each step here reads how things stand before it changes them, and takes
//! "already gone" for done, so that it may run twice, or after a crash whose outcome is unknown.

mod address;
mod at_twilio;
mod at_vapi;
mod ends;
mod plan;

pub use ends::closed;
use futures::FutureExt;

use crate::{
    domain::{
        operation::{LeftStep, ManualStep, StepKind, Target},
        phone::E164,
    },
    server::{numbers::managed::address_name, operations::handler::StepDef},
};

/// The number that a step is about, as a person knows it.
fn e164(left: &LeftStep<'_>) -> Option<E164> {
    match left.target {
        Target::Number { e164, .. } => Some(e164.clone()),
        Target::Agent { .. }
        | Target::Key { .. }
        | Target::Account { .. }
        | Target::Credential { .. }
        | Target::Consent { .. } => None,
    }
}

pub const REMOVE_AT_VAPI: StepDef =
    StepDef::new(StepKind::RemoveAtVapi, |cx| at_vapi::remove_at_vapi(cx).boxed())
        .by_hand(|left| Some(ManualStep::RemoveAtVapi { e164: e164(&left)?, object: left.object }));
pub const UNBIND_AT_VAPI: StepDef =
    StepDef::new(StepKind::UnbindAtVapi, |cx| at_vapi::unbind_at_vapi(cx).boxed())
        .by_hand(|left| Some(ManualStep::UnbindAtVapi { e164: e164(&left)?, object: left.object }));
pub const RESTORE_AT_TWILIO: StepDef =
    StepDef::new(StepKind::RestoreAtTwilio, |cx| at_twilio::restore_at_twilio(cx).boxed()).by_hand(|left| {
        let (e164, LeftStep { object, before, .. }) = (e164(&left)?, left);
        Some(ManualStep::RestoreAtTwilio { e164, object, before })
    });
pub const RELEASE_AT_TWILIO: StepDef =
    StepDef::new(StepKind::ReleaseAtTwilio, |cx| at_twilio::release_at_twilio(cx).boxed())
        .by_hand(|left| Some(ManualStep::ReleaseAtTwilio { e164: e164(&left)?, object: left.object }));
pub const DELETE_ADDRESS: StepDef =
    StepDef::new(StepKind::DeleteAddress, |cx| address::delete_address(cx).boxed()).by_hand(|left| {
        let Target::Number { id, e164, .. } = left.target else { return None };
        Some(ManualStep::DeleteAddress { e164: e164.clone(), name: address_name(id) })
    });
