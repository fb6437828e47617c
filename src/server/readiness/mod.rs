//! Whether an organisation's numbers can answer: for its people, and for programs that watch.

pub mod monitoring;
pub mod service;
mod standing;
pub mod watch;
