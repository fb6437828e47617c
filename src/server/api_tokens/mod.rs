//! Tokens by which programs act for people, and the way in by one.
//!
//! The database has the SHA-256 of a token alone: it is 32 random bytes, so that a fast hash keeps it.
//! Whoever it acts for is read afresh with each request, as with a session, and in one query: a token is
//! good for no more than its person may do now, and a service token for no more than its role.

mod presented;
mod repo;
mod secret;
mod service;

pub use presented::{Presented, authenticate};
pub use repo::{answered_by, end_of};
pub use service::{list_own, list_service, make, pass_on, revoke_own, revoke_service};
