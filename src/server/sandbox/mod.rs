//! Stateful simulators of the providers, on loopback, each at paths of its own; and
//! `/control` to look at them and to make them fail; and a program that takes webhooks.
//!
//! They know what the providers do, and nothing of the application: its
//! clients reach them like the real services, by another base URL.

mod control;
mod control_edit;
mod control_google;
mod control_make;
mod derive;
mod faults;
mod gate;
mod google_api;
mod google_calendars;
mod google_consent;
mod google_events;
mod google_store;
mod google_tokens;
mod journal;
mod openai_api;
pub mod outside_change;
#[cfg(test)]
mod probe;
mod receiver;
mod seed;
mod server;
pub mod service;
mod simulators;
mod smtp;
mod snapshot;
mod state;
mod twilio_account;
mod twilio_api;
mod twilio_call;
mod twilio_hosts;
mod twilio_keys;
mod twilio_list;
mod twilio_number;
mod twilio_purchase;
mod twilio_stock;
#[cfg(test)]
mod twilio_stock_tests;
mod twilio_tokens;
mod vapi_api;
mod vapi_assistant;
mod vapi_call;
mod vapi_chat;
mod vapi_credential;
mod vapi_import;
mod vapi_list;
mod vapi_number;
mod vapi_recording;
mod vapi_shape;
mod vapi_store;
mod wire;

pub use server::{Addresses, Memento, SandboxServer};
pub use twilio_keys::KEY_SECRET;
pub use twilio_tokens::RENEWED_TOKEN;
#[cfg(test)]
pub use vapi_shape::check as breaks_the_document;

use crate::domain::sandbox::SandboxProvider;

/// The table of the simulators, beside the list of their modules.
fn simulator(of: SandboxProvider) -> &'static dyn simulators::Simulator {
    match of {
        SandboxProvider::Vapi => &vapi_api::US,
        SandboxProvider::VapiEu => &vapi_api::EU,
        SandboxProvider::Twilio => &twilio_api::Simulated,
        SandboxProvider::Openai => &openai_api::GLOBAL,
        SandboxProvider::OpenaiUs => &openai_api::US,
        SandboxProvider::OpenaiEu => &openai_api::EU,
        SandboxProvider::Smtp => &smtp::Simulated,
        SandboxProvider::Google => &google_api::Simulated,
    }
}
