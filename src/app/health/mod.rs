//! How the key of a service was on each day: the strip on its card, and the page of what happened.

mod page;
mod texts;
mod uptime_strip;

pub use page::HealthPage;
pub use uptime_strip::{checked, strip};
