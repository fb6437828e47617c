//! The signed-in person: who they are, their language, their devices.

pub mod api;
mod devices;
mod page;

pub use page::AccountPage;
