//! Whether stored keys work: each cause, blips, waiting, waking, history, the scheduler and the pages.

mod causes;
mod managed;
mod pages;
mod schedule;
mod simulated;
