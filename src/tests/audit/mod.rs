//! The audit log: its entries, the page and the files that show them, what is removed in time, and
//! the checks that find tampering.

mod entries;
mod exporting;
mod reading;
mod retention;
mod tampering;
mod trail;
