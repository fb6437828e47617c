//! Signing up and in, passwords, one-time links, and sessions.

mod email_change;
mod links;
mod passwords;
mod sessions;
mod signing_in;
mod signing_up;
