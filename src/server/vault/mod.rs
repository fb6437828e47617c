//! Secrets at rest: who may open what, and with which key.

pub mod decryptor;
pub mod escrow;
pub mod keyring;
pub mod master;
pub mod provider_secret;
pub mod rotation;
pub mod seal;
pub mod secret;
