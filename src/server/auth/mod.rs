//! Signing up, signing in, and the sessions of people.

pub mod email_change;
pub mod factors;
pub mod founding;
pub mod identities;
pub mod joining;
pub mod known_browsers;
pub mod lost_factors;
pub mod oidc;
pub mod passkeys;
pub mod proof;
pub mod proof_anew;
pub mod recovery;
pub mod refusals;
pub mod repo;
pub mod second_step;
pub mod service;
pub mod session_store;
pub mod step_up;

use super::db::Writer;

/// Sessions and known browsers, which belong to the installation and change with every
/// request. Signing in and out has audit entries of its own.
struct Sessions;

impl Writer for Sessions {}
