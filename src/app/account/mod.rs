//! The signed-in person: who they are, their language, their devices.

pub mod api;
mod devices;
mod email;
mod page;
mod password;

pub use page::AccountPage;
