//! Holding organisations to their [quotas](crate::domain::quota): what an
//! operator has set, what is counted in the transaction that adds to it, and
//! what is counted by the minute.
//!
//! Knows no feature: who adds something counts it.

mod day;
mod decided;
mod held;
mod spend;

pub use day::Day;
pub use decided::{decide, named};
pub use held::{hold, most};
pub use spend::spend;
