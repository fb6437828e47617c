//! What this process counts in memory, to refuse or to hold up who asks too much:
//! guesses of passwords, what visitors may leave, and what an organisation does in a
//! minute or at the same time.

mod at_once;
mod guessing;
mod rates;
mod refusals;

pub use at_once::{AtOnce, Slot};
pub use guessing::Limits;
pub use rates::Rates;
pub use refusals::Refusals;
