//! Operations in trouble, and how they end.

mod journey;
mod leaving;
mod recovery;
mod tables;
