//! Signing up and in, names, passwords, one-time links, sessions, and time zones.

mod email_change;
mod links;
mod names;
mod oidc;
mod passkeys;
mod passwords;
mod second_factors;
mod sessions;
mod signing_in;
mod signing_up;
mod step_up;
mod zones;
