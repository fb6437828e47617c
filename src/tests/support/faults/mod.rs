//! Operations in trouble, and how they end: the harness of the tables of faults, and the
//! journeys of more than one feature. The tables stand with their features.

mod disturbed;
pub mod journey;
pub mod trouble;
