//! A person's own settings, devices and ways to sign in.

mod device_name;
pub mod factors;
mod methods;
pub mod passkeys;
mod place;
pub mod service;

pub use device_name::device_name;
