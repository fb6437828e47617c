//! Contacts: who they are, which of them are the same person, and how much speaks for each.

pub mod due;
pub mod imports;
mod made;
pub mod merge;
pub mod of_calls;
pub mod repo;
pub mod score;
pub mod service;
