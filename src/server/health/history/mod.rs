//! How the key of a card was on each day, and the changes of its status.

mod read;
mod write;

pub(in crate::server) use read::days_of;
pub use read::{Change, Day, changes, days, strip};
pub(super) use write::{Held, add, forget, record};

use crate::domain::health::{DAYS, day_of};

/// The number of the last day that is not shown any more.
fn oldest(now: i64) -> i64 {
    day_of(now) - i64::try_from(DAYS).unwrap_or_default()
}
