//! Every server function, every page and every operation of the API, called by those who have no right to
//! them.

mod acting;
mod cases;
mod factor_needed;
mod features;
mod own_account;
mod platform;
mod program;
mod roles;
mod suspended;
