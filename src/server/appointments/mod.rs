//! Appointments: what an organisation offers, and what is booked of it.

pub mod agents;
pub mod assistant;
pub mod mails;
pub mod operations;
pub mod repo;
pub mod service;
pub mod settings;
pub mod slots;
