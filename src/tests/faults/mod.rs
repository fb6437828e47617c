//! Operations in trouble, and how they end.

mod checking;
mod comparing;
mod journey;
mod leaving;
mod managed;
mod recovery;
mod tables;
mod trouble;
