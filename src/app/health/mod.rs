//! How the key of a service was on each day: the strip on its card, and the page of what happened.

mod page;
mod strip;
mod texts;

pub use page::HealthPage;
pub use strip::{checked, strip};
