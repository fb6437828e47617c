//! An installation as its operator meets it: commands, start and end, its database.

mod database_outages;
mod process;
mod safeguards;
mod stored_rows;
