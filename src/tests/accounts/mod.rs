//! Signing up and in, passwords, and sessions.

mod passwords;
mod sessions;
mod signing_in;
mod signing_up;
