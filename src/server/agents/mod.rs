//! AVA's assistants: saved here first, then mirrored to Vapi.

pub mod repo;
pub mod service;
