//! Secrets at rest: who may open what, and with which key.

pub mod secret;
