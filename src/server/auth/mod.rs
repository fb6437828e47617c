//! Signing up, signing in, and the sessions of people.

pub mod passwords;
mod repo;
pub mod service;
pub mod sessions;
pub mod store;
