//! Phone numbers: imported, bought, compared with the providers, removed.

mod answerers;
mod choosing;
mod drift;
mod import;
mod import_faults;
mod import_killed;
mod import_recovery;
mod managed;
mod messages;
mod pages;
mod readiness;
