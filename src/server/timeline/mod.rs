//! What happened with a contact: calls and appointments in one order.

pub mod service;
