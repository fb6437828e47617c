//! AVA's assistants: saved here first, then mirrored to Vapi.

pub mod decisions;
pub mod event_address;
pub mod operations;
pub mod repo;
pub mod service;
pub mod sync;
pub mod views;
