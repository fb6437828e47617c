//! The people of an organisation, and the organisations of a person.

mod repo;
pub mod service;

pub use repo::role;
