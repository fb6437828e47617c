//! Phone numbers: imported, bought, compared with the providers, removed.

mod answerers;
mod choosing;
mod drift;
mod import;
mod import_killed;
mod managed;
mod messages;
mod pages;
