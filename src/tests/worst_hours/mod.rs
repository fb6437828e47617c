//! A full disk, a lost database, two servers, answers that come too late, nodes that
//! slept: what must be true afterwards.

mod choosing;
mod database;
mod late;
mod slept;
mod twice;
mod unreadable;
