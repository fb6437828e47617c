//! Signing up, signing in, and the sessions of people.

pub mod known_browsers;
pub mod refusals;
pub mod repo;
pub mod service;
pub mod store;

use super::db::Writer;

/// Sessions and known browsers: they are the installation's, change with every
/// request, and nothing of an organisation. Signing in and out is recorded beside.
struct Sessions;

impl Writer for Sessions {}
