//! A full disk, a lost database, two servers, answers that come too late: what
//! must be true afterwards.

mod database;
