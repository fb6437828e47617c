//! Contacts: who they are, and which of them are the same person.

pub mod repo;
pub mod service;
