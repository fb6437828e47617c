//! Everything that runs natively: services, repositories, providers, HTTP.
//!
//! Knows `domain`; must not know `app`, except the shell in `router`.

pub mod clock;
pub mod correlation;
pub mod random;
pub mod vault;
