//! The audit log: its entries, and the checks that find tampering.

mod tampering;
mod trail;
