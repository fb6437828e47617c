//! Counters in this process's memory, to refuse or to hold up those who ask too much:
//! guesses of passwords, sessions that visitors leave, and requests of an organisation in
//! a minute, in a quarter of an hour or at the same time.

mod concurrency;
mod login_limits;
mod long_polls;
mod rates;
mod refusals;
mod windows;

pub use concurrency::{AtOnce, Slot};
pub use login_limits::Limits;
pub use long_polls::{Waiting, Waits};
pub use rates::Rates;
pub use refusals::Refusals;
pub use windows::{RateLimit, WINDOW_SECS, Windows};
