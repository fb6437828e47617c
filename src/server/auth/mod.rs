//! Signing up, signing in, and the sessions of people.

pub mod known_browsers;
pub mod refusals;
pub mod repo;
pub mod service;
pub mod store;
