//! Signing up and in, and sessions.

mod sessions;
mod signing_in;
mod signing_up;
