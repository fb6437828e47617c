//! A person's own settings, devices and ways to sign in.

mod device_name;
pub mod factors;
mod methods;
mod place;
pub mod service;

pub use device_name::device_name;
