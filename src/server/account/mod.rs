//! A person's own settings and devices.

mod device_name;
pub mod service;

pub use device_name::device_name;
