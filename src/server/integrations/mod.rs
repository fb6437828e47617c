//! The services an org connects: their credentials, checks and the page.

pub mod carry;
pub mod credentials;
pub mod disconnect;
pub mod operations;
pub mod overview;
pub mod service;
pub mod vapi_key;
pub mod verify;
