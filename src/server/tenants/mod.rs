//! The organisations of the installation, for those who look after all of them: the list, which is
//! read from figures that are written down from time to time, and each as it is now.
//!
//! A platform admin comes to one of them by [`PlatformCx`](super::cx::PlatformCx) alone, which writes
//! it down.

mod list;
pub mod overview;
mod round;
pub mod service;
mod summary;
mod terms;
mod views;

pub use round::{Round, keep_figures};
pub use summary::sweep;
