//! Sealing secrets at rest: the master key, the data keys of organisations, and the
//! secrets that are sealed with them.

pub mod keyring;
pub mod master;
pub mod provider_secret;
pub mod seal;
pub mod secret;
