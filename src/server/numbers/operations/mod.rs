//! The operations on numbers: one module for each kind, and the steps that several
//! of them share.

mod buy;
pub mod carry_secret;
mod carry_to_vapi;
pub mod cleanup;
mod compare;
mod delete_agent;
mod delete_leftover;
mod forget_address;
mod import;
mod managed_account;
pub mod manual_steps;
mod reimport;
mod release;
mod remove;
mod takeover;
mod unassign;
mod under_way;
pub mod vapi_key;

use carry_to_vapi::CARRY_TO_VAPI;
pub(in crate::server::numbers) use under_way::takes_number_out;
pub use under_way::{cancel_number, target, under_way};

use crate::{domain::topic::Topic, server::operations::handler::Handler};

/// The handlers of the kinds that are about numbers.
pub const HANDLERS: &[Handler] = &[
    Handler::of::<import::ImportNumber>(),
    Handler::of::<buy::BuyNumber>(),
    Handler::of::<remove::RemoveNumber>(),
    Handler::of::<unassign::UnassignNumber>(),
    Handler::of::<release::ReleaseNumber>(),
    Handler::of::<release::ReleaseManaged>(),
    Handler::of::<forget_address::ForgetAddress>(),
    Handler::of::<managed_account::SecureAccount>(),
    Handler::of::<compare::CompareNumbers>(),
    Handler::of::<delete_leftover::DeleteLeftover>(),
    Handler::of::<delete_agent::DeleteAgent>(),
    Handler::of::<carry_secret::CarrySecret>(),
];

/// The topics that most of these operations change.
const TOPICS: &[Topic] = &[Topic::Operations, Topic::Numbers, Topic::Integrations];
