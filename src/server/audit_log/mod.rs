//! The audit log as people read it: the list, and what is exported of it. How an entry is written
//! and the chain is kept is `audit`'s.

pub mod activity;
pub mod export;
mod repo;
pub mod service;
