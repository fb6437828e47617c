//! Operations in trouble, and how they end.

mod journey;
mod recovery;
mod tables;
