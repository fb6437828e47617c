//! Operations in trouble, and how they end.

mod journey;
mod leaving;
mod managed;
mod recovery;
mod tables;
