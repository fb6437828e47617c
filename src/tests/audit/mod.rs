//! The audit log: what is written to it, and what shows that it was touched.

mod tampering;
mod trail;
