//! Holding organisations to their [quotas](crate::domain::quota): those that an operator
//! has set, those counted in the transaction that adds to them, and those counted by the
//! minute.
//!
//! It knows no feature: the code that adds something counts it.

mod day;
mod decided;
mod held;
mod spend;

pub use day::Day;
pub use decided::{decide, named};
pub use held::{hold, most, within};
pub use spend::spend;
