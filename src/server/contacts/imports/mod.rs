//! Contacts that are brought as a list.
//!
//! The rows are read and stored first, which changes no contact: the preview says what would become of
//! each. Once somebody has it imported, some rows at a time are brought in, each time with how far it
//! has come, so that it goes on after a restart and brings no row twice.

mod columns;
mod numbers;
mod read;
pub mod repo;
pub mod run;
pub mod service;
