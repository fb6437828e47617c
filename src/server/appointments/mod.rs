//! Appointments: what an organisation offers, and what is booked of it.

mod repo;
pub mod service;
pub mod settings;
pub mod slots;
