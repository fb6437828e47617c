//! Every server function and every page, called by people who have no right to them.

mod acting;
mod cases;
mod factor_needed;
mod features;
mod own_account;
mod roles;
mod suspended;
