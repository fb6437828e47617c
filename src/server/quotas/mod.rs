//! Holding organisations to their [quotas](crate::domain::quota): those that an operator
//! has set, those counted in the transaction that adds to them, and those counted by the
//! minute.
//!
//! It knows no feature: the code that adds something counts it.

mod day;
mod enforce;
mod overrides;
mod spend;
mod today;

pub use day::Day;
pub use enforce::{hold, most, within};
pub use overrides::{decide, decide_for, named};
pub use spend::spend;
pub use today::{left_today, take_today};
