//! The audit log: its entries, the pages and the files that show them, what is removed in time, and
//! the checks that find tampering.

mod activity;
mod entries;
mod exporting;
mod reading;
mod retention;
mod tampering;
mod trail;
